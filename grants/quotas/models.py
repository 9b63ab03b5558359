"""The quotas of a call, one row for each term that has one."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.programmes.models import Call, Taxonomy, Term

GROUPED_BY = (Taxonomy.PILLAR, Taxonomy.TECHNOLOGY)
"""The taxonomies whose terms may have a quota; an application has one term of each."""

MOST_AWARDS = 10_000


def key_of(term: Term) -> str:
    """The name of a term among quotas, like ``pillar/3``."""
    return f"{term.taxonomy}/{term.pk}"


class QuotaSet(models.QuerySet["CallQuota"]):
    """Quotas in the order of their terms."""

    def in_order(self) -> Self:
        """Pillars before technology areas, each in its own order; the terms come along."""
        ordered = self.order_by("term__taxonomy", "term__position", "term__code")
        return ordered.select_related("term")


class CallQuota(models.Model):
    """At least and at most so many awards to the applications of one term; frozen with the call.

    ``most`` is None where only the least is stated.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="quotas")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(null=True)

    objects = QuotaSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "term"], name="one_quota_per_term_of_a_call"),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(least__lte=F("most")),
                name="quota_least_is_at_most_its_most",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1) | Q(most__isnull=False), name="quota_states_something"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def key(self) -> str:
        """The name of its term among quotas."""
        return key_of(self.term)

    @property
    def sentence(self) -> str:
        """What it states, in the language that is active."""
        return _("“%(group)s”: %(bounds)s") % {
            "group": self.term.label,
            "bounds": bounds_in_words(self.least, self.most),
        }


def bounds_in_words(least: int, most: int | None) -> str:
    """How many awards, in the language that is active."""
    if most is None:
        return ngettext("at least %(number)d award", "at least %(number)d awards", least) % {
            "number": least
        }
    if not least:
        return ngettext("at most %(number)d award", "at most %(number)d awards", most) % {
            "number": most
        }
    if least == most:
        return ngettext("exactly %(number)d award", "exactly %(number)d awards", most) % {
            "number": most
        }
    return _("at least %(least)d and at most %(most)d awards") % {"least": least, "most": most}
