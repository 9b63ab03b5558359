"""Of several organisations under one number the oldest stays active; the others wait for an officer."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Count
from django.utils import timezone


def let_the_later_ones_wait(apps: Any, _editor: Any) -> None:
    """What registering does from now on, for what was registered before."""
    organisation, case = (
        apps.get_model("portal", "Organisation"),
        apps.get_model("portal", "NumberCase"),
    )
    shared = organisation.objects.values("registration_number").annotate(number=Count("pk"))
    for number in shared.filter(number__gt=1).values_list("registration_number", flat=True):
        first, *later = organisation.objects.filter(registration_number=number).order_by(
            "created_at", "pk"
        )
        for second in later:
            second.standing = "waiting"
            second.save(update_fields=["standing"])
            case.objects.create(first=first, second=second, opened_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_registrations_under_one_number")]

    operations = [
        migrations.RunPython(let_the_later_ones_wait, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", "active")),
                fields=("registration_number",),
                name="one_active_organisation_per_number",
            ),
        ),
    ]
