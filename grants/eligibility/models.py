"""The rules of eligibility of a call, each a question with the answers that pass."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call, Taxonomy
from portal.i18n.texts import Text, TextField

YES, NO, UNSURE = "yes", "no", "unsure"


class RuleKind(models.TextChoices):
    """How the question of a rule is answered."""

    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several answers")


class Choice(NamedTuple):
    """One possible answer; ``passes`` is None for "I am not sure"."""

    code: str
    label: Any
    passes: bool | None


class EligibilityRule(models.Model):
    """One rule: what is asked, which answers pass, and what is told to whom it stands against.

    ``options`` holds the answers in their order, ``{"code": …, "label": {"en": …}, "passes": …}``;
    those of a yes-or-no question are the codes ``yes`` and ``no`` without a label. With a text in
    ``unsure`` one may also answer "I am not sure" and is given that advice. An answer whose code
    is a term of the taxonomy ``fills`` is written into the draft that is started.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="eligibility_rules")
    code = models.SlugField(max_length=30)
    kind = models.CharField(max_length=10, choices=RuleKind.choices, default=RuleKind.YES_NO)
    question = TextField()
    help = TextField()
    sentence = TextField()
    remedy = TextField()
    unsure = TextField()
    options = models.JSONField(default=list)
    fills = models.CharField(max_length=20, choices=Taxonomy.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "code"], name="eligibility_rule_code_is_unique_in_its_call"
            )
        ]

    def __str__(self) -> str:
        return str(self.question)

    def choices(self) -> list[Choice]:
        """The answers one can give."""
        plain = {YES: _("Yes"), NO: _("No")} if self.kind == RuleKind.YES_NO else {}
        found = [
            Choice(one["code"], plain.get(one["code"]) or Text(one["label"]), one["passes"])
            for one in self.options
        ]
        if any(self.unsure.values()):
            found.append(Choice(UNSURE, _("I am not sure"), None))
        return found
