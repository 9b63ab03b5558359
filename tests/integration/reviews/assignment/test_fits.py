"""The fit of assessors to applications, asked in one place."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.fits import Fit, Fits
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments

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


def test_a_fit_comes_back_as_it_was_kept() -> None:
    fit = Fit(7_142, [("technology", "stablecoins")])

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
    applications, people = list(Application.objects.all()), list(Assessor.objects.all())

    with django_assert_num_queries(5):
        fits = Fits(applications, people)
        for application in applications:
            for person in people:
                fits.of(application, person)
