"""Pure statistics of score sheets; numpy and scipy, no Django. ``calibrate`` is the way in."""

from reviews.calibration.statistics.agreement import alpha
from reviews.calibration.statistics.bundle import Bundle, Candidate, Sheet, draws_for
from reviews.calibration.statistics.ranking import VERSION, calibrate, canonical

__all__ = [
    "VERSION",
    "Bundle",
    "Candidate",
    "Sheet",
    "alpha",
    "calibrate",
    "canonical",
    "draws_for",
]
