"""One story in two worlds with the same luck: what happened in both, and where they part."""

import math
from typing import Literal, NamedTuple

from sim.experiment.trace import Step, happened, steps
from sim.outcome.outcome import Outcome

type Where = Literal["both", "here", "there"]


class Parting(NamedTuple):
    """What led to an arrest that one world alone has, beside what became of the same things in the other.

    Attributes
    ----------
    steps : tuple of Step
        In order of time.
    where : tuple of str
        Of each step: whether it is in ``both`` worlds, ``here`` where the arrest is, or ``there`` where it is not.
    parts_at_h : float
        Time of the first step that only one of the two worlds has, h since the start.
    """

    steps: tuple[Step, ...]
    where: tuple[Where, ...]
    parts_at_h: float


def parting(here: Outcome, there: Outcome, arrest: str) -> Parting:
    """Tell the story of an arrest `here`, and of the same movement, case, messages and decisions `there`.

    A step is in both worlds if it is the same in words, of the same subject, whenever it came.
    """
    led = steps(here, arrest)
    other = happened(there, {step.id for step in led})
    known, known_there = {_same(step) for step in led}, {_same(step) for step in other}
    told: list[tuple[Step, Where]] = [(step, "both" if _same(step) in known_there else "here") for step in led]
    told += [(step, "there") for step in other if _same(step) not in known]
    told.sort(key=lambda one: one[0].time_h)
    apart = next((step.time_h for step, where in told if where != "both"), math.nan)
    return Parting(tuple(step for step, _ in told), tuple(where for _, where in told), apart)


def _same(step: Step) -> tuple[str, str, str]:
    return step.what, step.who, step.id
