"""Quotas: how many awards of a call go to a pillar or a technology area, stated beforehand."""
