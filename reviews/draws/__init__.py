"""The draw among equals: its seed fixed before, told after, and checked by anybody."""
