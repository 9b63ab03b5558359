"""Messages between an organisation's people and the programme office, one thread an application."""
