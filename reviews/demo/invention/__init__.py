"""Applications as start-ups would write them, made up from a seed; pure, and the same each time."""

from reviews.demo.invention.applications import Invention, Plan, invent
from reviews.demo.invention.dice import Dice

__all__ = ["Dice", "Invention", "Plan", "invent"]
