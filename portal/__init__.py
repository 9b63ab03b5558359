"""The project and the shared kernel: knows nothing of grants or reviews."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
