"""Who may assess, what they know, and how much they can take in a call."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call, Term
from reviews.pool.words import LONGEST_WORD


class Discipline(models.TextChoices):
    """The kinds of assessor of which each application needs a mix."""

    TECHNICAL = "technical", _("Technical")
    FINANCE = "finance", _("Finance")
    REGULATORY = "regulatory", _("Regulatory")


class Assessor(models.Model):
    """A person who assesses: discipline, employer or bureau, expertise by taxonomy and free words.

    ``words`` are tidied (``words.tidied``), in the order in which they were written.
    ``reference`` stands in addresses, where a row's number never does.
    """

    reference = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessor"
    )
    disciplines = ArrayField(models.CharField(max_length=12, choices=Discipline.choices))
    employer = models.CharField(_("Bureau or employer"), max_length=150, blank=True)
    expertise = models.ManyToManyField(Term, related_name="+", blank=True)
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list)
    is_available = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(disciplines=[]), name="assessor_has_a_discipline")
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def discipline_labels(self) -> list[str]:
        """The disciplines in words, in the order of the scheme."""
        return [str(one.label) for one in Discipline if one.value in self.disciplines]

    @property
    def language_names(self) -> list[str]:
        """The languages as their readers call them."""
        return [str(name) for code, name in settings.LANGUAGES if code in self.languages]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "assessor"

    @property
    def audit_reference(self) -> str:
        """The person's account number."""
        return f"account-{self.user_id}"

    @property
    def audit_scope(self) -> str:
        """A profile belongs to no call."""
        return ""


class PoolMemberQuerySet(models.QuerySet["PoolMember"]):
    """Sets of members."""

    def current(self) -> PoolMemberQuerySet:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class PoolMember(models.Model):
    """An assessor in the pool of one call, with the least and the most applications they take."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="pool")
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="pools")
    least_load = models.PositiveSmallIntegerField(default=0)
    most_load = models.PositiveSmallIntegerField(default=30)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = PoolMemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "assessor"], name="assessor_is_once_in_the_pool_of_a_call"
            ),
            models.CheckConstraint(
                condition=Q(least_load__lte=F("most_load")), name="least_load_is_at_most_the_most"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "pool member"

    @property
    def audit_reference(self) -> str:
        """The call and the assessor's account number."""
        return f"{self.call.code}:account-{self.assessor.user_id}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
