"""From the call to the last payment; knows nothing of reviews."""
