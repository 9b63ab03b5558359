"""Criteria and terms in the browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.programmes import operations, queries, scheme
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call, Term
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.i18n.texts import text
from tests.factories import calls
from tests.factories.people import alan, client_of, mira, paul, person

pytestmark = pytest.mark.django_db


def rows(call: Call, **changes: str) -> dict[str, str]:
    details = queries.criteria_as_details(call)
    data = {
        "criteria-TOTAL_FORMS": str(len(details)),
        "criteria-INITIAL_FORMS": str(len(details)),
        "seen": fingerprint(details),
    }
    for number, row in enumerate(details):
        for name in ("code", "weight", "highest_mark"):
            data[f"criteria-{number}-{name}"] = str(row[name])
        data[f"criteria-{number}-position"] = str(10 * (number + 1))
    return {**data, **changes}


def weights(call: Call) -> list[tuple[str, int]]:
    return [(one.code, one.weight) for one in queries.criteria_of(call)]


def criterion_data(**changes: Any) -> dict[str, Any]:
    return {
        "code": "reach",
        "name_en": "Reach",
        "weight": "10",
        "highest_mark": "5",
        "anchor_0_en": "None at all",
        **changes,
    }


def test_weights_order_and_removal_are_saved_at_once() -> None:
    call = calls.draft()
    url = reverse("criterion-list", args=[call.code])
    changes = {"criteria-0-position": "45", "criteria-1-weight": "35", "criteria-4-remove": "on"}

    response = client_of(paul()).post(url, rows(call, **changes))

    assert response["Location"] == url
    assert weights(call) == [("market", 35), ("feasibility", 20), ("team", 20), ("innovation", 25)]


def test_the_list_shows_the_sum_of_the_weights() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("criterion-list", args=[call.code])
    assert "<strong>100</strong>" in client.get(url).content.decode()

    page = client.post(url, rows(call, **{"criteria-0-weight": "20"}), follow=True)

    assert "<strong>95</strong>" in page.content.decode()
    assert "Not 100" in page.content.decode()


def test_a_wrong_weight_is_told_with_its_row() -> None:
    call = calls.draft()
    url = reverse("criterion-list", args=[call.code])

    page = client_of(paul()).post(url, rows(call, **{"criteria-1-weight": "101"}))

    assert "Row 2:" in page.content.decode()
    assert weights(call)[1] == ("market", 25)


def test_rows_of_unknown_codes_are_left_out() -> None:
    call = calls.draft()

    client_of(paul()).post(
        reverse("criterion-list", args=[call.code]), rows(call, **{"criteria-0-code": "forged"})
    )

    assert [code for code, _weight in weights(call)] == [
        "market",
        "feasibility",
        "team",
        "compliance",
    ]


def test_an_older_page_changes_nothing() -> None:
    call = calls.draft()
    url = reverse("criterion-list", args=[call.code])
    old = rows(call, **{"criteria-0-weight": "20"})
    client = client_of(paul())
    client.post(url, rows(call, **{"criteria-4-remove": "on"}))

    page = client.post(url, old).content.decode()

    assert "Somebody else changed this meanwhile." in page
    assert weights(call)[0] == ("innovation", 25)


def test_a_criterion_is_added_after_the_others() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("criterion-add", args=[call.code])
    assert "Add a criterion" in client.get(url).content.decode()

    response = client.post(url, criterion_data())

    assert response["Location"] == reverse("criterion-list", args=[call.code])
    added = queries.criteria_of(call)[-1]
    assert (added.code, added.name, added.meanings()[0]) == (
        "reach",
        text("Reach"),
        (0, text("None at all")),
    )


def test_a_doubled_code_is_told_and_keeps_what_was_typed() -> None:
    call = calls.draft()

    page = client_of(paul()).post(
        reverse("criterion-add", args=[call.code]), criterion_data(code="team")
    )

    assert "Two criteria have the same code." in page.content.decode()
    assert "None at all" in page.content.decode()


def test_a_criterion_is_rewritten_in_three_languages() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("criterion-edit", args=[call.code, "market"])
    assert "在香港的應用及市場" in client.get(url).content.decode()

    client.post(url, criterion_data(**{"name_zh-hant": "覆蓋", "anchor_1_zh-hans": "有一些"}))

    market = queries.criteria_of(call)[1]
    assert (market.code, market.weight) == ("market", 10)
    assert market.name == {"en": "Reach", "zh-hant": "覆蓋"}
    assert market.anchors["1"] == {"zh-hans": "有一些"}


def test_a_criterion_that_does_not_exist_is_not_there() -> None:
    call = calls.draft()
    url = reverse("criterion-edit", args=[call.code, "nothing"])

    assert client_of(paul()).get(url).status_code == 404


def test_too_long_a_meaning_is_told_beside_it() -> None:
    call = calls.draft()
    url = reverse("criterion-edit", args=[call.code, "market"])

    page = client_of(paul()).post(url, criterion_data(anchor_2_en="x" * 301)).content.decode()

    assert "this is 1 too many" in page


def test_a_published_call_keeps_its_criteria() -> None:
    call = calls.published()
    client = client_of(paul())
    url = reverse("criterion-list", args=[call.code])
    assert "Add a criterion" not in client.get(url).content.decode()

    page = client.post(url, rows(call, **{"criteria-0-weight": "20"})).content.decode()

    assert "its rules can no longer change" in page
    assert weights(call)[0] == ("innovation", 25)


def test_a_term_is_added_at_the_end_of_its_taxonomy() -> None:
    scheme.seed()
    client = client_of(paul())
    url = reverse("term-add", args=["sandbox"])
    assert "Sandbox" in client.get(url).content.decode()

    response = client.post(url, {"code": "new-one", "label_en": "New sandbox"})

    assert response["Location"] == reverse("term-list")
    assert queries.terms_of("sandbox").last() == Term.objects.get(code="new-one")
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_reference) == ("term.add", "sandbox/new-one")


def test_a_doubled_term_is_told() -> None:
    scheme.seed()

    page = client_of(paul()).post(
        reverse("term-add", args=["sandbox"]), {"code": "sfc", "label_en": "Again"}
    )

    assert "A term with this code exists already." in page.content.decode()


def test_a_term_is_relabelled_and_switched_off_by_date() -> None:
    scheme.seed()
    client = client_of(paul())
    url = reverse("term-edit", args=["use_case", "carbon"])
    assert "Carbon" in client.get(url).content.decode()

    client.post(url, {"label_en": "Carbon markets", "active_to": "2025-01-31"})

    term = Term.objects.get(code="carbon")
    assert (term.label, term.active_to) == (text("Carbon markets"), date(2025, 1, 31))
    assert term in queries.terms_on("use_case", date(2025, 1, 31))
    assert term not in queries.terms_on("use_case", date(2025, 2, 1))
    assert AuditEvent.objects.latest("pk").details == {"changed": ["label", "active_to"]}
    page = client.get(reverse("term-list")).content.decode()
    assert "Not offered" in page
    assert "31 January 2025" in page


def test_a_term_begins_on_its_first_day() -> None:
    scheme.seed()
    Term.objects.filter(code="carbon").update(active_from=date(2030, 1, 1))
    term = Term.objects.get(code="carbon")

    assert not term.is_offered_on(date(2029, 12, 31))
    assert term.is_offered_on(date(2030, 1, 1))


def test_terms_are_changed_by_officers_of_all_calls_alone() -> None:
    scheme.seed()
    url = reverse("term-edit", args=["use_case", "carbon"])
    pia = client_of(person("Pia Fong", Role.OFFICER, scope="2025-1"))

    for client in (client_of(alan()), pia):
        page = client.post(url, {"label_en": "Mine"}).content.decode()
        assert "Only a programme officer of all calls can change the terms." in page
    assert client_of(mira()).get(url).status_code == 403
    assert client_of(mira()).get(reverse("term-list")).status_code == 403
    assert Client().get(reverse("term-list")).status_code == 302
    assert Term.objects.get(code="carbon").label["en"] == "Carbon"


def test_saving_the_same_words_again_writes_nothing() -> None:
    scheme.seed()
    term = Term.objects.get(code="carbon")
    before = AuditEvent.objects.count()

    operations.revise_term(
        term_id=term.pk, details={"label": term.label}, actor=paul(), now=timezone.now()
    )

    assert AuditEvent.objects.count() == before
    with pytest.raises(Denied):
        operations.add_term(
            taxonomy="sandbox", code="x", details={}, actor=mira(), now=timezone.now()
        )


def test_unknown_taxonomies_and_terms_are_not_there() -> None:
    scheme.seed()
    client = client_of(paul())

    assert client.get(reverse("term-add", args=["nothing"])).status_code == 404
    assert client.get(reverse("term-edit", args=["sandbox", "nothing"])).status_code == 404


def test_a_taxonomy_without_terms_says_so() -> None:
    assert "No term yet." in client_of(paul()).get(reverse("term-list")).content.decode()
