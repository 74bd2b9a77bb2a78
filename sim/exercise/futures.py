"""Other futures: what a decision brings, over futures that share everything but the decision.

Courses of one action are lists of recorded events. Each is played in the same futures: the past is that of the play,
and luck is another from an hour on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.engine.queues import KINDS as QUEUED
from sim.errors import ModelError
from sim.experiment.executors import default_workers, do_all
from sim.experiment.pairs import Paired
from sim.experiment.verdicts import Difference, judge
from sim.outcome.measures import MEASURES, measure
from sim.outcome.outcome import Outcome
from sim.outcome.scopes import Floats
from sim.scenario.events import Event
from sim.scenario.part import Timed
from sim.scenario.schema import Scenario

type Course = tuple[Event, ...]
"""Recorded events of one way in which an action could be played."""

FEWEST = 40
"""Futures that are enough for most answers; more are played in steps of as many."""
MOST = 200
WHOLE = ("arrests", "arrests_needing_abroad", "released_without_answer", "operations")
"""What is told of the whole action."""
OF_COUNTRY = ("answered_share", "response_time_median_h", "past_deadline", "released_without_answer")
"""What is told of a country whose desk decides."""
OF_POST = ("checks_total", "referrals", "wait_mean_min")
"""What is told of a post."""
OF_CRISIS = ("crisis_response_h", "crisis_units_foreign")
"""What is told where special units are asked for."""


class Look(NamedTuple):
    """A measure of the whole action (no place), of a country (its code), or of a post (its id)."""

    measure: str
    place: str = ""


class Contrast(NamedTuple):
    """Two courses, by their places in a list, and what is looked at: the second is told against the first."""

    without: int
    having: int
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """Plays courses of an action in a future; made once and sent to every worker.

    Attributes
    ----------
    seed
        Luck of the play.
    hour
        Hour of the action from which luck is that of the future.
    courses
        Ways in which the action could be played.
    contrasts
        Which of them are compared.
    """

    plan: Scenario
    seed: int
    hour: float
    courses: tuple[Course, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def looks(self) -> tuple[Look, ...]:
        """All that is looked at, each once."""
        return tuple(dict.fromkeys(look for contrast in self.contrasts for look in contrast.looks))

    def __call__(self, future: int) -> Floats:
        """Values in a future, shape (courses, looks); nan where a measure is not defined, or the model failed."""
        return np.array([self._values(course, future) for course in self.courses])

    def outcome(self, course: Course, future: int = 0) -> Outcome:
        """Play one course in a future; the first is that in which the play was played."""
        from sim.joint_action import JointAction, Turn

        turn = Turn(self.hour, future) if future else None
        action = JointAction(self.plan, self.seed, 0, course, turn=turn)
        outcome = action.run(told=False)
        action.take_apart()
        return outcome

    def undefined(self, future: int, error: Exception) -> Floats:
        """Nothing is known of a future whose worker died."""
        return np.full((len(self.courses), len(self.looks)), np.nan)

    def _values(self, course: Course, future: int) -> list[float]:
        try:
            return values(self.outcome(course, future), self.looks)
        except ModelError:
            return [math.nan] * len(self.looks)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What some futures tell of a contrast.

    Attributes
    ----------
    futures
        Number of futures.
    same
        Futures in which the two courses are alike in all that is looked at.
    differences
        By what is looked at.
    """

    futures: int
    same: int
    differences: Mapping[Look, Difference]

    @property
    def settled(self) -> bool:
        """Whether more futures would tell nothing that matters."""
        return not any(one.effect == "unclear" for one in self.differences.values())

    @property
    def told(self) -> dict[Look, Difference]:
        """Differences that these futures tell, and that matter."""
        return {look: one for look, one in self.differences.items() if one.told}


