"""Draft, budget, sponsor, attachments, submission, snapshot, withdrawal."""
