"""Forms have versions and sections; questions have kinds, answers have typed columns."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.i18n.texts

KINDS = [
    ("short", "One line"),
    ("long", "Paragraphs"),
    ("number", "Number"),
    ("money", "Amount of money (HKD)"),
    ("date", "Day"),
    ("choice", "One of several options"),
    ("several", "Any of several options"),
    ("yes_no", "Yes or no"),
    ("file", "File (PDF)"),
    ("table", "Table"),
]


def text() -> portal.i18n.texts.TextField:
    """A column of three languages."""
    return portal.i18n.texts.TextField(blank=True, default=portal.i18n.texts.Text)


def amount() -> models.DecimalField:
    """A limit of numbers and money."""
    return models.DecimalField(decimal_places=4, max_digits=20, null=True)


def key() -> models.BigAutoField:
    """The usual primary key."""
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def protected(to: str, name: str, *, null: bool = True) -> models.ForeignKey:
    """A foreign key that keeps what it points to."""
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to
    )


def add(model: str, **fields: models.Field) -> list[migrations.AddField]:
    """Several columns at once."""
    return [migrations.AddField(model, name, field) for name, field in fields.items()]


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0012_more_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", key()),
                ("number", models.PositiveSmallIntegerField()),
                ("note", text()),
                ("in_force_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("call", protected("grants.call", "form_versions", null=False)),
                ("created_by", protected(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("call", "number"), name="form_version_number_is_unique_in_its_call"
                    ),
                    models.UniqueConstraint(
                        fields=("call",),
                        condition=models.Q(("in_force_at__isnull", True)),
                        name="call_has_one_form_version_in_the_making",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="FormSection",
            fields=[
                ("id", key()),
                ("code", models.SlugField(max_length=40)),
                ("title", text()),
                ("introduction", text()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", protected("grants.formversion", "sections", null=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "code"), name="section_code_is_unique_in_its_form"
                    )
                ]
            },
        ),
        migrations.RemoveConstraint("question", "question_limit_is_1_to_20000_characters"),
        migrations.AlterField(
            "question", "kind", models.CharField(choices=KINDS, default="long", max_length=10)
        ),
        migrations.AlterField(
            "question", "most_characters", models.PositiveIntegerField(null=True)
        ),
        migrations.AlterField("question", "call", protected("grants.call", "questions")),
        *add(
            "question",
            version=protected("grants.formversion", "questions"),
            section=protected("grants.formsection", "questions"),
            least=amount(),
            most=amount(),
            decimals=models.PositiveSmallIntegerField(default=0),
            earliest=models.DateField(null=True),
            latest=models.DateField(null=True),
            most_choices=models.PositiveSmallIntegerField(null=True),
            most_rows=models.PositiveSmallIntegerField(null=True),
            options=models.JSONField(default=list),
            columns=models.JSONField(default=list),
            condition=models.JSONField(null=True),
            is_hidden_from_assessors=models.BooleanField(default=False),
            identifies_applicant=models.BooleanField(default=False),
            is_personal=models.BooleanField(default=False),
            frozen_after=models.DateTimeField(null=True),
        ),
        *add(
            "answer",
            number=amount(),
            day=models.DateField(null=True),
            is_yes=models.BooleanField(null=True),
            chosen=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
            rows=models.JSONField(default=list),
        ),
        *add("application", form_version=protected("grants.formversion", "applications")),
        *add(
            "attachment",
            question=protected("grants.question", "+"),
            is_left_out=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            "attachment",
            "kind",
            models.CharField(
                choices=[
                    ("sponsor_agreement", "Signed sponsorship agreement"),
                    ("registration", "Business registration certificate"),
                    ("supporting", "Supporting document"),
                    ("answer", "Answer to a question"),
                ],
                max_length=20,
            ),
        ),
    ]
