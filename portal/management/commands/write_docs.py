"""Writes the pages of docs/ that are made from the code, or checks that they are up to date."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.core.lifecycle import Lifecycle

HEADER = "<!-- Made by `manage.py write_docs`; change the code, not this page. -->\n\n"
ABOVE = ("grants", "reviews")


def lifecycles() -> list[Lifecycle]:
    """Every lifecycle of the areas above, in the order of the house."""
    found: list[Lifecycle] = []
    for app in ABOVE:
        package = importlib.import_module(app)
        for area in pkgutil.iter_modules(package.__path__, f"{app}."):
            if area.ispkg and importlib.util.find_spec(f"{area.name}.lifecycle"):
                module = importlib.import_module(f"{area.name}.lifecycle")
                found += [value for value in vars(module).values() if isinstance(value, Lifecycle)]
    return found


def lifecycle_page() -> str:
    """docs/lifecycles.md: one diagram for each lifecycle."""
    parts = [
        f"## {lifecycle.name}\n\n```mermaid\n{lifecycle.mermaid()}\n```\n"
        for lifecycle in lifecycles()
    ]
    return HEADER + "# Lifecycles\n\n" + "\n".join(parts)


PAGES = {"lifecycles.md": lifecycle_page}


class Command(BaseCommand):
    """``write_docs`` writes; ``write_docs --check`` fails if a page is not what it would write."""

    help = "Write the generated pages of docs/."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or compare each page."""
        folder = Path(settings.BASE_DIR) / "docs"
        stale = []
        for name, make in PAGES.items():
            page, path = make(), folder / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != page:
                    stale.append(name)
            else:
                path.write_text(page, encoding="utf-8")
        if stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run manage.py write_docs.")
