"""Who judges what, how, and what the panel recommends."""
