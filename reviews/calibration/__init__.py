"""The calibrated ranking: severity of assessors, uncertainty, expected ranks, the line."""
