"""The scheme as data: complete in three languages, seeded once, never overwritten."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from grants.programmes import scheme
from grants.programmes.models import Programme, Taxonomy, Term
from grants.questionnaires.completeness import gaps_in
from grants.questionnaires.models import QuestionKind
from grants.questionnaires.scheme import default_form, default_questions
from portal.audit.models import AuditEvent
from portal.i18n.texts import Text, text

pytestmark = pytest.mark.django_db


def test_seeding_writes_the_programme_and_every_taxonomy_in_three_languages() -> None:
    programme = scheme.seed()

    assert programme.code == "LEAP"
    assert programme.name.is_complete()
    assert programme.summary.is_complete()
    counted = {value: Term.objects.filter(taxonomy=value).count() for value in Taxonomy.values}
    assert counted == {
        "pillar": 4,
        "technology": 7,
        "use_case": 17,
        "regulatory_status": 13,
        "sandbox": 5,
        "sponsor_type": 6,
    }
    assert all(term.label.is_complete() for term in Term.objects.all())
    assert AuditEvent.objects.get().action == "programme.seed"


def test_seeding_again_keeps_what_officers_changed() -> None:
    scheme.seed()
    Term.objects.filter(code="carbon").update(label=text("Carbon markets"))

    call_command("seed_scheme", stdout=(said := StringIO()))

    assert Term.objects.get(code="carbon").label == text("Carbon markets")
    assert (Programme.objects.count(), Term.objects.count()) == (1, 52)
    assert AuditEvent.objects.count() == 1
    assert "LEAP" in said.getvalue()


def test_the_default_criteria_weigh_100_and_explain_every_mark() -> None:
    criteria = scheme.default_criteria()

    assert sum(criterion["weight"] for criterion in criteria) == 100
    for criterion in criteria:
        assert criterion["name"].is_complete()
        assert criterion["guidance"].is_complete()
        assert list(criterion["anchors"]) == ["0", "1", "2", "3", "4", "5"]
        assert all(Text(words).is_complete() for words in criterion["anchors"].values())


def test_the_default_questions_are_complete_within_their_limits() -> None:
    questions = default_questions()

    assert {question["kind"] for question in questions} == set(QuestionKind.values)
    assert gaps_in(default_form()) == []
    for question in questions:
        if question["kind"] in ("short", "long"):
            assert 1 <= question["most_characters"] <= 20_000
