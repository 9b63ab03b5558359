"""What people see when a form's token is missing or old."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and how to go on; ``reason`` is for the log alone."""
    del reason
    return render(request, "403_csrf.html", status=403)
