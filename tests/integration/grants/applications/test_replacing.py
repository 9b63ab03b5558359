"""The page on which another file takes the place of one."""

from __future__ import annotations

import pytest

from grants.applications import queries
from tests.factories import applications, pdfs, people
from tests.integration.grants.applications.test_attachments import attach

pytestmark = pytest.mark.django_db


def test_a_file_is_replaced_on_its_page_once_the_new_one_is_in_order() -> None:
    """FI-01."""
    application = applications.at("draft")
    first = attach(application, "supporting", "old.pdf")
    mira = people.client_of(people.mira())
    page = f"/applications/{application.reference}/files/{first.pk}/replace/"

    shown = mira.get(page).content.decode()
    refused = mira.post(page, {"file": pdfs.upload(pdfs.with_script())}).content.decode()
    nothing = mira.post(page, {"file": ""}).content.decode()
    kept = [one.document.name for one in queries.attachments_of(application)]
    done = mira.post(page, {"file": pdfs.upload(name="new.pdf")}, follow=True)

    assert "old.pdf" in shown
    for wrong, sentence in ((refused, "scripts or actions"), (nothing, "required")):
        assert 'href="#id_file"' in wrong
        assert sentence in wrong
    assert kept == ["old.pdf"]
    assert "The file is replaced." in done.content.decode()
    assert done.redirect_chain[-1][0].endswith("/attachments/")
    assert [one.document.name for one in queries.attachments_of(application)] == ["new.pdf"]
    assert mira.get(page).status_code == 404
    assert people.client_of(people.otto()).get(page).status_code == 404
