"""The award, its instalments and conditions, and the letters."""
