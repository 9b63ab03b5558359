"""The form of each section: what was typed becomes the values that ``operations`` saves."""

from __future__ import annotations

from typing import Any

from grants.applications import sections
from grants.applications.forms.facts import (
    ClassificationForm,
    DeclarationForm,
    OrganisationSection,
    ProjectForm,
    SponsorForm,
)
from grants.applications.forms.narrative import AnswersForm
from grants.applications.forms.rows import BudgetRows, TeamRows
from grants.applications.models import Application

FORMS: dict[str, Any] = {
    sections.ORGANISATION: OrganisationSection,
    sections.PROJECT: ProjectForm,
    sections.CLASSIFICATION: ClassificationForm,
    sections.SPONSOR: SponsorForm,
    sections.TEAM: TeamRows,
    sections.BUDGET: BudgetRows,
    sections.DECLARATION: DeclarationForm,
}


def form_for(section: str, application: Application, data: Any = None, files: Any = None) -> Any:
    """The form or formset of ``section``; its ``values()`` are for ``operations.save_section``."""
    if sections.is_of_form(section):
        return AnswersForm(data, files, application=application, section=section)
    return FORMS[section](data, files, application=application)
