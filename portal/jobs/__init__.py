"""Work handed to Celery: promised in the deed's transaction, never lost, done once."""
