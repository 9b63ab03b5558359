"""How pages answer a refusal: beside the form, or as a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from portal.core.denial import Denied


@contextmanager
def refusal_in(form: forms.Form) -> Iterator[None]:
    """A refusal inside becomes an error of ``form``, so that nothing typed is lost."""
    try:
        yield
    except Denied as denied:
        form.add_error(None, str(denied))


@contextmanager
def refusal_as_message(request: HttpRequest) -> Iterator[None]:
    """A refusal inside becomes a message on the next page."""
    try:
        yield
    except Denied as denied:
        messages.error(request, str(denied))
