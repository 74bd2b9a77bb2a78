"""Running a programme: its actions one after another, over networks and a picture that outlive them (ODD 7.26)."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np
import pyarrow as pa

from sim.experiment.executors import Workers
from sim.experiment.replicate import numbers
from sim.experiment.rest import Progress, the_rest
from sim.experiment.summary import Failure
from sim.experiment.years import ProgrammeRun, Row, Year, identity, years_there
from sim.joint_action import JointAction
from sim.outcome.crime_measures import DISRUPTED_LOSS
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from sim.outcome.workplace import Workplace
from sim.scenario.programme import Action, Programme, scenario_of
from sim.scenario.schema import Scenario
from sim.world.checks.warm_up import load_kernels
from sim.world.crime import graphs
from sim.world.crime.between_actions import passed
from sim.world.crime.carry_over import Legacy

MEASURED = (
    "checks_total",
    "arrests",
    "arrests_network_operation",
    "investigations",
    "weapons",
    "drugs_kg",
    "victims",
    "packages",
    "operations",
    "movements",
    "officer_hours",
)
"""Measures that are kept of each action."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """An action as it will be run: in order of start, with the trust that its countries have by then."""

    action: Action
    scenario: Scenario
    trust: float
    pause_h: float
    """Hours since the last day of any action before; 0 where actions overlap, which then follow each other at once."""


def planned(programme: Programme) -> tuple[Planned, ...]:
    """The actions of a programme in order of start.

    Trust between two countries grows with each action that they make together, and of all with dialogue; it acts from
    the next action on, as a share of their level of cooperation, and never inside an action.
    """
    behaviour = programme.between
    actions = programme.ordered()
    trust = dict.fromkeys(combinations(sorted(programme.scenario.countries), 2), 0.0)
    plans = []
    last, ended = actions[0].start, actions[0].start.toordinal()
    for action in actions:
        _grow(trust, trust, behaviour.dialogue * (action.start - last).days / 365.0)
        last = action.start
        pairs = list(combinations(sorted(action.countries), 2))
        gained = behaviour.most_trust * sum(trust[pair] for pair in pairs) / len(pairs)
        pause = max(0, action.start.toordinal() - ended)
        plans.append(Planned(action, scenario_of(programme, action, gained), gained, pause * 24.0))
        ended = max(ended, action.start.toordinal() + programme.length(action))
        _grow(trust, pairs, behaviour.joint_action)
    return tuple(plans)


def _grow(trust: dict[Pair, float], pairs: Iterable[Pair], share: float) -> None:
    """Trust of some pairs of countries gains a share of what is missing."""
    for pair in list(pairs):
        trust[pair] += share * (1.0 - trust[pair])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runner:
    """Runs one replication of the year; made once and sent to every worker."""

    programme: Programme
    theatre: Scenario
    plans: tuple[Planned, ...]
    seed: int

    def __call__(self, replication: int) -> Year | Failure:
        try:
            return self._year(replication)
        except Exception as error:  # noqa: BLE001  # whatever fails in one replication must not end the others
            return self.failure(replication, error)

    def failure(self, replication: int, error: Exception) -> Failure:
        """Record a year that failed."""
        told = "".join(traceback.format_exception(error))
        return Failure(self.theatre.hash, self.seed, replication, f"{type(error).__name__}: {error}", told)

    def _year(self, replication: int) -> Year:
        whole = JointAction(self.theatre, self.seed, replication)
        first = legacy = whole.at_first()
        memory = self.theatre.behaviour.crime.memory
        rows = []
        for plan in self.plans:
            if plan.pause_h:
                when = f"before {plan.action.name}"
                legacy = passed(legacy, plan.pause_h, self.programme.between, memory, whole.env.chance, when)
            action = JointAction(plan.scenario, luck_of(self.seed, plan.action.name), replication, legacy=legacy)
            outcome = action.run(told=False)
            legacy = action.legacy()
            action.take_apart()
            rows.append(_row(plan, outcome, legacy))
        return Year(pa.Table.from_pylist(rows), _figures(rows, first, legacy))


def luck_of(seed: int, action: str) -> int:
    """The seed of an action: its luck belongs to its name, so that it does not move when others are added."""
    return int.from_bytes(blake2b(f"{seed}/{action}".encode(), digest_size=7).digest(), "little")


def run_programme(
    programme: Programme,
    replications: int = 20,
    *,
    seed: int = 1,
    workers: Workers | None = None,
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> ProgrammeRun:
    """Repeat the year of a programme.

    Parameters
    ----------
    programme
        What is planned.
    replications : int
        How many years, at least one.
    seed : int
        Fixes all chance.
    workers : int or str, optional
        Processes, by default as many as pay; or the address of the scheduler of a Dask cluster, such as
        ``tcp://10.0.0.1:8786`` (extra 'cluster'). The result does not depend on it.
    on_progress
        Called after each year with the number done and the number of all.
    keep
        Where each year is kept as soon as it is complete, and what is kept there is not done again.

    Raises
    ------
    ScenarioError
        If an action cannot be run.
    ValueError
        If the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    seed, replications, workers = numbers(seed, replications, workers)
    job = _Runner(programme=programme, theatre=programme.scenario, plans=planned(programme), seed=seed)
    known = identity(programme, seed, replications)
    results: dict[int, Year | Failure] = dict(years_there(keep, known) if keep else {})
    load_kernels()
    began = time.perf_counter()
    rest = the_rest(
        job,
        range(replications),
        {*results},
        died=job.failure,
        workers=workers,
        shard=keep.shard if keep else None,
        on_progress=on_progress,
    )
    with closing(rest) as done:
        for number, result in done:
            results[number] = result
            if keep is not None and isinstance(result, Year):
                keep.parts.put(str(number), result.packed())
    ordered = {number: results[number] for number in range(replications)}
    return ProgrammeRun(
        programme=programme,
        seed=seed,
        requested=replications,
        years={number: year for number, year in ordered.items() if isinstance(year, Year)},
        failures=tuple(failure for failure in ordered.values() if isinstance(failure, Failure)),
        identity=known,
        wall_s=time.perf_counter() - began,
    )


