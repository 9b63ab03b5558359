"""A ClamAV daemon of the tests' own: real, unprivileged, knowing one virus."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clamav_client.clamd import ClamdUnixSocket

START_SECONDS = 60
EICAR = "".join(
    ("X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!", "$H+H*")
)
"""What every scanner calls a virus and nobody needs to fear; in parts, so that this file is not."""

CONFIGURATION = """
Foreground yes
DatabaseDirectory {room}/signatures
LocalSocket {room}/clamd.sock
LogFile {room}/clamd.log
StreamMaxLength 30M
MaxFileSize 30M
MaxScanSize 60M
MaxThreads 2
ConcurrentDatabaseReload no
"""


@contextmanager
def running() -> Iterator[str]:
    """The daemon's socket, in a folder short enough for one; it ends with the block."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    room = Path(tempfile.mkdtemp(prefix="clamd-"))
    (room / "signatures").mkdir()
    signature = f"Test.Eicar:0:*:{EICAR.encode().hex()}\n"
    (room / "signatures" / "tests.ndb").write_text(signature, encoding="ascii")
    settings = room / "clamd.conf"
    settings.write_text(CONFIGURATION.format(room=room), encoding="ascii")
    with (room / "output").open("wb") as output:
        daemon = subprocess.Popen(
            [program, "--config-file", str(settings)], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(daemon, room)
        yield str(room / "clamd.sock")
    finally:
        daemon.terminate()
        daemon.wait()
        shutil.rmtree(room)


def _wait(daemon: subprocess.Popen[bytes], room: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and daemon.poll() is None:
        if (room / "clamd.sock").exists() and ClamdUnixSocket(str(room / "clamd.sock"), 5).ping():
            return
        time.sleep(0.1)
    raise AssertionError((room / "output").read_text() + "; see clamd")
