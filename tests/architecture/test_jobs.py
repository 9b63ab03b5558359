"""Every name given to ``enqueue`` is a job that a worker knows, after a worker's own start."""

from __future__ import annotations

import ast

from portal.celery import app
from portal.jobs.execution import REGISTRY
from tests.architecture.sources import APPS, code_files, named


def promised_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for path in code_files(*APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("enqueue"):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{named(path)}: a job's name is a literal"
                names[str(first.value)] = named(path)
    return names


def test_every_promised_job_exists() -> None:
    app.loader.import_default_modules()
    promised = promised_names()

    unknown = {name: place for name, place in promised.items() if name not in REGISTRY}

    assert promised
    assert unknown == {}


def test_every_job_is_promised_somewhere() -> None:
    app.loader.import_default_modules()

    assert set(REGISTRY) - set(promised_names()) == set()


def test_every_scheduled_task_is_known_to_a_worker() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled - set(app.tasks) == set()


def test_nothing_but_the_relay_publishes_to_celery() -> None:
    """TK-01."""
    publishing = (".delay(", ".apply_async(", "send_task(")
    guilty = [
        named(path)
        for path in code_files(*APPS)
        if named(path) != "portal/jobs/door.py"
        and any(words in path.read_text(encoding="utf-8") for words in publishing)
    ]

    assert guilty == []
