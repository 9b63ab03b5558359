"""Personal copies: everything the portal holds of one person, as a file they ask for."""
