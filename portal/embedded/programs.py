"""The portal's own processes: web server, worker and beat, and the environment they share."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from pathlib import Path

from portal.embedded import addresses, folders
from portal.embedded.processes import Program, Trouble

HOST = "127.0.0.1"
SETTINGS = "portal.settings.embedded"


def port() -> int:
    """The port of the web server: ``PORT``, or 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} is not a port. Give a number from 1 to 65535.")
    return int(text)


def address(number: int) -> str:
    """Where a browser finds the portal."""
    return f"http://{HOST}:{number}"


def require_free(number: int) -> None:
    """Refuse to start when something else listens on the port already."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, number))
        except PermissionError:
            raise Trouble(f"Port {number} needs more rights. Choose PORT=8000 or above.") from None
        except OSError:
            raise Trouble(
                f"Port {number} is taken by another program. Choose another one: make run PORT=…"
            ) from None


def environment(var: Path, number: int) -> dict[str, str]:
    """The caller's environment with what makes this copy itself: its folder, port and settings."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "VAR": str(var),
        "PORT": str(number),
        "SITE_URL": os.environ.get("SITE_URL") or address(number),
        "PYTHONUNBUFFERED": "1",
    }


def python_module(name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module with this very Python."""
    return (sys.executable, "-m", name, *arguments)


def web(var: Path, number: int) -> Program:
    """The web server, on the loopback address alone."""
    options = ["--bind", f"{HOST}:{number}", "--workers", "2", "--threads", "4"]
    options += ["--graceful-timeout", "10", "--access-logfile", "-", "--no-control-socket"]
    return Program(
        name="web",
        command=python_module("gunicorn", "portal.wsgi:application", *options),
        environment=environment(var, number),
        ready=lambda: _answers(number),
        folder=folders.project_folder(),
    )


def worker(var: Path, number: int) -> Program:
    """The Celery worker, two jobs at once; its name tells copies on one machine apart."""
    name = f"portal-{addresses.digest(var)}@%h"
    options = ["-c", "2", "--hostname", name, "--loglevel", "INFO"]
    return _celery("worker", var, number, [*options, "--without-gossip", "--without-mingle"])


def beat(var: Path, number: int) -> Program:
    """The clock of the recurring tasks."""
    schedule = str(var / "celerybeat-schedule")
    return _celery("beat", var, number, ["-s", schedule, "--pidfile=", "--loglevel", "WARNING"])


def _celery(kind: str, var: Path, number: int, options: list[str]) -> Program:
    return Program(
        name=kind,
        command=python_module("celery", "-A", "portal", kind, *options),
        environment=environment(var, number),
        ready=lambda: True,
        folder=folders.project_folder(),
    )


def _answers(number: int) -> bool:
    """Whether the web server answers for itself: no error of its own comes back."""
    connection = http.client.HTTPConnection(HOST, number, timeout=10)
    try:
        connection.request("GET", "/healthz/live")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
