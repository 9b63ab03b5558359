"""Deeds on organisations; those on their people are in the modules beside this one."""

from portal.organisations.operations.registering import REVISABLE, register, revise

__all__ = ["REVISABLE", "register", "revise"]
