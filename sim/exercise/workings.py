"""What a debrief asks of other futures is worked off in the background, and kept in the folder of the play."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from sim.errors import StoreError
from sim.exercise.futures import FEWEST, MOST, Look, Outlook, answers, values
from sim.exercise.log import before_the_end
from sim.exercise.play import Play
from sim.exercise.rings import Decisions, decisions, fates, left_to_the_model, one_draw, spread, taken_away
from sim.exercise.wording import clock_time
from sim.files import write_whole
from sim.outcome.amounts import row_unit
from sim.outcome.intervals import predictive
from sim.outcome.measures import MEASURES
from sim.outcome.outcome import Outcome

FILE = "rings.json"
"""Where answers are kept, beside the log of a play."""
FORMAT = 2
"""What a file of answers says of itself; any other is worked out anew, and so is one that is not as it was written."""
REFERENCE = 100
"""Futures in which the model plays all seats, unless other numbers are asked for."""

type Document = dict[str, Any]


class Workings:
    """The rings of a play that has ended.

    Parameters
    ----------
    fewest, most
        Futures in which a decision is looked at first, and at most.
    reference
        Futures in which the model plays all seats.

    Attributes
    ----------
    asked
        Number of things to be worked out: each decision, and the model's own play.
    known
        What is known of each, by its name, ready for JSON.
    played
        Futures that were played for what is being worked out now.
    """

    def __init__(
        self,
        play: Play,
        *,
        fewest: int = FEWEST,
        most: int = MOST,
        reference: int = REFERENCE,
        workers: int | None = None,
    ) -> None:
        self._course = play.course
        self._path = play.folder / FILE
        self._futures = fewest, most
        self._reference = reference
        self._workers = workers
        lines = [line.values() for line in before_the_end(play.log.lines)]
        self._mark = {"format": FORMAT, "play": _sum([play.log.head, lines])}
        self._decided = decisions(play.course)
        self.asked = 1 + len(self._decided)
        self.played = 0
        self.known: Document = _kept(self._path, self._mark)

    @cached_property
    def outcome(self) -> Outcome:
        """What the play came to, as it was played."""
        job = left_to_the_model(self._course)
        return job.outcome(job.courses[1])

    @property
    def finished(self) -> bool:
        """Whether all is worked out."""
        return sum(bool(one.get("settled")) for one in self.known.values()) == self.asked

    def begin(self) -> threading.Thread:
        """Work in the background; ends with the program."""
        thread = threading.Thread(target=self.work, daemon=True)
        thread.start()
        return thread

    def work(self) -> None:
        """Work off all that is not known yet, and keep each step."""
        for name, step in self._steps():
            self.known[name] = step
            _keep(self._path, self._mark, self.known)

    def _count(self, futures: int) -> None:
        self.played = futures

    def _steps(self) -> Iterator[tuple[str, Document]]:
        for decided in self._decided:
            self.played = 0
            if not self.known.get(decided.name, {}).get("settled"):
                for step in self._decision(decided):
                    yield decided.name, step
        self.played = 0
        if "model" not in self.known:
            yield "model", self._model()

    def _decision(self, decided: Decisions) -> Iterator[Document]:
        job = taken_away(self._course, decided)
        told = {
            "seat": decided.seat,
            "text": decided.text,
            "label": clock_time(self._course.exercise.plan, decided.t),
            "cases": [{**asdict(one), "differs": one.differs} for one in fates(self._course, job, decided)],
        }
        drawn = one_draw(job)
        fewest, most = self._futures
        for (answer,) in answers(job, fewest=fewest, most=most, workers=self._workers, on_played=self._count):
            last = answer.settled or answer.futures >= most
            yield {**told, **answered(answer, drawn), "settled": last}

    def _model(self) -> Document:
        """What the model comes to where nobody plays, beside what people came to."""
        job = left_to_the_model(self._course)
        found = spread(job, self._reference, self._workers)
        low, high = predictive(found)
        yours = values(self.outcome, job.looks)
        rows = [
            _place(look, yours[at], float(np.nanmedian(found[:, at])), float(low[at]), float(high[at]))
            for at, look in enumerate(job.looks)
        ]
        return {"futures": self._reference, "rows": rows, "settled": True}


def answered(answer: Outlook, drawn: Mapping[Look, float]) -> Document:
    """An answer as plain values: one row for each thing that was looked at, with its verdict."""
    rows = [
        {
            "measure": look.measure,
            "title": MEASURES[look.measure].title,
            "place": look.place,
            "verdict": one.verdict,
            "effect": one.effect,
            "without": row_unit(one.unit, one.base).number(one.base),
            "one_draw": row_unit(one.unit, drawn[look]).signed(drawn[look]),
        }
        for look, one in answer.differences.items()
    ]
    return {"futures": answer.futures, "same": answer.same, "rows": rows}


def _place(look: Look, yours: float, median: float, low: float, high: float) -> Document:
    unit = row_unit(MEASURES[look.measure].unit, yours, low, high)
    inside = math.isnan(low) or low <= yours <= high
    return {
        "title": MEASURES[look.measure].title,
        "yours": unit.number(yours),
        "median": unit.number(median),
        "range": unit.interval(low, high),
        "inside": inside,
    }


def _kept(path: Path, mark: Mapping[str, int]) -> Document:
    """Answers that were worked out before, if they are whole and about the same lines."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        known = dict(content["known"])
        return known if content["of"] == {**mark, "check": _sum(known)} else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _keep(path: Path, mark: Mapping[str, int], known: Document) -> None:
    """Write answers down; where that cannot be, the page has them all the same."""
    text = json.dumps({"of": {**mark, "check": _sum(known)}, "known": known}, ensure_ascii=False, indent=1)
    with suppress(StoreError):
        write_whole(path, text + "\n")


def _sum(values: object) -> int:
    return crc32(json.dumps(values).encode())
