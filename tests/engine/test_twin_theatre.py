"""A whole action as the model plays it, against the oracle: some checkpoints, and some that networks met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import arrivals, kernels, queues
from sim.joint_action import JointAction
from sim.scenario.load import load
from tests.engine import oracle
from tests.engine.stations import Briefing, Check, Day, Finding, Log, Movement, Person
from tests.engine.test_twin import agree


class Witness:
    """Sees what the model gives the kernel, and what the kernel gives back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.briefings: dict[float, Briefing] = {}
        self.drawn: dict[int, tuple[Any, Any]] = {}
        self.movements: dict[int, Movement] = {}
        self.findings: list[Finding] = []
        self.practice: queues.Practice | None = None
        self._serve, self._draw = kernels.serve, arrivals.draw_arrivals
        monkeypatch.setattr(kernels, "serve", self.serve)
        monkeypatch.setattr(arrivals, "draw_arrivals", self.draw)

    def draw(self, hour: int, expected: Any, keys: Any, drawn: queues.Arrivals) -> int:
        count = self._draw(hour, expected, keys, drawn)
        if count <= drawn.people.size:
            self.drawn[hour] = (drawn.people.copy(), drawn.bounds.copy())
        return int(count)

    def candidates(self, post: int) -> list[Person]:
        """Everybody who came to a checkpoint."""
        rows = [
            row for people, bounds in self.drawn.values() for row in people[bounds[post] : bounds[post + 1]].tolist()
        ]
        return [Person(came, np.uint64(key), code) for came, key, code in rows]

    def serve(self, *given: Any) -> None:
        begin, _, _, encounters, movements, lines, practice, ledger = given
        self.practice = practice
        self.briefings[begin] = Briefing(lines.lines["capacity"].copy(), practice.detection.copy())
        for post, (came, key, code) in zip(encounters.posts.tolist(), encounters.people.tolist(), strict=True):
            row = -(code >> 2) - 1
            self.movements[row] = Movement(
                post, came, code & 3, int(movements.marks[row]), float(movements.concealment[row]), key
            )
        self._serve(*given)
        for post, time, mark, channel, stratum, came, _, code in ledger.found[: ledger.counts[0]].tolist():
            self.findings.append(Finding(post, time, mark, channel, stratum, came, code))


@pytest.mark.parametrize("nth", [30, pytest.param(6, marks=pytest.mark.slow)])
def test_a_whole_action_is_the_same_check_by_check(nth: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every nth post, and at every nth of those that networks met."""
    overrides = {
        "days": "1",
        "events": "[{at: 9 h, kind: surge, posts: [roszke-horgos], traffic: 3, lasts: 4 h},"
        " {at: 10 h, kind: reassign, country: HU, from: roszke-horgos, to: tompa-kelebija, officers: 40}]",
    }
    scenario = load(root / "scenarios" / "jad-see-2024.yaml", overrides)
    witness = Witness(monkeypatch)
    action = JointAction(scenario, 1, 0, detail="checks")
    action.begin()
    action.advance(scenario.hours)  # the checks are wanted, not the tables
    checkpoints, theatre = action.world.checkpoints, action.env.theatre
    posts = len(theatre.checkpoints)
    met = {movement.post for movement in witness.movements.values()}
    chosen = sorted(
        {*range(0, posts, nth), *sorted(met)[::nth], *theatre.points_of(("roszke-horgos", "tompa-kelebija")).tolist()}
    )
    assert witness.practice is not None
    checks = scenario.behaviour.checks
    day = Day(
        expected=np.zeros((int(scenario.hours), posts, len(queues.KINDS))),
        practice=witness.practice,
        briefings=witness.briefings,
        limits=(checks.backlog, checks.second_backlog),
        sends_on=True,
        movements=tuple(witness.movements[row] for row in range(len(witness.movements))),
    )
    twin = oracle.play(day, {post: witness.candidates(post) for post in chosen})
    made = [
        Check(post, came, number, kind, stratum, start, end)
        for post, kind, stratum, number, came, start, end in checkpoints.checks.tolist()
        if post in chosen
    ]
    tally = np.zeros_like(checkpoints.tally)
    tally[chosen] = checkpoints.tally[chosen]
    agree(Log(sorted(made), sorted(f for f in witness.findings if f.post in chosen), tally), twin)
    assert len(made) > 5000
    assert any(finding.code < 0 for finding in twin.findings)
