"""The confined process: what it finds, and what stops it."""

from __future__ import annotations

import io
import os
import resource
import threading
from pathlib import Path
from typing import Any

import pytest

from portal.documents import inspection, inspector
from portal.documents.inspection import Fault
from portal.documents.sight import Sight
from portal.pdf.contract import Limits
from portal.pdf.wire import pack, receive, send
from tests.factories import pdfs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plain file."""
    place = tmp_path / "plain.pdf"
    place.write_bytes(pdfs.plain())
    return place


def test_a_plain_file_has_no_fault(path: Path) -> None:
    assert inspector.look(str(path)) == ""
    assert inspector.in_own_process(Sight(path=str(path))) == ""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (pdfs.encrypted(password="secret"), Fault.PASSWORD),
        (pdfs.encrypted(), Fault.ENCRYPTED),
        (pdfs.with_script(), Fault.ACTIVE),
        (pdfs.with_file_inside(), Fault.EMBEDDED),
        (pdfs.with_huge_page(), Fault.HUGE_PAGE),
        (pdfs.with_huge_picture(), Fault.COMPLEX),
        (pdfs.with_packed_pages(), Fault.BROKEN),
        (pdfs.plain(301), Fault.LONG),
        (pdfs.broken(), Fault.BROKEN),
        (b"%PDF-1.7\n" + b"x" * 3000, Fault.MIXED),
        (pdfs.page_behind(), Fault.MIXED),
    ],
)
def test_each_fault_has_its_word(content: bytes, fault: Fault) -> None:
    """FI-01."""
    assert inspection.inspect(io.BytesIO(content)) == fault


@pytest.mark.parametrize("limit", ["MOST_OBJECTS", "MOST_UNPACKED_IN_ALL"])
def test_a_file_of_too_many_parts_is_too_complex(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    content = pdfs.with_packed_pages(1)
    monkeypatch.setattr(inspection, limit, 1)

    assert inspection.inspect(io.BytesIO(content)) == Fault.COMPLEX


def test_a_file_that_eats_memory_is_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(_pdf: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(inspection, "_look_inside", eat)

    assert inspection.inspect(io.BytesIO(pdfs.plain())) == Fault.COMPLEX


def test_a_look_that_takes_too_long_or_dies_lets_nothing_pass(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    sight = Sight(path=str(path), limits=Limits(seconds=0, mebibytes=768))
    monkeypatch.setattr(inspector, "look", lambda _path: threading.Event().wait(30) and "")
    late = inspector.in_own_process(sight)
    monkeypatch.setattr(inspector, "look", lambda _path: os._exit(9))
    dead = inspector.in_own_process(Sight(path=str(path)))

    assert (late, dead) == (Fault.COMPLEX, Fault.COMPLEX)


def test_a_file_that_cannot_be_read_lets_nothing_pass(tmp_path: Path) -> None:
    assert inspector.in_own_process(Sight(path=str(tmp_path / "none.pdf"))) == Fault.COMPLEX


def test_the_limits_are_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """FI-01: time and memory are bounded."""
    held: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: held.update({what: limits}))

    inspector.bound(Sight(path="x", limits=Limits(seconds=3, mebibytes=5)))

    assert held[resource.RLIMIT_CPU] == (3, 3)
    assert held[resource.RLIMIT_AS] == (5 * 2**20, 5 * 2**20)
    assert held[resource.RLIMIT_FSIZE] == (0, 0)


def test_orders_are_answered_until_their_pipe_ends(path: Path) -> None:
    its_orders, orders = os.pipe()
    answers, its_answers = os.pipe()
    send(orders, Sight(path=str(path)).pack())
    os.close(orders)

    inspector.serve(its_orders, its_answers)

    assert receive(answers) == ({"fault": ""}, b"")
    assert pack({"fault": ""})
    for pipe in (its_orders, answers, its_answers):
        os.close(pipe)
