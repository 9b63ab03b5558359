"""The home page of each role: cards that the areas above register."""