def _row(plan: Planned, outcome: Outcome, legacy: Legacy) -> Row:
    total = measure(outcome).total
    networks = outcome["networks"]
    action = plan.action
    return {
        "action": action.name,
        "template": action.template,
        "start": action.start,
        "days": plan.scenario.days,
        "areas": " ".join(action.areas),
        "leader": action.leader,
        "countries": " ".join(plan.scenario.countries),
        "officers": int(sum(plan.scenario.officers(code) for code in plan.scenario.countries)),
        "trust": plan.trust,
        **{name: float(total[name]) for name in MEASURED},
        "networks": len(networks),
        "members_arrested": int(networks.numbers("arrested").sum()),
        "known_share": known_share(legacy),
    }


def known_share(legacy: Legacy) -> float:
    """Share of the members of all networks whom Europol knows."""
    present = sum(state.present for state in legacy.networks.values())
    known = sum(
        legacy.pictures[name].known * state.present
        for name, state in legacy.networks.items()
        if name in legacy.pictures
    )
    return known / present if present else 0.0


def _figures(rows: Sequence[Row], first: Legacy, last: Legacy) -> dict[str, float]:
    """The year in figures: sums over actions, and what became of the networks."""
    before, after = first.networks, last.networks
    founded = sum(state.founded for state in before.values())
    hurt = [
        name
        for name, state in after.items()
        if state.arrested >= DISRUPTED_LOSS * before[name].founded and state.arrested > 0
    ]
    return {
        "actions": float(len(rows)),
        **{name: float(sum(row[name] for row in rows)) for name in MEASURED},
        "networks": float(len(before)),
        "networks_disrupted": float(len(hurt)),
        "members_at_first": float(founded),
        "members_arrested": float(sum(state.arrested for state in after.values())),
        "members_at_last": float(sum(state.present for state in after.values())),
        "known_share": known_share(last),
        "compactness_at_first": _compactness(first),
        "compactness_at_last": _compactness(last),
        "trust_first": float(rows[0]["trust"]),
        "trust_last": float(rows[-1]["trust"]),
    }


def _compactness(legacy: Legacy) -> float:
    found = [
        graphs.compactness(
            len(state.members), state.edges, {n for n, person in enumerate(state.members) if person.lost}
        )
        for state in legacy.networks.values()
    ]
    return float(np.mean(found)) if found else 0.0
