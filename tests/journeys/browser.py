"""How the journeys start Debian's Chromium: quietly, without a network of its own."""

from __future__ import annotations

import os
import shutil
from typing import Any


def launch_arguments() -> dict[str, Any]:
    """Arguments for Playwright's ``launch``; as root Chromium needs its sandbox off."""
    flags = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return {"executable_path": shutil.which("chromium"), "args": flags}
