"""Commands of grants, one a module."""
