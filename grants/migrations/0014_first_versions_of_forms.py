"""Each call's questions become the one section of the first version of its form."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TITLE = {"en": "Questions about the project", "zh-hant": "項目問題", "zh-hans": "项目问题"}


def give_versions(apps: Any, _editor: Any) -> None:
    """Applications of a call, drafts included, are written in its first version."""
    calls = apps.get_model("grants", "Call")
    versions = apps.get_model("grants", "FormVersion")
    sections = apps.get_model("grants", "FormSection")
    questions = apps.get_model("grants", "Question")
    applications = apps.get_model("grants", "Application")
    for call in calls.objects.order_by("pk"):
        version = versions.objects.create(
            call=call, number=1, in_force_at=call.created_at, created_by=call.created_by
        )
        section = sections.objects.create(version=version, code="project", title=TITLE, position=1)
        questions.objects.filter(call=call).update(version=version, section=section)
        applications.objects.filter(call=call).update(form_version=version)


def take_versions(apps: Any, _editor: Any) -> None:
    """Text questions of first versions become questions of their call again; no more can."""
    questions = apps.get_model("grants", "Question")
    strange = questions.objects.exclude(kind__in=("short", "long"))
    later = questions.objects.filter(version__number__gt=1)
    if strange.exists() or later.exists():
        raise ValueError("forms hold what the earlier tables cannot: kinds or later versions")
    for question in questions.objects.select_related("version"):
        question.call_id = question.version.call_id
        question.version = question.section = None
        question.save(update_fields=["call", "version", "section"])
    apps.get_model("grants", "Application").objects.update(form_version=None)
    apps.get_model("grants", "FormSection").objects.all().delete()
    apps.get_model("grants", "FormVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("grants", "0013_forms_as_data")]

    operations = [migrations.RunPython(give_versions, take_versions)]
