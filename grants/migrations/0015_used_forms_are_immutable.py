"""A version of a form that is used is never changed; and what the data lacked is required."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

FORWARD = """
CREATE FUNCTION grants_form_is_used(form bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM grants_formversion JOIN grants_call ON grants_call.id = call_id
        WHERE grants_formversion.id = form AND in_force_at IS NOT NULL AND state <> 'draft'
    ) OR EXISTS (SELECT 1 FROM grants_application WHERE form_version_id = form)
$$;

CREATE FUNCTION grants_refuse_change_of_used_form() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    versions bigint[];
BEGIN
    IF TG_TABLE_NAME = 'grants_formversion' THEN
        versions := ARRAY[OLD.id];
    ELSIF TG_OP = 'INSERT' THEN
        versions := ARRAY[NEW.version_id];
    ELSIF TG_OP = 'DELETE' THEN
        versions := ARRAY[OLD.version_id];
    ELSE
        versions := ARRAY[OLD.version_id, NEW.version_id];
    END IF;
    IF (SELECT bool_or(grants_form_is_used(one)) FROM unnest(versions) AS one) THEN
        RAISE EXCEPTION 'a form that is used is never changed (%)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_TABLE_NAME = 'grants_question' AND TG_OP <> 'DELETE' THEN
        IF NOT EXISTS (
            SELECT 1 FROM grants_formsection
            WHERE id = NEW.section_id AND version_id = NEW.version_id
        ) THEN
            RAISE EXCEPTION 'a question stands in a section of its own form'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER used_form_version_is_immutable BEFORE UPDATE OR DELETE ON grants_formversion
    FOR EACH ROW EXECUTE FUNCTION grants_refuse_change_of_used_form();
CREATE TRIGGER used_form_section_is_immutable BEFORE INSERT OR UPDATE OR DELETE
    ON grants_formsection FOR EACH ROW EXECUTE FUNCTION grants_refuse_change_of_used_form();
CREATE TRIGGER used_question_is_immutable BEFORE INSERT OR UPDATE OR DELETE
    ON grants_question FOR EACH ROW EXECUTE FUNCTION grants_refuse_change_of_used_form();
"""

BACKWARD = """
DROP TRIGGER used_form_version_is_immutable ON grants_formversion;
DROP TRIGGER used_form_section_is_immutable ON grants_formsection;
DROP TRIGGER used_question_is_immutable ON grants_question;
DROP FUNCTION grants_refuse_change_of_used_form();
DROP FUNCTION grants_form_is_used(bigint);
"""

TEXTS = ["short", "long"]


def required(to: str, name: str) -> models.ForeignKey:
    """A foreign key that is always there."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [("grants", "0014_first_versions_of_forms")]

    operations = [
        migrations.RemoveConstraint("question", "question_code_is_unique_in_its_call"),
        migrations.RemoveField("question", "call"),
        migrations.AlterField("question", "version", required("grants.formversion", "questions")),
        migrations.AlterField("question", "section", required("grants.formsection", "questions")),
        migrations.AlterField(
            "application", "form_version", required("grants.formversion", "applications")
        ),
        migrations.AddConstraint(
            "question",
            models.UniqueConstraint(
                fields=["version", "code"], name="question_code_is_unique_in_its_form"
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=Q(kind__in=TEXTS, most_characters__gte=1, most_characters__lte=20_000)
                | (~Q(kind__in=TEXTS) & Q(most_characters__isnull=True)),
                name="question_limit_is_1_to_20000_characters",
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=F("most")),
                name="question_least_is_not_above_most",
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=Q(earliest__isnull=True)
                | Q(latest__isnull=True)
                | Q(earliest__lte=F("latest")),
                name="question_earliest_is_not_after_latest",
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=Q(decimals__lte=4), name="question_has_at_most_4_decimals"
            ),
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(kind="answer", question__isnull=False)
                | (~Q(kind="answer") & Q(question__isnull=True)),
                name="only_an_answering_file_names_its_question",
            ),
        ),
        migrations.AddConstraint(
            "attachment",
            models.UniqueConstraint(
                fields=["application", "question"],
                condition=Q(removed_at__isnull=True),
                name="one_file_per_question",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
