"""The signed agreement comes with its section, however the file and the texts around it came."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from grants.applications import queries
from grants.applications.models import Application
from portal.documents.models import Upload
from tests.factories import applications, pdfs
from tests.factories.tus import CONTENT, arrived
from tests.integration.grants.applications.test_autosaving import two_writers

pytestmark = pytest.mark.django_db


def agreements(application: Application) -> list[str]:
    found = queries.attachments_of(application)
    return [one.document.sha256 for one in found if one.kind == "sponsor_agreement"]


def page_of(writer: Any) -> dict[str, Any]:
    """What the browser would post of the page as it was loaded."""
    posted = {"version": writer.version, "tokens": json.dumps(writer.tokens)}
    for inputs in writer.client.get(writer.address).json()["values"].values():
        posted |= inputs
    return posted


def test_an_agreement_sent_in_pieces_goes_with_the_page_and_others_keep_their_words() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application, "sponsor")
    page = page_of(mira)
    otto.types(contact_name="Ho Wing")
    number = arrived(mira.client)

    answer = mira.client.post(
        f"/applications/{application.reference}/sponsor/",
        {**page, "name": "Harbour Bank", "agreement-upload": number},
    )

    assert answer.status_code == 302
    sponsor = Application.objects.get(pk=application.pk).sponsor
    assert (sponsor.name, sponsor.contact_name) == ("Harbour Bank", "Ho Wing")
    assert agreements(application) == [hashlib.sha256(CONTENT).hexdigest()]


def test_a_conflict_keeps_the_upload_until_somebody_has_chosen() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application, "sponsor")
    page = page_of(mira)
    otto.types(name="Otto's bank")
    number = arrived(mira.client)
    path = f"/applications/{application.reference}/sponsor/"
    typed = {**page, "name": "Mira's bank", "agreement-upload": number}

    shown = mira.client.post(path, typed)

    assert 'class="conflict"' in shown.content.decode()
    assert f'value="{number}"' in shown.content.decode()
    assert agreements(application) == []
    assert Upload.objects.get().closed_at is None

    mira.client.post(path, {**typed, "theirs": "name", "undecided": "name"})

    assert agreements(application) == [hashlib.sha256(CONTENT).hexdigest()]
    assert Application.objects.get(pk=application.pk).sponsor.name == "Otto's bank"


def test_an_agreement_that_is_refused_leaves_the_texts_on_the_page_and_unsaved() -> None:
    """FI-01."""
    application = applications.at("draft")
    mira, _otto = two_writers(application, "sponsor")
    number = arrived(mira.client, pdfs.with_script())

    answer = mira.client.post(
        f"/applications/{application.reference}/sponsor/",
        {**page_of(mira), "name": "Harbour Bank", "agreement-upload": number},
    )

    page = answer.content.decode()
    assert "scripts or actions" in page
    assert 'value="Harbour Bank"' in page
    assert agreements(application) == []


def test_an_autosave_never_takes_a_file() -> None:
    application = applications.at("draft")
    mira, _otto = two_writers(application, "sponsor")
    number = arrived(mira.client)

    answer = mira.sends(
        fields=["name", "agreement"],
        name="Harbour Bank",
        agreement=pdfs.upload(),
        **{"agreement-upload": number},
    ).json()

    assert answer["saved"] == ["name"]
    assert agreements(application) == []
    assert Upload.objects.get().closed_at is None
