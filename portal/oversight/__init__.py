"""What auditors and administrators watch: audit log, stopped jobs, stuck messages."""
