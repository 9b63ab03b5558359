"""Passwords are hashed as OWASP asks, quickly enough for the day of a deadline."""

from __future__ import annotations

import time
from typing import Any

from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password

from portal.accounts.hashers import OwaspArgon2PasswordHasher
from portal.settings import base

PASSWORD = "correct horse battery staple"


def test_the_cost_is_the_one_owasp_names() -> None:
    """AU-07."""
    encoded = OwaspArgon2PasswordHasher().encode(PASSWORD, "salt" * 4)

    found = extract_parameters(encoded.removeprefix("argon2"))

    assert found.type == Type.ID
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19_456, 2, 1)


def test_a_log_in_costs_little_time() -> None:
    """AU-07."""
    hasher = OwaspArgon2PasswordHasher()
    encoded = hasher.encode(PASSWORD, "salt" * 4)
    began = time.process_time()

    for _log_in in range(5):
        assert hasher.verify(PASSWORD, encoded)

    assert (time.process_time() - began) / 5 < 0.1


def test_an_old_hash_is_renewed_at_the_log_in(settings: Any) -> None:
    """AU-07."""
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 4, iterations=10)
    renewed: list[str] = []

    assert check_password(PASSWORD, old, setter=lambda raw: renewed.append(make_password(raw)))

    assert renewed[0].startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
