"""Applicant organisations and the people who belong to them."""
