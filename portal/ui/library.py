"""The template library ``ui``: its tags are written in the modules beside this one."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def component(name: str, **values: Any) -> SafeString:
    """Render ``templates/components/<name>.html`` with ``values`` and nothing else."""
    return render_to_string(f"components/{name}.html", values)
