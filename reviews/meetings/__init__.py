"""Meetings of a panel: who is invited, the agenda, who was there and who left, what was said."""
