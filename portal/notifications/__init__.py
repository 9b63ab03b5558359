"""The outbox of messages: written with the deed, delivered by a job, once."""
