"""`make bench-rank`: time and memory of the calibrated ranking at several sizes.

Each round runs in a process of its own, so that its peak of memory is its own. ``seconds`` is the
time by the clock, ``cpu_seconds`` what its one thread worked: on a busy machine they differ.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from reviews.calibration.statistics import calibrate
from tests.unit.reviews.calibration.marks import made_up

SIZES = {
    "200x3 marks of 30": (200, 30),
    "1000x3 marks of 100": (1000, 100),
    "10000x3 marks of 1000": (10_000, 1000),
}
COLUMNS = ("seconds", "cpu_seconds", "peak_mib", "close", "draws")


def measured(name: str) -> dict[str, Any]:
    """Rank one round and say what it took."""
    bundle = made_up(*SIZES[name])
    begun, worked = time.perf_counter(), time.process_time()
    found = calibrate(bundle)
    return {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "close": sum(row["standing"] == "close" for row in found["rows"]),
        "draws": found["draws"],
    }


def main(arguments: list[str]) -> None:
    """All sizes, or the one named, in processes of their own."""
    if arguments[:1] == ["one"]:
        print(json.dumps(measured(arguments[1])))
        return
    figures = {}
    print(f"{'round':24}" + "".join(f"{column:>13}" for column in COLUMNS))
    for name in SIZES:
        command = [sys.executable, "-m", "tests.benchmarks.rank", "one", name]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        figures[name] = json.loads(told.stdout)
        print(f"{name:24}" + "".join(f"{figures[name][column]:>13}" for column in COLUMNS))
    folder = Path(os.environ.get("VAR", "var")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rank.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