def looks_at(plan: Scenario, events: Sequence[Event], course: Course) -> tuple[Look, ...]:
    """What to look at for some decisions: the whole action, the places and countries that they name, units in a crisis.

    Parameters
    ----------
    course
        The action with them.
    """
    posts = plan.active_posts().keys()
    named = [word for event in events for word in _words(event)]
    looks = [*looks_over_all(plan, course)]
    looks += [Look(name, word) for word in dict.fromkeys(named) if word in plan.countries for name in OF_COUNTRY]
    looks += [Look(name, word) for word in dict.fromkeys(named) if word in posts for name in OF_POST]
    return tuple(looks)


def looks_over_all(plan: Scenario, course: Course) -> Iterator[Look]:
    """What to look at of the whole action: where a crisis comes in its course, its units as well."""
    crisis = any(event.kind == "crisis" for event in (*plan.events, *course))
    return (Look(name) for name in (*WHOLE, *(OF_CRISIS if crisis else ())))


def _words(event: Event) -> Iterator[str]:
    """Every word that an event holds, such as posts and countries."""
    for value in event.model_dump(exclude={"kind", *Timed.model_fields}).values():
        yield from (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()


def values(outcome: Outcome, looks: Sequence[Look]) -> list[float]:
    """What is looked at, in one outcome."""
    measured = measure(outcome)
    scopes = {"": measured.total, **measured.by_country}
    return [
        scopes[look.place][look.measure] if look.place in scopes else _of_post(outcome, look.place)[look.measure]
        for look in looks
    ]


def answers(
    job: Futures,
    *,
    fewest: int = FEWEST,
    most: int = MOST,
    workers: int | None = None,
    on_played: Callable[[int], None] = lambda futures: None,
) -> Iterator[tuple[Outlook, ...]]:
    """Play futures until all is told that can be told, and yield what is known after each step.

    Parameters
    ----------
    fewest, most
        Futures of the first step, and of all; each further step has as many as the first.
    on_played
        Is told how many futures have been played, after each.

    Yields
    ------
    tuple of Outlook
        One for each contrast.
    """
    played = np.empty((0, len(job.courses), len(job.looks)))
    while len(played) < most:
        step = range(len(played) + 1, 1 + min(len(played) + fewest, most))
        found: dict[int, Floats] = {}
        with closing(do_all(job, step, workers or default_workers(len(step)), died=job.undefined)) as done:
            for future, one in done:
                found[future] = one
                on_played(len(played) + len(found))
        played = np.concatenate([played, [found[future] for future in step]])
        told = tuple(_answer(job, contrast, played) for contrast in job.contrasts)
        yield told
        if all(one.settled for one in told):
            return


def _answer(job: Futures, contrast: Contrast, played: Floats) -> Outlook:
    """Compare two courses; `played` has the shape (futures, courses, looks)."""
    at = [job.looks.index(look) for look in contrast.looks]
    left, right = played[:, contrast.without, at], played[:, contrast.having, at]
    pairs = {
        look: (MEASURES[look.measure], Paired.of(left[:, place], right[:, place], most=_most(job, look)))
        for place, look in enumerate(contrast.looks)
    }
    same = int(np.all((left == right) | (np.isnan(left) & np.isnan(right)), axis=1).sum())
    return Outlook(len(played), same, judge(pairs, {}))


def _most(job: Futures, look: Look) -> float:
    """What no value exceeds: a time that was not reached counts as the whole action."""
    measured = MEASURES[look.measure]
    return job.plan.hours if measured.finished else measured.most


def _of_post(outcome: Outcome, post: str) -> dict[str, float]:
    """Measures of one post, both sides together; nan where it has none of what a mean is of."""
    table = outcome["posts"]
    here = np.array([name == post for name in table.text("post")])
    checks = sum(float(table.numbers(f"checks_{subject}")[here].sum()) for subject in QUEUED)
    travellers, waits = table.numbers("travellers")[here], table.numbers("wait_mean_min")[here]
    crossed = float(travellers.sum())
    wait = float(np.nansum(waits * travellers)) / crossed if crossed > 0 else math.nan
    return {
        "checks_total": checks,
        "referrals": float(table.numbers("referrals")[here].sum()),
        "wait_mean_min": wait,
    }
