"""Declared and suspected conflicts of interest, and the rulings on them."""
