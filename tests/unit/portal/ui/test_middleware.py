"""Text that no page can mean is refused before any view sees it."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.ui.middleware import refuse_hostile_text


def answer(request: HttpRequest) -> HttpResponse:
    """What a view would have said."""
    return HttpResponse(request.path)


@pytest.mark.parametrize("address", ["/a/?q=%00", "/a/?%00=1", "/a%00/"])
def test_a_nul_in_the_address_is_a_bad_request(address: str) -> None:
    """IN-01"""
    with pytest.raises(BadRequest):
        refuse_hostile_text(answer)(RequestFactory().get(address))


def test_a_lone_surrogate_is_a_bad_request() -> None:
    """IN-01"""
    request = RequestFactory().get("/")
    request.path_info = "/\ud800/"

    with pytest.raises(BadRequest):
        refuse_hostile_text(answer)(request)


@pytest.mark.parametrize("address", ["/a/?q=資助&q=😀", "/%F0%A0%AE%B7/"])
def test_any_other_text_goes_through(address: str) -> None:
    assert refuse_hostile_text(answer)(RequestFactory().get(address)).status_code == 200
