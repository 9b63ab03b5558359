"""The second wall around a rendering process."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from portal.pdf import confine
from portal.pdf.contract import Limits
from portal.pdf.fetcher import RefusedResource


def test_a_file_below_the_room_may_be_written_and_read(tmp_path: Path) -> None:
    watch = confine.guard(tmp_path)

    watch("open", (str(tmp_path / "font"), "w", os.O_WRONLY | os.O_CREAT))
    watch("open", (os.fsencode(tmp_path / "font"), "r", os.O_RDONLY))


def test_the_library_may_be_read_and_not_written(tmp_path: Path) -> None:
    watch = confine.guard(tmp_path)

    watch("open", (os.__file__, "r", os.O_RDONLY))
    with pytest.raises(RefusedResource):
        watch("open", (os.__file__, "w", os.O_WRONLY))


@pytest.mark.parametrize("path", ["/etc/passwd", "room/../../secret"])
def test_any_other_file_is_refused(tmp_path: Path, path: str) -> None:
    """LT-01: no file but bundled assets, which were read before."""
    with pytest.raises(RefusedResource):
        confine.guard(tmp_path)("open", (str(tmp_path / path), "r", os.O_RDONLY))


def test_a_link_out_of_the_room_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")

    with pytest.raises(RefusedResource):
        confine.guard(tmp_path)("open", (str(tmp_path / "link"), "r", os.O_RDONLY))


@pytest.mark.parametrize("event", ["socket.connect", "subprocess.Popen", "os.exec", "os.system"])
def test_sockets_and_programs_are_refused(tmp_path: Path, event: str) -> None:
    with pytest.raises(RefusedResource):
        confine.guard(tmp_path)(event, ())


def test_anything_else_passes(tmp_path: Path) -> None:
    watch = confine.guard(tmp_path)

    watch("open", (7, "r", os.O_RDONLY))
    watch("import", ("json",))


def test_a_sealed_process_can_neither_listen_nor_run_nor_read(tmp_path: Path) -> None:
    """LT-01: the wall stands in a real process, whatever a library inside it tries."""
    script = f"""
import os, socket
from pathlib import Path
from portal.pdf.confine import seal
from portal.pdf.fetcher import RefusedResource
seal(Path({str(tmp_path)!r}))
for attempt in (socket.socket, lambda: os.system("true"), lambda: open("/etc/passwd")):
    try:
        attempt()
    except RefusedResource:
        print("refused")
"""

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["refused"] * 3


def test_the_kernel_is_told_of_time_memory_and_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """LT-03: 20 s and 512 MiB by default."""
    told: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", told.__setitem__)

    confine.bound(Limits())

    assert told[resource.RLIMIT_CPU] == (20, 21)
    assert told[resource.RLIMIT_AS] == (512 * 2**20, 512 * 2**20)
    assert told[resource.RLIMIT_CORE] == (0, 0)
    assert resource.RLIMIT_FSIZE in told
