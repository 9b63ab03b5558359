"""Every page has its language, its landmarks and nothing inline, and is light."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.ui import navigation
from portal.ui.errors import csrf_failure
from portal.ui.navigation import Item
from tests.ui_gallery import gallery

PAGES = ["content", "lists", "forms", "one_field"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def _navigation(_own_navigation: None) -> None:
    navigation.register(Item("Gallery", "gallery"))
    navigation.register(Item("Front", "front", place="footer"))
    navigation.register(Item("Gallery", "gallery", place="footer"))
    navigation.register(Item("Yours", "gallery", place="account"))
    navigation.register(Item("Front", "front", place="account"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_anything_inline_or_any_id_twice(page: str, language: str) -> None:
    """IN-04"""
    shown = gallery.render(page, language)

    ids = Counter(re.findall(r'\sid="([^"]+)"', shown))
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", shown) == []
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize(
    ("language", "tag"), [("en", "en"), ("zh-hant", "zh-Hant-HK"), ("zh-hans", "zh-Hans")]
)
def test_the_page_names_its_language(language: str, tag: str) -> None:
    assert f'<html lang="{tag}">' in gallery.render("lists", language)


def test_languages_are_offered_by_their_own_names_and_keep_the_page() -> None:
    shown = gallery.render("lists", "zh-hant")

    assert '<input type="hidden" name="next" value="/gallery/?page=3">' in shown
    assert re.findall(r'lang="(zh-\w+|en)"[^>]*>(\w+)</button>', shown)[:3] == [
        ("en", "English"),
        ("zh-hant", "繁體中文"),
        ("zh-hans", "简体中文"),
    ]


def test_the_title_tells_of_errors_first() -> None:
    with translation.override("en"):
        assert "<title>Error: Forms – LEAP Pilot Funding</title>" in gallery.render("forms", "en")


def test_a_person_signed_in_can_sign_out_and_a_stranger_can_sign_in() -> None:
    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()

    signed_in = gallery.render("lists", "en")
    stranger = render_to_string("404.html", {"user": request.user}, request)

    assert '<form method="post" action="/accounts/logout/">' in signed_in
    assert 'href="/accounts/login/"' in stranger
    assert "/accounts/logout/" not in stranger


def test_messages_are_told_by_their_weight() -> None:
    shown = gallery.render("lists", "en")

    assert [
        tone for tone in re.findall(r"notice--(\w+)", shown) if tone in {"success", "error", "info"}
    ] == ["success", "error", "info"]


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_a_failure_page_needs_no_context(template: str) -> None:
    shown = render_to_string(template)

    assert '<html lang="en' in shown
    assert "<h1" in shown


def test_a_refusal_tells_its_reason_or_the_usual_one() -> None:
    request = RequestFactory().get("/")

    assert "The call closed." in render_to_string(
        "403.html", {"exception": "The call closed."}, request
    )
    assert "does not have the role" in render_to_string("403.html", {}, request)


def test_an_old_token_is_answered_with_the_way_on() -> None:
    response = csrf_failure(RequestFactory().post("/"), reason="CSRF token missing.")

    assert response.status_code == 403
    assert "Send the form again" in response.content.decode()
    assert "CSRF" not in response.content.decode()


def test_the_first_load_of_a_page_is_at_most_100_kilobytes() -> None:
    page = gallery.render("content", "en")
    addresses = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page)
    weight = len(gzip.compress(page.encode()))

    for address in addresses:
        weight += len(gzip.compress(Path(str(finders.find(address))).read_bytes()))
    for font in Path(settings.BASE_DIR, "static/vendor").glob("*.woff2"):
        weight += font.stat().st_size

    assert len(addresses) >= 10
    assert weight <= 100_000
