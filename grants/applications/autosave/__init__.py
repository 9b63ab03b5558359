"""Writing together: autosave by field, who else is here, and two versions of one field."""
