"""Addresses of the database and of the broker."""

from __future__ import annotations

from portal.settings.databases import celery_broker, database_from_url


def test_a_database_on_another_machine() -> None:
    found = database_from_url("postgresql://ann:s%40fe@db.example.hk:5433/grants?sslmode=require")

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "grants",
        "USER": "ann",
        "PASSWORD": "s@fe",
        "HOST": "db.example.hk",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def test_a_database_behind_a_unix_socket() -> None:
    found = database_from_url("postgresql:///?host=/run/pg")

    assert (found["NAME"], found["HOST"], found["OPTIONS"]) == ("portal", "/run/pg", {})


def test_a_broker_behind_a_unix_socket_has_another_name_in_celery() -> None:
    assert celery_broker("unix:///run/v.sock") == "redis+socket:///run/v.sock?virtual_host=0"
    assert celery_broker("redis://broker:6379/0") == "redis://broker:6379/0"
