"""The fit of assessors to applications, asked in one place."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.fits import Fit, Fits
from reviews.pool.models import Assessor
from tests.factories import applications, assessors, assignments, organisations, people

pytestmark = pytest.mark.django_db


def test_a_fit_tells_its_value_and_the_topics_that_meet() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    technology = Term.objects.filter(taxonomy="technology").first()
    pillar = Term.objects.filter(taxonomy="pillar").first()
    application.technology, application.pillar = technology, pillar
    application.save()
    assert technology is not None
    knowing = assessors.profile(expertise=[technology])

    fits = Fits([application], [knowing])

    fit = fits.of(application, knowing)
    assert fit == Fit(10_000 * 50 // 70, [("technology", technology.code)])
    assert fits.value(application, knowing) == fit.value
    assert fit.points == 71


TITLE = {"project": {"title": "Stablecoins for trade", "summary": "穩定幣, KYC and DeFi by Lee."}}


def test_three_words_of_the_title_and_the_summary_add_to_the_fit_and_never_more() -> None:
    application = assignments.eligible(changes=TITLE)
    words = ["defi", "TRADE", "穩定幣", "stablecoin", "KYC"]
    people_of_it = [
        assessors.profile(f"Assessor{number} Chan", words=words[:number]) for number in range(6)
    ]

    fits = Fits([application], people_of_it)
    found = [fits.of(application, one) for one in people_of_it]

    assert [fit.value for fit in found] == [0, 250, 500, 750, 750, 750]
    assert found[-1].words == ("defi", "TRADE", "穩定幣", "KYC")
    assert [fits.value(application, one) for one in people_of_it] == [fit.value for fit in found]


def test_a_word_that_names_a_topic_which_meets_counts_once() -> None:
    applications.open_call()
    [technology] = applications.terms("technology")
    labels = [technology.label["en"].upper(), technology.label["zh-hant"], technology.code]
    summary = {"project": {"summary": " ".join([*labels, "and escrow"])}}
    application = assignments.eligible(changes=summary)
    knows = assessors.profile("Ines Wong", expertise=[technology], words=[*labels, "escrow"])
    says = assessors.profile("Ivan Cheung", words=labels)

    fits = Fits([application], [knows, says])

    assert fits.of(application, knows) == Fit(5_250, [("technology", technology.code)], ("escrow",))
    assert fits.of(application, says).value == 750


def test_the_fit_is_ten_thousand_at_most() -> None:
    application = assignments.eligible(changes=TITLE)
    terms = [application.technology, application.pillar, *application.use_cases.all()]
    knows_all = assessors.profile(expertise=[one for one in terms if one], words=["KYC"])

    assert Fits([application], [knows_all]).of(application, knows_all).value == 10_000


def test_no_word_meets_the_name_of_who_applies_or_who_works_there() -> None:
    organisation = organisations.of(people.mira(), name="Kowloon Escrow Limited")
    summary = "Kowloon Escrow Limited settles."
    application = assignments.eligible(
        organisation=organisation, changes={"project": {"summary": summary}}
    )
    curious = assessors.profile(words=["Kowloon Escrow", "kowloon", "settles"])

    assert Fits([application], [curious]).of(application, curious).words == ("settles",)


def test_no_phrase_meets_across_the_end_of_a_title() -> None:
    parts = {"project": {"title": "Tokenised escrow", "summary": "Law firms hold the money."}}
    application = assignments.eligible(changes=parts)
    knowing = assessors.profile(words=["escrow law", "law firms"])

    assert Fits([application], [knowing]).of(application, knowing).words == ("law firms",)


def test_what_was_submitted_last_is_read_and_not_what_is_being_written() -> None:
    application = assignments.eligible(changes=TITLE)
    Application.objects.update(title="Escrow", summary="Escrow")
    knowing = assessors.profile(words=["escrow", "KYC"])

    assert Fits([application], [knowing]).of(application, knowing).words == ("KYC",)


def test_a_fit_kept_before_there_were_words_is_read() -> None:
    old = Fit.from_json([7_142, [["technology", "stablecoins"]]])

    assert old == Fit(7_142, [("technology", "stablecoins")])
    assert old.to_json() == [7_142, [["technology", "stablecoins"]]]


def test_a_fit_comes_back_as_it_was_kept() -> None:
    fit = Fit(7_142, [("technology", "stablecoins")], ("KYC", "DeFi"))

    assert Fit.from_json(fit.to_json()) == fit


@pytest.mark.parametrize("number", [1, 30])
def test_the_rows_are_read_in_bulk(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = assignments.closed_call()
    assignments.rows(call, number)
    assessors.pool(call, number)
    Application.objects.update(pillar=Term.objects.filter(taxonomy="pillar").first())
    Application.objects.update(technology=Term.objects.filter(taxonomy="technology").first())
    Assessor.objects.update(words=["project", "KYC"])
    found, pool = list(Application.objects.all()), list(Assessor.objects.all())

    with django_assert_num_queries(6):
        fits = Fits(found, pool)
        for application in found:
            for person in pool:
                fits.of(application, person)
