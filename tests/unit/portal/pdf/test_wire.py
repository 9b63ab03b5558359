"""Frames over a pipe."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from portal.pdf.contract import Attachment, Limits
from portal.pdf.wire import Late, Order, Silence, pack, receive, send, unpack_order


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    for end in (reader, writer):
        try:
            os.close(end)
        except OSError:
            continue


def test_an_order_arrives_as_it_was_sent(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    order = Order(
        html="<p>龍\ud800",
        title="Letter",
        language="en-HK",
        made_at=datetime(2025, 9, 1, 1, 30, tzinfo=UTC),
        attachments=(
            Attachment(name="a.json", content=b"{}", description="One"),
            Attachment(name="b.txt", content=b"two", description="Two", relationship="Source"),
        ),
        limits=Limits(pages=3, seconds=4, mebibytes=300),
    )

    send(writer, order.pack())

    assert unpack_order(*receive(reader)) == order


def test_half_a_frame_is_silence(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    send(writer, pack({"reason": None}, b"whole")[:-1])
    os.close(writer)

    with pytest.raises(Silence):
        receive(reader)


def test_a_frame_that_does_not_end_in_time_is_late(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    send(writer, pack({"reason": None})[:3])

    with pytest.raises(Late):
        receive(reader, deadline=time.monotonic() + 0.05)
