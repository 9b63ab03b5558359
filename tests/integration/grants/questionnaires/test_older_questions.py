"""Questions of an installation from before forms had versions: taken there, and brought back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from grants.applications import snapshots
from grants.applications.models import Application
from grants.questionnaires.queries import questions_of_used
from tests.factories import applications
from tests.integration.grants.applications.test_answers import asked, begun, call_with

pytestmark = pytest.mark.django_db

OLDER = [("grants", "0012_more_time")]


def migrated(*targets: tuple[str, str]) -> Any:
    """The tables at these migrations, in the transaction of the test, and their models.

    New tables count from one again, which no running portal sees: what was read is forgotten.
    """
    questions_of_used.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    return executor.migrate(list(targets)).apps


def newest() -> list[tuple[str, str]]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_older_questions_become_the_first_version_and_answers_stay() -> None:
    application = begun(
        asked("why", "long"), asked("who", "short"), why="It is slow.\n很慢。", who="Exporters"
    )
    other = applications.at("draft", call=call_with_code("2030-8"))
    call, content = application.call_id, said(application)
    leaves = newest()

    before = migrated(*OLDER)
    questions = before.get_model("grants", "Question").objects
    rows = list(questions.filter(call=call).order_by("position").values_list("code", "call"))
    kept = before.get_model("grants", "Answer").objects.filter(application=application.pk)
    texts = dict(kept.values_list("question__code", "text"))
    unversioned = {field.name for field in questions.model._meta.get_fields()}

    assert rows == [("why", call), ("who", call)]
    assert texts == {"why": "It is slow.\n很慢。", "who": "Exporters"}
    assert "version" not in unversioned

    migrated(*leaves)

    found = Application.objects.get(pk=application.pk)
    assert found.form_version.number == 1
    assert found.form_version.in_force_at == found.call.created_at
    (section,) = found.form_version.sections.all()
    assert (section.code, str(section.title)) == ("project", "Questions about the project")
    assert [one.code for one in section.questions.order_by("position")] == ["why", "who"]
    assert said(found) == content
    theirs = Application.objects.get(pk=other.pk).form_version
    assert theirs.call_id == other.call_id
    assert theirs.sections.get().questions.count() == 1


def test_a_form_that_older_tables_cannot_hold_is_not_taken_there() -> None:
    begun(asked("which", "choice"), which="a")

    with pytest.raises(ValueError, match="what the earlier tables cannot"):
        migrated(*OLDER)


def said(application: Application) -> dict[str, Any]:
    """The answers by code, as a submission would say them."""
    content = snapshots.content(Application.objects.get(pk=application.pk))
    return {answer["code"]: answer["value"] for answer in content["answers"]}


def call_with_code(code: str) -> Any:
    """A second call, so that no question goes to the wrong one."""
    return call_with(asked("other", "long"), code=code)
