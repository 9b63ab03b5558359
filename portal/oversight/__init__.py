"""What auditors and administrators watch: the audit log, jobs that stopped, messages that failed."""
