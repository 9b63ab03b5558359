"""Every stored field has a privacy class and a retention (docs/data.tsv)."""

from __future__ import annotations

import csv

from django.apps import apps

from tests.architecture.sources import APPS, ROOT

CLASSES = {"public", "internal", "confidential", "personal"}
KEPT = {"programme", "application", "account", "log", "day", "technical", "last"}


def inventory() -> dict[str, tuple[str, str]]:
    lines = (ROOT / "docs" / "data.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {row["field"]: (row["class"], row["kept"]) for row in rows}


def stored_fields() -> set[str]:
    return {
        f"{app}.{model.__name__}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
    }


def test_every_stored_field_is_in_the_inventory_and_nothing_else() -> None:
    listed = set(inventory())

    assert stored_fields() - listed == set()
    assert listed - stored_fields() == set()


def test_every_entry_has_a_known_class_and_retention() -> None:
    wrong = {
        field: pair
        for field, pair in inventory().items()
        if pair[0] not in CLASSES or pair[1] not in KEPT
    }

    assert wrong == {}
