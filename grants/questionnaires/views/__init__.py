"""Pages on which officers build the form of a call."""
