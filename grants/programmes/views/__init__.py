"""Pages of calls: for the public, and the workshop of officers."""
