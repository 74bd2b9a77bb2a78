"""The dense tables at the end of a run: hours, posts, waits, officers, queries (ODD 7.1, 7.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.domain.cooperation import EUROPOL
from sim.engine import queues
from sim.engine.journal import Column
from sim.engine.ordinary import EDGES_MIN, ordinary_waits, quantile_min
from sim.engine.queues import KINDS
from sim.outcome.records import Case

if TYPE_CHECKING:
    from sim.domain.agents.national import NationalUnit
    from sim.domain.operation import Operation

Floats = NDArray[np.float64]
SHIFT_H = 8.0


def close(world: Operation) -> None:
    """Give the journal its dense tables."""
    units, waited, classes = _ordinary(world)
    world.journal.put("hourly", _hourly(world, units, waited))
    world.journal.put("posts", _posts(world, units, waited, classes))
    world.journal.put("waits", _waits(world, classes))
    world.journal.put("hours", _hours(world))
    world.journal.put("queries", _queries(world))
    world.journal.put("desks", _desks(world))
    if world.detail == "checks":
        world.journal.put("checks", _checks(world))


def _ordinary(world: Operation) -> tuple[Floats, Floats, Floats]:
    """Travellers, hours waited and classes of waits at ordinary control, in travellers."""
    layout = world.layout
    traffic = world.plan.behaviour.traffic
    points = layout.checkpoints
    by_vehicle = np.array([point.kind in ("road", "sea_port") and point.per_day[1] > 0 for point in points])
    persons = np.array([point.per_day[0] for point in points])
    vehicles = np.array([point.per_day[1] for point in points])
    controlled = np.array([point.lanes > 0 for point in points])
    per_unit = np.where(by_vehicle, persons / np.maximum(vehicles, 1e-9), 1.0)
    per_day = np.where(by_vehicle, vehicles, persons) * controlled
    level = layout.profile[None, :] * world.checkpoints.luck_by_hour * world.checkpoints.traffic_by_hour
    arrivals = (per_day / 24.0)[:, None] * level
    lanes = np.array([float(point.lanes) for point in points])[:, None]
    staffing = world.plan.behaviour.staffing
    taken = np.minimum(staffing.lane_share * world.checkpoints.lanes_by_hour, staffing.lanes_taken * lanes)
    lanes = np.maximum(lanes - taken, 1.0)
    keys = np.array([world.chance.key("ordinary", point.name) for point in points], dtype=np.uint64)
    service = np.where(by_vehicle, traffic.vehicle_control, traffic.person_control)
    units, waited, classes = ordinary_waits(arrivals, lanes, service, traffic.control_variation, keys, EDGES_MIN / 60.0)
    return units * per_unit[:, None], waited * per_unit[:, None], classes * per_unit[:, None]


def _by_country(world: Operation, table: Floats) -> Floats:
    """Sums over the checkpoints of each country, first axis; they lie together, and every country has some."""
    starts = np.searchsorted(world.layout.country, np.arange(len(world.layout.codes)))
    return np.asarray(np.add.reduceat(table, starts, axis=0))


def _hourly(world: Operation, units: Floats, waited: Floats) -> dict[str, Column]:
    codes = world.layout.codes
    tally = _by_country(world, world.checkpoints.tally)
    hours = tally.shape[1]
    begun = tally[..., queues.BEGUN]
    return {
        "hour": np.tile(np.arange(hours), len(codes)),
        "country": [code for code in codes for _ in range(hours)],
        **{f"checks_{kind}": begun[:, :, number].ravel() for number, kind in enumerate(KINDS)},
        "checks_premises": world.premises.ravel(),
        "passed": tally[..., queues.PASSED].sum(axis=2).ravel(),
        "referrals": tally[..., queues.REFERRED].sum(axis=2).ravel(),
        "false_indications": tally[..., queues.FALSE_INDICATION].sum(axis=2).ravel(),
        "check_wait_h": tally[..., queues.WAIT].sum(axis=2).ravel(),
        "travellers": _by_country(world, units).ravel(),
        "wait_h": _by_country(world, waited).ravel(),
    }


def _posts(world: Operation, units: Floats, waited: Floats, classes: Floats) -> dict[str, Column]:
    points = world.layout.checkpoints
    tally = world.checkpoints.tally.sum(axis=1)
    travellers = units.sum(axis=1)
    hours = world.plan.hours
    with np.errstate(invalid="ignore"):
        mean_min = waited.sum(axis=1) / travellers * 60.0
    return {
        "checkpoint": [point.name for point in points],
        "post": [point.post for point in points],
        "country": [point.country for point in points],
        **{f"checks_{kind}": tally[:, number, queues.BEGUN] for number, kind in enumerate(KINDS)},
        "passed": tally[..., queues.PASSED].sum(axis=1),
        "referrals": tally[..., queues.REFERRED].sum(axis=1),
        "false_indications": tally[..., queues.FALSE_INDICATION].sum(axis=1),
        "open_checks": world.checkpoints.open_checks,
        "lanes_mean": world.checkpoints.lanes_by_hour.sum(axis=1) / hours,
        "lanes_busy_mean": tally[..., queues.BUSY].sum(axis=1) / hours,
        "travellers": travellers,
        "wait_mean_min": mean_min,
        "wait_p95_min": np.array([quantile_min(row, 0.95) for row in classes]),
    }


def _waits(world: Operation, classes: Floats) -> dict[str, Column]:
    codes = world.layout.codes
    centres = (EDGES_MIN[1:] + EDGES_MIN[:-1]) / 2.0
    return {
        "country": [code for code in codes for _ in centres],
        "wait_min": np.tile(centres, len(codes)),
        "travellers": _by_country(world, classes).ravel(),
    }


def _hours(world: Operation) -> dict[str, Column]:
    units = list(world.units)
    guests = world.assets.guests
    overtime = np.array([_overtime(world, unit) for unit in units])
    travel = np.array([unit.travel_h for unit in units])
    regular = np.array([unit.officers * SHIFT_H * world.plan.days + unit.reinforced_h for unit in units])
    return {
        "country": [*(unit.country for unit in units), *(country for country, _ in guests)],
        "service": [*(unit.service for unit in units), *(service for _, service in guests)],
        "officers": np.array(
            [*(round(unit.officers) for unit in units), *(round(g.officers) for g in guests.values())]
        ),
        "officer_hours": np.array([*(regular + travel + overtime), *(g.hours + g.travel_h for g in guests.values())]),
        "travel_h": np.array([*travel, *(g.travel_h for g in guests.values())]),
        "overtime_h": np.array([*overtime, *(0.0 for _ in guests)]),
    }


def _overtime(world: Operation, unit: NationalUnit) -> float:
    """Overtime that the arrests of a country cost, shared by its units in proportion to their officers."""
    officers = sum(other.officers for other in world.units if other.country == unit.country)
    arrests = world.counted("arrests", unit.country)
    return world.plan.behaviour.staffing.overtime * arrests * unit.officers / officers if officers else 0.0


def _desks(world: Operation) -> dict[str, Column]:
    """How busy desks and teams were."""
    desks = [
        *(("contact_point", code, agent.desk) for code, agent in world.contact_points.items()),
        *(("liaison", code, agent.desk) for (seat, code), agent in world.liaison_officers.items() if seat == "centre"),
        *(("search_teams", code, desk) for code, desk in world.teams.items()),
        ("analysts", EUROPOL, world.fusion.desk),
    ]
    if world.centre is not None:
        desks.append(("centre", "", world.centre.desk))
    desks.extend(desk for institution in world.institutions for desk in institution.desks())
    return {
        "desk": [name for name, _, _ in desks],
        "country": [country for _, country, _ in desks],
        "busy_h": np.array([desk.busy_h for _, _, desk in desks]),
        "jobs": np.array([desk.jobs for _, _, desk in desks]),
        "waiting": np.array([desk.waiting for _, _, desk in desks]),
    }


def _queries(world: Operation) -> dict[str, Column]:
    codes = world.layout.codes
    tally = _by_country(world, world.checkpoints.tally.sum(axis=(1, 2)))
    order = {code: number for number, code in enumerate(codes)}
    hits = np.zeros((len(codes), 2))
    for case in world.journal.rows(Case):
        if case.channel in ("europol", "database", "anpr"):
            hits[order[case.country], int(case.channel != "europol")] += 1
    return {
        "country": list(codes),
        "submitted": tally[:, queues.SUBMITTED],
        "europol_hits": hits[:, 0],
        "database_queries": tally[:, queues.BEGUN],
        "database_hits": hits[:, 1],
    }


def _checks(world: Operation) -> dict[str, Column]:
    rows = world.checkpoints.checks
    points = world.layout.checkpoints
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
