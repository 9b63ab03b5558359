"""The renderer's process as the caller sees it."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from portal.pdf.press import Press
from portal.pdf.wire import Silence
from tests.unit.portal.pdf.orders import order


@pytest.fixture
def press() -> Iterator[Press]:
    own = Press()
    yield own
    own.stop()


def renderer_of(press: Press) -> int:
    assert press._renderer is not None
    return press._renderer.process.pid


def test_one_renderer_serves_one_document_after_the_other(press: Press) -> None:
    press.print(order("<p>a"))
    first = renderer_of(press)

    press.print(order("<p>b"))

    assert renderer_of(press) == first


def test_a_renderer_that_died_is_replaced(press: Press) -> None:
    press.print(order("<p>a"))
    died = renderer_of(press)
    os.kill(died, signal.SIGKILL)
    os.waitid(os.P_PID, died, os.WEXITED | os.WNOWAIT)

    facts, _ = press.print(order("<p>b"))

    assert facts["reason"] is None
    assert renderer_of(press) != died


def test_a_renderer_that_dies_over_a_document_is_silent_and_forgotten(press: Press) -> None:
    press.print(order("<p>a"))
    pid = renderer_of(press)
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()

    with pytest.raises(Silence):
        press.print(order("<p>b"))

    assert press._renderer is None


def test_an_order_nobody_reads_is_silence(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press.print(order("<p>a"))
    assert press._renderer is not None
    renderer = press._renderer
    monkeypatch.setattr(renderer.process, "poll", lambda: None)
    renderer.process.kill()
    os.waitid(os.P_PID, renderer.process.pid, os.WEXITED | os.WNOWAIT)

    with pytest.raises(Silence):
        press.print(order("<p>b"))


def test_a_forked_process_lets_go_of_its_parents_renderer(press: Press) -> None:
    press.print(order("<p>a"))
    assert press._renderer is not None
    renderer = press._renderer

    press.abandon()

    assert press._renderer is None
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(renderer.orders)
    os.waitpid(renderer.process.pid, 0)
    press.abandon()


def test_the_renderer_ends_when_its_caller_is_gone(press: Press) -> None:
    press.print(order("<p>a"))
    assert press._renderer is not None
    renderer = press._renderer
    os.close(renderer.orders)

    ended = renderer.process.wait(timeout=10)

    assert ended == 0
    os.close(renderer.answers)
    press._renderer = None


def test_the_renderer_knows_no_secret_of_its_caller(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    press.print(order("<p>a"))

    with open(f"/proc/{renderer_of(press)}/environ", "rb") as environment:  # noqa: PTH123
        assert b"canary" not in environment.read()
