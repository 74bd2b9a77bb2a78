"""What a trainer waits for: a play that goes on after it was killed, and what one decision brought."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from sim.exercise.futures import FEWEST, answers
from sim.exercise.play import Play
from sim.exercise.rings import decisions, taken_away
from sim.experiment.executors import default_workers
from sim.joint_action import JointAction
from sim.scenario.exercise_files import load_exercise
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from tests.benchmarks.pages import EXERCISE, ROOT
from tests.exercise.plays import MINUTE

MINUTES = 85
"""How long the play went on before it was killed."""
REFERENCE = ROOT / "scenarios" / "jad-see-2024.yaml"


def figures(row: Callable[..., None]) -> None:
    """Print how long it takes until a play stands again, and until a decision is told."""
    row(
        "an hour of the reference action, 95th percentile",
        _hour_ms(load(REFERENCE)),
        "ms",
        "as it is stepped in a play",
    )
    often = load(REFERENCE, {"behaviour.checks.briefing": "5 min"})
    row("  briefed every five minutes", _hour_ms(often), "ms", "as in the exercises")
    row(
        "  of the first exercise",
        _hour_ms(load_exercise(EXERCISE).plan),
        "ms",
        "which makes the checks of six days in two",
    )
    with tempfile.TemporaryDirectory() as folder:
        play = _played(Path(folder) / "play")
        begin = perf_counter()
        again = Play.open(play.folder)
        row("a play that was killed stands again", perf_counter() - begin, "s", f"{len(again.log.lines)} lines")
        row("  the command, until its pages are there", _started(play.folder), "s", "imports and all, on the wall")
        (decided,) = decisions(play.course)
        workers = default_workers(FEWEST)
        begin = perf_counter()
        next(answers(taken_away(play.course, decided), fewest=FEWEST, most=FEWEST, workers=workers))
        spent = perf_counter() - begin
        row(f"{FEWEST} pairs of futures for a decision", spent, "s", f"{workers} workers, on the wall")


def _hour_ms(plan: Scenario) -> float:
    """Processor milliseconds that 95 % of the hours of an action do not exceed, after a first action."""
    for luck in range(3):
        action, spent = JointAction(plan, luck, 0), []
        action.begin()
        for hour in range(1, int(plan.hours)):
            begin = process_time()
            action.advance(hour)
            spent.append(process_time() - begin)
    return float(np.percentile(spent, 95)) * 1e3


def _played(folder: Path) -> Play:
    """The first exercise, with one decision, shortly before its end."""
    play = Play.new(load_exercise(EXERCISE), folder)
    play.act("rs", {"seat": "rs", "do": "take"})
    play.act("controller", {"clock": {"running": True}})
    play.tick(2 * MINUTE)
    play.act("rs", {"event": {"kind": "standing_order", "requests": "urgent", "answer": "at_once"}})
    for minute in range(3, MINUTES):
        play.tick(minute * MINUTE)
    return play


def _started(folder: Path) -> float:
    """Seconds from the command until its pages are there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "sim.cli", "exercise", str(EXERCISE), "--port", str(port), "--play", str(folder)]
    begin = perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    next(line for line in process.stdout if line.startswith("Open "))
    spent = perf_counter() - begin
    process.kill()
    process.wait()
    process.stdout.close()
    return spent
