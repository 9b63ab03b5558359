"""The ranked list as the panel sees it, and the recommendations made from it."""
