"""The renderer's side: one process for each document."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from portal.pdf import child, confine
from portal.pdf.contract import Limits, MissingGlyph
from portal.pdf.wire import Order, pack, receive, send
from tests.unit.portal.pdf.orders import order

SHORT = Limits(seconds=1)
AMPLE = Limits(seconds=60)


def facts_of(frame: bytes) -> dict[str, object]:
    reader, writer = os.pipe()
    send(writer, frame)
    facts, _ = receive(reader)
    os.close(reader)
    os.close(writer)
    return facts


# WeasyPrint leaves the file of its colour profile to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")
def test_a_document_is_answered_with_its_pages() -> None:
    assert facts_of(child.answer(order("<p>a"))) == {"reason": None, "pages": 1}


def test_a_failure_is_answered_with_its_reason() -> None:
    frame = child.answer(order("<img src=x>"))

    assert facts_of(frame) == {"reason": "refused resource", "detail": "x"}


def test_a_missing_glyph_is_answered_with_its_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_order: Order) -> NoReturn:
        raise MissingGlyph(("ก",))

    monkeypatch.setattr(child, "typeset", fail)

    assert facts_of(child.answer(order("<p>a"))) == {
        "reason": "missing glyph",
        "detail": "U+0E01",
        "characters": ["ก"],
    }


def sleep(_writer: int) -> None:
    time.sleep(30)


def run_out_of_time(_writer: int) -> None:
    os.kill(os.getpid(), signal.SIGXCPU)


def be_killed(_writer: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say_nothing(_writer: int) -> None:
    pass


def finish(writer: int) -> None:
    send(writer, pack({"reason": None, "pages": 1}, b"x"))


@pytest.mark.parametrize(
    ("work", "limits", "told"),
    [
        (finish, AMPLE, (None, None)),
        (sleep, SHORT, ("too slow", "more than 1 s")),
        (run_out_of_time, AMPLE, ("too slow", "processor time used up")),
        (be_killed, AMPLE, ("too big", "SIGKILL")),
        (say_nothing, AMPLE, ("broken", "the renderer raised an error, see its log")),
    ],
)
def test_how_a_document_ends_decides_the_reason(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    work: Callable[[int], None],
    limits: Limits,
    told: tuple[str | None, str | None],
) -> None:
    """LT-03: time, memory and defects are told apart, and the server goes on."""

    def stand_in(_order: Order, _room: Path, writer: int) -> NoReturn:
        work(writer)
        os._exit(1)

    monkeypatch.setattr(child, "_work", stand_in)

    facts = facts_of(child.in_own_process(order("<p>a", limits=limits), tmp_path))

    assert (facts["reason"], facts.get("detail")) == told


class Left(BaseException):
    """Stands for the end of a process that the test must survive."""


@pytest.mark.parametrize(("html", "code"), [("<p>a", 0), (None, 1)])
def test_the_work_is_confined_and_then_leaves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, html: str | None, code: int
) -> None:
    done: list[object] = []

    def leave(status: int) -> NoReturn:
        done.append(status)
        raise Left

    def answer(_order: Order) -> bytes:
        if html is None:
            raise OSError("a defect")
        return pack({"reason": None})

    monkeypatch.setattr(confine, "bound", done.append)
    monkeypatch.setattr(confine, "seal", done.append)
    monkeypatch.setattr(child, "answer", answer)
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    _, writer = os.pipe()

    with pytest.raises(Left):
        child._work(order(html or ""), tmp_path, writer)

    assert done == [Limits(), tmp_path, code]


def test_orders_are_answered_until_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[Path] = []

    def answer(_order: Order, room: Path) -> bytes:
        rooms.append(room)
        return pack({"reason": None})

    monkeypatch.setattr(child, "in_own_process", answer)
    inbox, orders = os.pipe()
    answers, outbox = os.pipe()
    for _ in range(2):
        send(orders, order("<p>a").pack())
    os.close(orders)

    child.serve(inbox, outbox)

    assert [receive(answers)[0] for _ in range(2)] == [{"reason": None}] * 2
    assert len(set(rooms)) == 2
    assert not any(room.parent.exists() for room in rooms)
