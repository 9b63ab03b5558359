"""`make bench-autosave`: the server's time for an autosave while 400 people write.

The portal runs as ``make run`` serves it, on a data folder of its own. Each person has a draft and
a session, saves one field every half minute and gives a sign of life in between, as the script of
the page does. A view that does nothing is asked in the same run, with sessions as well. Times are
the web server's own (gunicorn's access log), from the request's arrival at a thread to the end of
the answer; ``seen`` is the client's time, with the wait for a thread.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.stack import Stack

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "400"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
SAVE_EVERY_SECONDS = 30.0
BEAT_EVERY_SECONDS = 15.0
NOTHINGS_PER_SECOND = 8
NOTHING = "/healthz/live"
SECTIONS = ("project", "form-solution")
LOG_FORMAT = "--access-logformat 'TIMED %(q)s %(s)s %(D)s'"
LOGGED = re.compile(r"TIMED as=(\w+) (\d+) (\d+)$", re.MULTILINE)
WORDS = ("Exporters", "sell", "receivables", "as", "tokens", "and", "are", "paid", "當日收款")


@dataclasses.dataclass
class Writer:
    """One person at a page: what it knows, and what was last typed into its field."""

    session: str
    path: str
    field: str
    page: dict[str, Any] = dataclasses.field(default_factory=dict)
    typed: str = ""


def prepare() -> list[dict[str, str]]:
    """People, organisations, drafts and sessions; runs with the settings of the stack."""
    import django

    django.setup()
    from django.utils import timezone

    from grants.applications import operations
    from portal.accounts.models import User
    from tests.factories import applications, organisations, people

    call, made = applications.open_call(), []
    for number in range(PEOPLE):
        user = User.objects.create(email=f"writer{number}@example.hk", name=f"Writer {number}")
        organisation = organisations.of(people.refreshed(user))
        actor = people.refreshed(user)
        draft = operations.start(
            call_id=call.pk, organisation_id=organisation.pk, actor=actor, now=timezone.now()
        )
        section = SECTIONS[number % len(SECTIONS)]
        session = people.client_of(actor).cookies["sessionid"].value
        path = f"/applications/{draft.reference}/{section}/autosave/"
        made.append({"session": session, "path": path})
    return made


class Load:
    """400 pages talking to one portal, and what they saw."""

    def __init__(self, url: str, made: list[dict[str, str]]) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=0)
        self.client = httpx.AsyncClient(base_url=url, timeout=30, limits=limits)
        self.made = made
        self.writers: list[Writer] = []
        self.seen: dict[str, list[float]] = {"save": [], "beat": [], "nothing": []}
        self.troubles: list[str] = []

    async def ask(self, kind: str, writer: Writer, body: dict[str, str] | None = None) -> Any:
        """One request with the writer's session; its time as the client sees it is noted."""
        csrf = writer.page.get("csrf", "")
        cookies = f"sessionid={writer.session}; csrftoken={writer.page.get('cookie', '')}"
        begun = time.perf_counter()
        path = NOTHING if kind == "nothing" else writer.path
        answer = await self.client.request(
            "GET" if body is None else "POST",
            f"{path}?as={kind}",
            data=None if body is None else {**body, "csrfmiddlewaretoken": csrf},
            headers={"Cookie": cookies},
        )
        self.client.cookies.clear()
        self.seen.setdefault(kind, []).append(time.perf_counter() - begun)
        if answer.status_code != 200:
            self.troubles.append(f"{kind} {answer.status_code}")
        return answer

    async def open(self, one: dict[str, str]) -> None:
        """What the page knows when it has been loaded."""
        writer = Writer(one["session"], one["path"], "")
        answer = await self.ask("open", writer)
        writer.page = {**answer.json(), "cookie": answer.cookies.get("csrftoken", "")}
        names = list(writer.page["tokens"])
        writer.field = "summary" if "summary" in names else names[0]
        self.writers.append(writer)

    def body(self, writer: Writer, **more: str) -> dict[str, str]:
        """What the script sends with every request."""
        page = writer.page
        return {"version": str(page["version"]), "tokens": json.dumps(page["tokens"]), **more}

    async def save(self, writer: Writer, draw: random.Random) -> None:
        """A pause after typing: one field goes out, and its answer must say that it is saved."""
        writer.typed = " ".join(draw.choices(WORDS, k=draw.randint(20, 120)))
        body = self.body(writer, fields=writer.field)
        answer = await self.ask("save", writer, {**body, writer.field: writer.typed})
        told = answer.json() if answer.status_code == 200 else {}
        if writer.field not in told.get("saved", []):
            self.troubles.append(f"not saved: {told.get('errors')}")
        writer.page |= {name: told[name] for name in ("tokens", "version") if name in told}

    async def write(self, writer: Writer, end: float, seed: int) -> None:
        """One person until the end: a save every half minute, a sign of life between two."""
        draw = random.Random(seed)
        next_save = time.monotonic() + draw.uniform(0, SAVE_EVERY_SECONDS)
        next_beat = next_save - BEAT_EVERY_SECONDS
        while min(next_save, next_beat) < end:
            await asyncio.sleep(max(0.0, min(next_save, next_beat) - time.monotonic()))
            if next_beat < next_save:
                if next_beat > 0 and time.monotonic() - next_beat < BEAT_EVERY_SECONDS:
                    await self.ask("beat", writer, self.body(writer))
                next_beat = next_save + BEAT_EVERY_SECONDS
            else:
                await self.save(writer, draw)
                next_save += SAVE_EVERY_SECONDS

    async def do_nothing(self, end: float) -> None:
        """Asks the view that does nothing, evenly between the others."""
        draw = random.Random(0)
        while time.monotonic() < end:
            await self.ask("nothing", draw.choice(self.writers))
            await asyncio.sleep(1 / NOTHINGS_PER_SECOND)

    async def run(self) -> None:
        """Open all pages, then write for the time of the run."""
        for one in self.made:
            await self.open(one)
        end = time.monotonic() + SECONDS
        people = [self.write(one, end, number) for number, one in enumerate(self.writers)]
        await asyncio.gather(*people, self.do_nothing(end))

    async def lost(self) -> int:
        """How many drafts do not hold what their person typed last."""
        missing = 0
        for writer in self.writers:
            state = (await self.ask("look", writer)).json()
            saved = state["values"][writer.field][writer.field]
            missing += bool(writer.typed) and saved != [writer.typed]
        await self.client.aclose()
        return missing


