"""Sheets handed in before versions were kept get their first one; versions never change."""

from __future__ import annotations

from typing import Any

from django.db import migrations

FORWARD = """
CREATE TRIGGER review_version_is_immutable BEFORE UPDATE OR DELETE ON reviews_reviewversion
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER review_versions_are_never_emptied BEFORE TRUNCATE ON reviews_reviewversion
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

BACKWARD = """
DROP TRIGGER review_version_is_immutable ON reviews_reviewversion;
DROP TRIGGER review_versions_are_never_emptied ON reviews_reviewversion;
"""


def keep_first_versions(apps: Any, _editor: Any) -> None:
    """Version 1 of every sheet that was handed in."""
    versions = apps.get_model("reviews", "ReviewVersion")
    handed_in = apps.get_model("reviews", "Review").objects.filter(submitted_at__isnull=False)
    for review in handed_in.select_related("assignment").iterator():
        marks = review.marks.select_related("criterion")
        versions.objects.create(
            review=review,
            number=1,
            snapshot_id=review.assignment.snapshot_id,
            content={
                "comment": review.comment,
                "marks": [
                    {"criterion": one.criterion.code, "mark": one.mark, "comment": one.comment}
                    for one in marks.order_by("criterion__position", "criterion_id")
                ],
            },
            submitted_at=review.submitted_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0008_versions_of_score_sheets"),
        ("portal", "0002_append_only_and_cache"),
    ]

    operations = [
        migrations.RunPython(keep_first_versions, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
