"""Addresses of PostgreSQL and of the broker, from URL to the shape Django and Celery expect."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict


def database_from_url(url: str) -> dict[str, Any]:
    """Django's settings of one PostgreSQL database.

    ``url`` is a libpq URI (``postgresql://user:password@host:port/name?sslmode=require``, or
    ``?host=/folder`` for a unix socket); every parameter libpq knows is passed on.
    """
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "portal"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def celery_broker(redis_url: str) -> str:
    """Celery's name of a Redis address: a unix socket is ``redis+socket://`` there."""
    if redis_url.startswith("unix://"):
        return "redis+socket://" + redis_url.removeprefix("unix://") + "?virtual_host=0"
    return redis_url
