"""Gathers the models of the areas of grants for Django."""

from grants.applications.autosave.models import WritingSpell
from grants.applications.models import (
    Answer,
    Application,
    Attachment,
    BudgetLine,
    Extension,
    PreliminaryAnswer,
    Snapshot,
    Sponsor,
    TeamMember,
)
from grants.awards.models import Award, Instalment, Letter
from grants.certification.models import Certification
from grants.clarifications.models import (
    Clarification,
    ClarificationFile,
    ClarifiedPart,
    DueChange,
)
from grants.correspondence.models import Enclosure, Line, ReadMark
from grants.decisions.models import Decision, Recommendation, RecommendationList
from grants.eligibility.models import EligibilityRule
from grants.exclusions.models import ExclusionRequest
from grants.programmes.models import Call, CallExtension, Criterion, NeededDocument, Programme, Term
from grants.questionnaires.models import FormSection, FormVersion, Question
from grants.quotas.models import CallQuota
from grants.screening.models import Check, Screening

__all__ = [
    "Answer",
    "Application",
    "Attachment",
    "Award",
    "BudgetLine",
    "Call",
    "CallExtension",
    "CallQuota",
    "Certification",
    "Check",
    "Clarification",
    "ClarificationFile",
    "ClarifiedPart",
    "Criterion",
    "Decision",
    "DueChange",
    "EligibilityRule",
    "Enclosure",
    "ExclusionRequest",
    "Extension",
    "FormSection",
    "FormVersion",
    "Instalment",
    "Letter",
    "Line",
    "NeededDocument",
    "PreliminaryAnswer",
    "Programme",
    "Question",
    "ReadMark",
    "Recommendation",
    "RecommendationList",
    "Screening",
    "Snapshot",
    "Sponsor",
    "TeamMember",
    "Term",
    "WritingSpell",
]
