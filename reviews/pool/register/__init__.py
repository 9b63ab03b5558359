"""The yearly register of interests: what assessors file before they are given any work."""