def summary(milliseconds: list[float]) -> dict[str, float]:
    """How many, the median and the 99th percentile."""
    ordered = sorted(milliseconds)
    return {
        "count": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 1),
    }


def server_times(log: str) -> dict[str, list[float]]:
    """Milliseconds of the web server by kind of request; the requests name their kind."""
    kinds: dict[str, list[float]] = {}
    for kind, _status, microseconds in LOGGED.findall(log):
        kinds.setdefault(kind, []).append(int(microseconds) / 1000)
    return kinds


def measure(stack: Stack) -> dict[str, Any]:
    """Prepare, load and read the log of one running stack."""
    settings = {**stack.environment(), "DJANGO_SETTINGS_MODULE": "portal.settings.embedded"}
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.autosave", "prepare"],
        env=settings,
        check=True,
        capture_output=True,
        text=True,
    )
    load = Load(stack.url, json.loads(child.stdout.splitlines()[-1]))
    busy = os.getloadavg()[0]

    async def play() -> int:
        await load.run()
        return await load.lost()

    lost = asyncio.run(play())
    times = server_times((stack.var / "log" / "web.log").read_text())
    figures: dict[str, Any] = {
        "people": PEOPLE,
        "seconds": SECONDS,
        "cores": os.cpu_count(),
        "load_before": round(busy, 2),
        "lost": lost,
        "troubles": sorted(set(load.troubles))[:5],
        "autosave": summary(times["save"]),
        "sign_of_life": summary(times["beat"]),
        "nothing": summary(times["nothing"]),
        "autosave_seen": summary([1000 * one for one in load.seen["save"]]),
        "nothing_seen": summary([1000 * one for one in load.seen["nothing"]]),
    }
    for name in ("median", "p99"):
        ratio = figures["autosave"][f"{name}_ms"] / figures["nothing"][f"{name}_ms"]
        figures[f"ratio_{name}"] = round(ratio, 2)
    return figures


def main() -> None:
    """Measure, print, and keep the figures; a lost text or a refused save is a failure."""
    var = Path(os.environ.get("VAR", "var")).resolve()
    os.environ["GUNICORN_CMD_ARGS"] = LOG_FORMAT
    stack = Stack(var / "bench" / "autosave-portal")
    try:
        stack.start()
        figures = measure(stack)
    finally:
        stack.stop()
    (var / "bench" / "autosave.json").write_text(json.dumps(figures, indent=2) + "\n")
    for name, figure in figures.items():
        print(f"{name:16} {figure}")
    if figures["lost"] or figures["troubles"]:
        sys.exit("A text was lost or a request failed.")


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        print(json.dumps(prepare()))
    else:
        main()
