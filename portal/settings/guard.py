"""What production must not run with (requirement OP-02)."""

from __future__ import annotations

from collections.abc import Mapping

SHORTEST_SECRET = 50


def production_faults(environment: Mapping[str, str]) -> list[str]:
    """One sentence for each setting of ``environment`` a public server must not start with."""
    secret = environment.get("SECRET_KEY", "")
    hosts = [host for host in environment.get("ALLOWED_HOSTS", "").split(",") if host]
    faults = {
        f"SECRET_KEY must be set, of {SHORTEST_SECRET} characters or more, not a demo key.": (
            len(secret) < SHORTEST_SECRET or secret.startswith("embedded-demo-")
        ),
        "ALLOWED_HOSTS must name the hosts, without a wildcard.": (
            not hosts or any("*" in host or host.startswith(".") for host in hosts)
        ),
        "DEBUG must not be on.": environment.get("DEBUG", "") not in ("", "0"),
        "DEMO_MODE must not be on.": environment.get("DEMO_MODE", "") not in ("", "0"),
        "DATABASE_URL must be set.": not environment.get("DATABASE_URL"),
        "REDIS_URL must be set.": not environment.get("REDIS_URL"),
        "SITE_URL must be an https address.": (
            not environment.get("SITE_URL", "").startswith("https://")
        ),
        "TRUSTED_PROXY_COUNT must say how many proxies stand in front.": (
            not environment.get("TRUSTED_PROXY_COUNT", "").isdigit()
        ),
    }
    return [sentence for sentence, wrong in faults.items() if wrong]
