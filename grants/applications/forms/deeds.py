"""Forms of single deeds: start, attach, withdraw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.applications.forms.facts import PdfField
from grants.applications.models import AttachmentKind
from grants.programmes.models import Call
from portal.organisations.fields import ParagraphsField
from portal.organisations.models import Organisation
from portal.ui.formats import hkt


class StartForm(forms.Form):
    """For which organisation an application is started."""

    use_required_attribute = False

    organisation = forms.ChoiceField(
        label=_("Which organisation applies?"), widget=forms.RadioSelect
    )

    carry_over = forms.BooleanField(
        label=_("Take over what I worked out before"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        is_prepared: bool = False,
        **keywords: Any,
    ) -> None:
        super().__init__(*args, **keywords)
        if not is_prepared:
            del self.fields["carry_over"]
        choices = [(str(one.pk), f"{one} ({one.registration_number})") for one in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(choices) == 1:
            self.fields["organisation"].initial = choices[0][0]


class AttachmentForm(forms.Form):
    """A file to attach; agreements and answers are attached where they are asked for."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            choice
            for choice in AttachmentKind.choices
            if choice[0] not in (AttachmentKind.SPONSOR_AGREEMENT, AttachmentKind.ANSWER)
        ],
        widget=forms.RadioSelect,
    )
    file = PdfField(label=_("File"))


class ReplacementForm(forms.Form):
    """A file that takes the place of one that is attached."""

    use_required_attribute = False

    file = PdfField(label=_("New file"))


class WithdrawForm(forms.Form):
    """Why an application is taken back."""

    use_required_attribute = False

    reason = ParagraphsField(label=_("Why do you withdraw?"), max_characters=1000)


class CopyForm(forms.Form):
    """Into which open call an application is copied."""

    use_required_attribute = False

    call = forms.ChoiceField(label=_("Into which call?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, calls: Iterable[Call], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        field: Any = self.fields["call"]
        field.choices = [(call.code, f"{call.title} ({hkt(call.closes_at)})") for call in calls]
