"""The questions of a call, with their limits."""
