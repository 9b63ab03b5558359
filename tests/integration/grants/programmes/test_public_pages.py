"""What everybody reads about calls, without signing up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.programmes import queries
from grants.programmes.registration import open_calls
from portal.accounts.actors import VISITOR
from portal.accounts.models import Role
from portal.accounts.scopes import available
from portal.dashboard import registry
from tests.factories import calls
from tests.factories.people import alan, client_of, mira, paul, person

pytestmark = pytest.mark.django_db


def page(url: str, language: str = "en") -> str:
    response = Client(headers={"accept-language": language}).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_without_calls_the_list_says_what_to_do() -> None:
    assert "No call is published yet" in page(reverse("call-list"))


def test_calls_stand_under_open_upcoming_and_closed() -> None:
    calls.closed("2025-1")
    calls.opened("2025-2")
    calls.upcoming("2025-3")
    calls.draft("2025-4")

    shown = page(reverse("call-list"))

    places = [shown.index(words) for words in ("Round 2025-2", "Round 2025-3", "Round 2025-1")]
    assert places == sorted(places)
    assert "Open for applications" in shown
    assert "Opening soon" in shown
    assert "20 days left" in shown
    assert "Round 2025-4" not in shown


def test_one_call_and_thirty_cost_the_same_queries() -> None:
    calls.opened("2025-1")
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(reverse("call-list"))
    for number in range(2, 31):
        calls.opened(f"2025-{number}")

    with CaptureQueriesContext(connection) as thirty:
        page(reverse("call-list"))

    assert len(one) == len(thirty) == 2


def test_the_page_of_a_call_tells_everything_before_sign_up() -> None:
    call = calls.opened(cap=Decimal("450000.00"))

    shown = page(reverse("call-detail", args=[call.code]))

    for words in (
        "HK$450,000",
        "80 per cent of eligible cost",
        "60%, 40%",
        "HK$5,000,000",
        "Innovation",
        "25%",
        "What each mark means: Innovation",
        "What problem does the project solve, and for whom?",
        "At most 1500 characters",
        "optional",
        "HKT",
        "20 days left",
        "A PDF signed by you and by the sponsor.",
        "example set for this programme",
    ):
        assert words in shown
    assert reverse("application-start", args=[call.code]) in shown


def test_the_page_speaks_chinese() -> None:
    call = calls.opened()

    traditional = page(reverse("call-detail", args=[call.code]), "zh-hant")
    simplified = page(reverse("call-detail", args=[call.code]), "zh-hans")

    assert "項目解決甚麼問題？為誰解決？" in traditional
    assert "项目解决什么问题？为谁解决？" in simplified


def test_a_call_that_accepts_a_letter_of_intent_says_so() -> None:
    call = calls.opened(accepts_letter_of_intent=True)

    assert "letter of intent is accepted" in page(reverse("call-detail", args=[call.code]))


@pytest.mark.parametrize("make", [calls.upcoming, calls.closed])
def test_only_an_open_call_offers_to_apply(make: object) -> None:
    call = make()  # type: ignore[operator]  # one of the factories above

    shown = page(reverse("call-detail", args=[call.code]))

    assert reverse("application-start", args=[call.code]) not in shown


def test_a_draft_is_not_there_for_the_public_and_applicants() -> None:
    """AZ-02."""
    call = calls.draft()
    url = reverse("call-detail", args=[call.code])

    absent = Client().get(reverse("call-detail", args=["9999-9"]))

    assert Client().get(url).status_code == absent.status_code == 404
    assert client_of(mira()).get(url).status_code == 404
    assert client_of(paul()).get(url).status_code == 200
    assert "will see once the call is published" in client_of(paul()).get(url).content.decode()


def test_drafts_are_visible_within_the_scope_of_the_role() -> None:
    calls.draft("2025-1")
    calls.draft("2025-2")
    calls.opened("2025-3")
    pia = person("Pia Fong", Role.OFFICER, scope="2025-1")

    def codes(actor: object) -> list[str]:
        found = queries.visible_to(actor)  # type: ignore[arg-type]  # an actor of the tests
        return sorted(found.values_list("code", flat=True))

    assert codes(VISITOR) == codes(mira()) == ["2025-3"]
    assert codes(pia) == ["2025-1", "2025-3"]
    assert codes(paul()) == codes(alan()) == ["2025-1", "2025-2", "2025-3"]
    assert queries.call_for(pia, "2025-1").code == "2025-1"
    assert [call.code for call in queries.managed_by(pia)] == ["2025-1"]


def test_the_front_page_lists_open_calls_by_their_closing_time() -> None:
    now = timezone.now()
    later = calls.dates(now - timedelta(days=1), now + timedelta(days=40))
    calls.opened("2025-2", **later)
    calls.opened("2025-1")
    calls.upcoming("2025-3")

    fragment = open_calls(now)

    assert fragment is not None
    assert [call.code for call in fragment.context["calls"]] == ["2025-1", "2025-2"]
    assert fragment in registry.front_fragments(now)
    assert "Round 2025-1" in page(reverse("front"))


def test_the_front_page_says_when_no_call_is_open() -> None:
    assert "No call is open for applications now." in page(reverse("front"))


def test_roles_can_be_limited_to_each_call() -> None:
    calls.draft("2025-2")

    assert ("2025-2", "2025-2 – Round 2025-2") in available()
