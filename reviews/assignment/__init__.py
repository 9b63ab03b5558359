"""Who judges what: the problem as pure data, its solver, and the runs that officers confirm."""
