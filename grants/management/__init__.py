"""Commands of grants."""
