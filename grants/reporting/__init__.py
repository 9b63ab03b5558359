"""The funding reports."""
