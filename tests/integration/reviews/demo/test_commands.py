from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from grants.programmes.models import Call
from reviews.demo import rounds, seed, work
from reviews.demo.proof import Mismatch
from reviews.demo.timetable import opened
from reviews.demo.work import OwnHands
from reviews.management.commands import demo_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path: Path, settings: Any) -> Path:
    """The folder of data of a demo."""
    settings.DEMO_MODE, settings.VAR = True, tmp_path
    return tmp_path


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("command", ["demo_seed", "demo_round"])
def test_outside_of_the_demo_nothing_is_played(settings: Any, command: str) -> None:
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="DEMO_MODE"):
        run(command)

    assert not Call.objects.exists()


def test_demo_round_prints_its_summary_and_marks_the_folder(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_round, "workers", OwnHands)

    told = run("demo_round", "--applications", "3", "--stage", "screening")

    summary = json.loads((var / "summary.json").read_text())
    assert summary["applications"] == summary["eligible"] == 3
    assert "The call has closed: the officer screens" in told
    assert "eligible              3" in told
    assert "letters               0 files" in told
    assert str(var / "summary.json") in told
    assert (var / "demo-seeded").exists()


def test_demo_round_without_a_worker_ends_in_a_sentence(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.2)

    with pytest.raises(CommandError, match="no worker takes them"):
        run("demo_round", "--applications", "1", "--stage", "open")

    assert not (var / "summary.json").exists()


def test_demo_round_with_a_wrong_sum_fails(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plays(*_arguments: object) -> rounds.Summary:
        raise Mismatch("the instalments: 1 HKD instead of 2 HKD.")

    monkeypatch.setattr(rounds, "play", plays)

    with pytest.raises(CommandError, match="1 HKD instead of 2 HKD"):
        run("demo_round")

    assert not (var / "demo-seeded").exists()


@pytest.mark.parametrize("number", ["0", "401"])
def test_demo_round_has_a_size_it_can_play(var: Path, number: str) -> None:
    with pytest.raises(CommandError, match="1 to 400 applications"):
        run("demo_round", "--applications", number)


def test_demo_seed_seeds(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sown: list[str] = []
    monkeypatch.setattr(seed, "sow", lambda **_given: sown.append("sown"))

    told = run("demo_seed")

    assert sown == ["sown"]
    assert told == "The demo data is in place.\n"


def test_seeding_that_was_interrupted_goes_on_where_it_stopped(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_sowing: seed.Sowing) -> None:
        raise RuntimeError("the lights went out")

    def stages(sowing: seed.Sowing) -> None:
        sowing.appoint_for_today()
        sowing.stage(opened(20, now=sowing.now), awards=2)

    for name in ("round_one", "round_awaiting_approval", "round_before_the_panel"):
        monkeypatch.setattr(seed, name, stages)
    monkeypatch.setattr(seed, "round_in_assessment", breaks)
    with pytest.raises(RuntimeError, match="the lights went out"):
        run("demo_seed")
    before = Call.objects.count()
    monkeypatch.setattr(seed, "round_in_assessment", stages)
    monkeypatch.setattr(seed, "open_call", stages)

    told = run("demo_seed")

    assert before == 3
    assert Call.objects.count() == 5
    assert "Round 2025-1" not in told
    assert told.count("Round ") == 2
