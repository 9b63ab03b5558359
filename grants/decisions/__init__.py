"""The formal outcome: recommended by some, approved by another, released."""
