"""The officer's checklist, eligible or not, and clarifications."""
