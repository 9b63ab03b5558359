"""Who may assess: expertise, employer, capacity."""
