"""Settings: ``base`` for all, ``embedded`` for the two commands, ``production`` for a server."""
