"""Forms of eligibility: the visitor's check, and the officers' pages of its rules."""
