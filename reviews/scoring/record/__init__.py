"""What assessors have done over the calls: load, timeliness, agreement. For officers alone."""
