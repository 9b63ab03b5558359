"""Score sheets and the ranking they give."""
