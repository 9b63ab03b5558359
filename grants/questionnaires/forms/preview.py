"""Questions as an applicant will see them; what is typed into them goes nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms

from grants.questionnaires.asking import Row, rows_of
from grants.questionnaires.fields import field_of
from grants.questionnaires.models import Question
from portal.documents.checks import LARGEST_FILE
from portal.ui.fields import UploadField

file_field = partial(UploadField, accept=(".pdf",), max_bytes=LARGEST_FILE)


class PreviewForm(forms.Form):
    """The fields of ``questions`` in the active language; conditions may name any of ``every``."""

    use_required_attribute = False
    marks_optional = True

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        every: Sequence[Question],
        now: datetime,
        **keywords: Any,
    ) -> None:
        super().__init__(*args, **keywords)
        self.questions, self.every = questions, every
        for question in questions:
            self.fields[question.code] = field_of(question, file_field=file_field, now=now)

    def rows(self) -> list[Row]:
        """The questions as the page shows them."""
        return rows_of(self, self.questions, self.every)
