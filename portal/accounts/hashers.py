"""Argon2id at OWASP's figures: 19 MiB, two passes, one lane (requirement AU-07).

Django's own figures cost 0.25–0.55 s on two cores and would make log-in the bottleneck of a
deadline day. Source: OWASP Password Storage Cheat Sheet.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OwaspArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id, m = 19,456 KiB, t = 2, p = 1."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
