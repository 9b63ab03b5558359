"""When assessors cannot review: from one day to another, as they say themselves."""
