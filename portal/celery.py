"""The Celery application: one name, settings under the prefix ``CELERY_``.

Jobs are never published from here or from a view: ``portal.jobs.outbox.enqueue`` writes the
promise, the relay hands it over (docs/adr/0004).
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    lambda: [
        "portal.jobs",
        "portal.accounts",
        "portal.notifications",
        "portal.documents",
        "portal.exports",
        "portal.copies",
        "portal.oversight",
        "grants.applications",
        "grants.awards",
        "grants.clarifications",
        "grants.reporting",
        "reviews.assignment",
        "reviews.calibration",
        "reviews.bidding",
        "reviews.scoring",
        "reviews.pool",
        "reviews.minutes",
        "reviews.selection",
    ]
)
