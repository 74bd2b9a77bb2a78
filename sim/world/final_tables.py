"""The dense tables at the end of a run: hours, posts, waits, officers, queries (ODD 7.1, 7.14)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine import queues
from sim.engine.journal import Column
from sim.engine.ordinary import EDGES_MIN, quantile_min
from sim.engine.queues import KINDS
from sim.outcome.records import Case
from sim.scenario.shifts import DAY_H
from sim.words import CROSS_CHECK, Detector
from sim.world.casework.searches import SearchTeams
from sim.world.checks.checkpoints import Checkpoints
from sim.world.checks.ordinary_control import OrdinaryControl
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.desks import all_desks
from sim.world.exchange.exchange import InformationExchange
from sim.world.officers.officers import Officers
from sim.world.officers.units import NationalUnit

Floats = NDArray[np.float64]
DETECTORS_OF_QUERIES: tuple[Detector, ...] = (CROSS_CHECK, "database", "anpr")
"""Detectors whose findings are hits of a query."""


class FinalTables:
    """What is counted densely over a run, and given once at its end."""

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        officers: Officers,
        checkpoints: Checkpoints,
        exchange: InformationExchange,
        searches: SearchTeams,
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._officers = officers
        self._checkpoints = checkpoints
        self._exchange = exchange
        self._searches = searches

    def close(self, *, checks: bool) -> None:
        """Give the journal its dense tables; with `checks` every single check as well."""
        journal = self._env.journal
        units, waited, classes = OrdinaryControl(self._env, self._checkpoints).waits(self._env.clock.now)
        journal.put("hourly", self._hourly(units, waited))
        journal.put("posts", self._posts(units, waited, classes))
        journal.put("waits", self._waits(classes))
        journal.put("hours", self._hours())
        journal.put("queries", self._queries())
        journal.put("desks", self._desks())
        if checks:
            journal.put("checks", self._checks())

    def _hourly(self, units: Floats, waited: Floats) -> dict[str, Column]:
        codes = self._env.theatre.codes
        tally = self._env.theatre.by_country(self._checkpoints.tally)
        hours = units.shape[1]
        tally = tally[:, :hours]
        begun = tally[..., queues.BEGUN]
        return {
            "hour": np.tile(np.arange(hours), len(codes)),
            "country": [code for code in codes for _ in range(hours)],
            **{f"checks_{kind}": begun[:, :, number].ravel() for number, kind in enumerate(KINDS)},
            "checks_premises": self._searches.premises[:, :hours].ravel(),
            "passed": tally[..., queues.PASSED].sum(axis=2).ravel(),
            "referrals": tally[..., queues.REFERRED].sum(axis=2).ravel(),
            "false_indications": tally[..., queues.FALSE_INDICATION].sum(axis=2).ravel(),
            "check_wait_h": tally[..., queues.WAIT].sum(axis=2).ravel(),
            "travellers": self._env.theatre.by_country(units).ravel(),
            "wait_h": self._env.theatre.by_country(waited).ravel(),
        }

    def _posts(self, units: Floats, waited: Floats, classes: Floats) -> dict[str, Column]:
        points = self._env.theatre.checkpoints
        tally = self._checkpoints.tally.sum(axis=1)
        travellers = units.sum(axis=1)
        with np.errstate(invalid="ignore"):
            mean_min = waited.sum(axis=1) / travellers * 60.0
            lanes_mean = self._checkpoints.lanes_by_hour.sum(axis=1) / self._checkpoints.checked_h
            lanes_busy_mean = tally[..., queues.BUSY].sum(axis=1) / self._checkpoints.checked_h
        return {
            "checkpoint": [point.name for point in points],
            "post": [point.post for point in points],
            "country": [point.country for point in points],
            **{f"checks_{kind}": tally[:, number, queues.BEGUN] for number, kind in enumerate(KINDS)},
            "passed": tally[..., queues.PASSED].sum(axis=1),
            "referrals": tally[..., queues.REFERRED].sum(axis=1),
            "false_indications": tally[..., queues.FALSE_INDICATION].sum(axis=1),
            "open_checks": self._checkpoints.open_checks,
            "lanes_mean": lanes_mean,
            "lanes_busy_mean": lanes_busy_mean,
            "travellers": travellers,
            "wait_mean_min": mean_min,
            "wait_p95_min": np.array([quantile_min(row, 0.95) for row in classes]),
        }

    def _waits(self, classes: Floats) -> dict[str, Column]:
        codes = self._env.theatre.codes
        centres = (EDGES_MIN[1:] + EDGES_MIN[:-1]) / 2.0
        return {
            "country": [code for code in codes for _ in centres],
            "wait_min": np.tile(centres, len(codes)),
            "travellers": self._env.theatre.by_country(classes).ravel(),
        }

    def _hours(self) -> dict[str, Column]:
        units = list(self._officers.units)
        guests = self._officers.guests
        overtime = np.array([self._overtime(unit) for unit in units])
        travel = np.array([unit.travel_h for unit in units])
        days, not_served_h = self._env.clock.now / DAY_H, self._officers.left_h
        regular = np.array([self._officers.daily_h(unit) * days + unit.reinforced_h for unit in units])
        regular -= np.array([not_served_h(unit.country) * unit.reinforced for unit in units])
        by_guests = [g.hours - not_served_h(country) * g.officers + g.travel_h for (country, _), g in guests.items()]
        return {
            "country": [*(unit.country for unit in units), *(country for country, _ in guests)],
            "service": [*(unit.service for unit in units), *(service for _, service in guests)],
            "officers": np.array(
                [*(round(unit.officers) for unit in units), *(round(g.officers) for g in guests.values())]
            ),
            "officer_hours": np.array([*(regular + travel + overtime), *by_guests]),
            "travel_h": np.array([*travel, *(g.travel_h for g in guests.values())]),
            "overtime_h": np.array([*overtime, *(0.0 for _ in guests)]),
        }

    def _overtime(self, unit: NationalUnit) -> float:
        """Overtime that the arrests of a country cost, shared by its units in proportion to their officers."""
        officers = sum(other.officers for other in self._officers.units if other.country == unit.country)
        arrests = self._env.journal.counted("arrests", unit.country)
        return self._env.plan.behaviour.staffing.overtime * arrests * unit.officers / officers if officers else 0.0

    def _desks(self) -> dict[str, Column]:
        """How busy desks and teams were."""
        desks = all_desks(self._officers, self._exchange, self._institutions)
        return {
            "desk": [name for name, _, _ in desks],
            "country": [country for _, country, _ in desks],
            "busy_h": np.array([desk.busy_h for _, _, desk in desks]),
            "staffed_h": np.array([desk.staffed_h for _, _, desk in desks]),
            "everyday_h": np.array([desk.everyday_h for _, _, desk in desks]),
            "backlog_h": np.array([desk.backlog_h for _, _, desk in desks]),
            "jobs": np.array([desk.jobs for _, _, desk in desks]),
            "waiting": np.array([desk.waiting for _, _, desk in desks]),
        }

    def _queries(self) -> dict[str, Column]:
        codes = self._env.theatre.codes
        tally = self._env.theatre.by_country(self._checkpoints.tally.sum(axis=1).sum(axis=1))
        order = {code: number for number, code in enumerate(codes)}
        hits = np.zeros((len(codes), 2))
        for case in self._env.journal.rows(Case):
            if case.detector in DETECTORS_OF_QUERIES:
                hits[order[case.country], int(case.detector != CROSS_CHECK)] += 1
        return {
            "country": list(codes),
            "submitted": tally[:, queues.SUBMITTED],
            "europol_hits": hits[:, 0],
            "database_queries": tally[:, queues.BEGUN],
            "database_hits": hits[:, 1],
        }

    def _checks(self) -> dict[str, Column]:
        rows = self._checkpoints.checks
        points = self._env.theatre.checkpoints
        posts = rows["post"].tolist()
        return {
            "time_h": rows["start"],
            "country": [points[post].country for post in posts],
            "checkpoint": [points[post].name for post in posts],
            "kind": [KINDS[kind] for kind in rows["kind"].tolist()],
            "thorough": rows["stratum"] > 0,
            "arrival_h": rows["came"],
            "number": rows["number"],
            "wait_min": (rows["start"] - rows["came"]) * 60.0,
            "duration_min": (rows["end"] - rows["start"]) * 60.0,
        }
