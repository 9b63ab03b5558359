"""An approved list: an award with conditions, a plain one, a refusal, and one not eligible.

The first organisation has a name that is markup, the refused one a name with rare characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from grants.awards.models import Letter
from grants.programmes.models import Call
from portal.documents.models import Document
from portal.documents.operations import store
from tests.factories import decisions, reviews
from tests.factories.stage import built

MARKUP = "<img src='http://127.0.0.1/x'> & <b>Sons</b> Ltd"
RARE = "龍𨋢嘅啲鰂魚涌有限公司"
CONDITIONS = "The lead engineer stays.\n\n  Reports are monthly. "
FEEDBACK = "Show what a client pays today.\nName the second bank."


def approved() -> int:
    call = decisions.at("panel", ineligible=1)
    first, _second, third, _fourth = reviews.applications_of(call)
    first.organisation.name, first.organisation.name_zh = MARKUP, ""
    third.organisation.name_zh, third.title_zh = RARE, "跨境支付試點"
    for one in (first, third):
        one.organisation.save(update_fields=["name", "name_zh"])
        one.save(update_fields=["title_zh"])
    decisions.drafted(call)
    decisions.change(
        call, first.reference, amount=333_333, conditions=CONDITIONS, feedback="Well argued."
    )
    decisions.change(call, third.reference, feedback=FEEDBACK)
    decisions.put_forward(call)
    decisions.approved(call)
    return call.pk


@pytest.fixture(scope="module")
def approved_call(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The call's id; see :mod:`tests.factories.stage`."""
    with built(django_db_blocker, approved) as call_id:
        yield call_id


@pytest.fixture
def call(approved_call: int, db: None) -> Call:
    """The call whose list is approved and not released."""
    return Call.objects.get(pk=approved_call)


@pytest.fixture
def released(call: Call) -> Call:
    """Promised, not made."""
    decisions.released(call)
    return call


def a_document() -> Document:
    return store(
        file=ContentFile(b"%PDF-1.7 letter", name="x.pdf"),
        name="letter.pdf",
        content_type="application/pdf",
        actor=None,
    )


@pytest.fixture
def made(released: Call) -> Call:
    """Made, each with a file that stands for a PDF."""
    for letter in Letter.objects.all():
        letter.document, letter.rendered_at = a_document(), timezone.now()
        letter.save(update_fields=["document", "rendered_at"])
    return released
