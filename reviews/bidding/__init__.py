"""Bids: before the assignment assessors say what they would like to assess and what not."""
