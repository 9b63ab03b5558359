"""Gathers the models of the kernel's areas for Django."""

from portal.accounts.models import RoleGrant, User
from portal.audit.models import AuditEvent
from portal.copies.models import PersonalCopy
from portal.documents.models import Document, Upload
from portal.exports.models import Export
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.organisations.models import (
    Handover,
    Invitation,
    Membership,
    NumberCase,
    Organisation,
)
from portal.oversight.models import Outage, Watch
from portal.workdays.models import DayException

__all__ = [
    "AuditEvent",
    "DayException",
    "Document",
    "Export",
    "Handover",
    "Invitation",
    "Job",
    "Membership",
    "Message",
    "NumberCase",
    "Organisation",
    "Outage",
    "PersonalCopy",
    "RoleGrant",
    "Upload",
    "User",
    "Watch",
]
