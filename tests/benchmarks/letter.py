"""How long one bilingual award letter takes, and what it weighs: ``make bench-letter``."""

import copy
import json
import os
import statistics
import time
from dataclasses import replace
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 # Django must be set up first
from django.test import override_settings  # noqa: E402

from portal.pdf.letters import render_template_pdf  # noqa: E402
from tests.integration.portal.pdf import conftest as samples  # noqa: E402
from tests.reading import pages_of  # noqa: E402

LETTERS = 30
SURNAMES = "陳李張黃何梁𠮷鄧謝麥鄺鰂邨曾𨋢龍溫馮葉蘇潘鍾岑簡湯關冼甄譚羅"


def letter(surname: str) -> tuple[float, bytes]:
    """Return the seconds and the PDF of one letter; each has an addressee of its own."""
    context = samples.award_context()
    frame = context["letter"]
    context["letter"] = replace(frame, addressee=(f"{surname}女士", *frame.addressee[1:]))
    started = time.perf_counter()
    pdf = render_template_pdf("samples/award.html", context, language="en", made_at=samples.MADE_AT)
    return time.perf_counter() - started, pdf


def main() -> None:
    """Render the letters, print the figures and keep them."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(samples.__file__).parent / "templates")
    with override_settings(TEMPLATES=templates):
        first, _ = letter("陳")
        runs = [letter(surname) for surname in SURNAMES[:LETTERS]]
    seconds = sorted(taken for taken, _ in runs)
    figures = {
        "letters": len(runs),
        "pages": pages_of(runs[0][1]),
        "first_seconds": round(first, 3),
        "median_seconds": round(statistics.median(seconds), 3),
        "p95_seconds": round(seconds[int(len(seconds) * 0.95)], 3),
        "kilobytes": round(statistics.mean(len(pdf) for _, pdf in runs) / 1000, 1),
    }
    target = Path(os.environ.get("VAR", "var")) / "bench" / "letter.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n")
    for name, figure in figures.items():
        print(f"{name:16} {figure}")


if __name__ == "__main__":
    main()
