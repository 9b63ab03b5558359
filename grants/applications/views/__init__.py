"""Pages of applications: reading them, writing the draft, submitting, files."""
