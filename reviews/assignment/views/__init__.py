"""Pages of assignment: those of officers and those of assessors."""
