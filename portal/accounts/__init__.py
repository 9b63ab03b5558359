"""People, their roles with an end date, and their second factor."""
