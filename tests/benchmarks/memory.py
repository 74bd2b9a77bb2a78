"""What many runs need in memory: the peak of the process that makes them, with results kept and without."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.clocks import command
from tests.experiment.plans import SMALL

RUNS = (100, 1_000)
"""Of a small plan without networks; what memory costs by run is their difference."""


def of_many_runs(root: Path, row: Callable[..., None]) -> None:
    """Peak of `jadsim run` with few runs and with many, and what each more of them costs."""
    with tempfile.TemporaryDirectory() as place:
        plan = Path(place) / "small.yaml"
        plan.write_text(SMALL, encoding="utf-8")
        for kept in (False, True):
            peaks = []
            for runs in RUNS:
                out = ["--out", str(Path(place) / f"of-{runs}")] if kept else ["--json"]
                words = ["run", str(plan), "-n", str(runs), "--set", "networks.count=0", "--workers", "1", *out]
                peaks.append(command(words, root)[1])
                row(f"peak of {runs:,} small runs", peaks[-1], "MB", "with --out" if kept else "nothing kept")
            row("  each more", (peaks[1] - peaks[0]) * 1e3 / (RUNS[1] - RUNS[0]), "kB")
