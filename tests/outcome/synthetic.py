"""Outcomes made from a seed: what a run might have written down, in any size."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np

from sim.engine.journal import Journal
from sim.outcome import records
from sim.outcome.outcome import Outcome, freeze
from sim.outcome.records import (
    Arrest,
    Case,
    Decision,
    Investigation,
    Message,
    Movement,
    NetworkRow,
    OperationRow,
    Package,
    Release,
    Search,
    Seizure,
    TimelineRow,
)
from sim.words import ArrestPath, CrimeArea, Detector, Kind, Mark, Selection

COUNTRIES = ("AT", "BG", "HU", "RO", "XK")
ELSEWHERE = "TR"


def outcome(
    seed: int = 0,
    *,
    replication: int = 0,
    countries: Sequence[str] = COUNTRIES,
    hours: int = 6,
    cases: int = 40,
    scenario_hash: str = "0123456789abcdef",
) -> Outcome:
    """An outcome in which every column holds something."""
    draw = np.random.default_rng([seed, replication])
    journal = Journal()
    _dense(journal, draw, countries, hours)
    for number in range(cases):
        _case(journal, draw, countries, hours, number)
    for number in range(max(cases // 4, 1)):
        _network(journal, draw, countries, number)
    journal.add(TimelineRow(1.0, 1, "siena_down", "lasts 4 h", "happened", ""))
    return frozen(journal, countries, hours, seed=seed, replication=replication, scenario_hash=scenario_hash)


def empty(countries: Sequence[str] = COUNTRIES) -> Outcome:
    """An action in which nothing happens at all."""
    journal = Journal()
    give_dense(journal)
    return frozen(journal, countries, 0)


def give_dense(journal: Journal, *without: str) -> None:
    """Give every dense table without rows, except those named."""
    for name in records.DENSE:
        if name not in without:
            journal.put(name, {key: [] if kind is str else np.empty(0) for key, kind in records.columns(name).items()})


def frozen(
    journal: Journal,
    countries: Sequence[str],
    hours: float,
    *,
    seed: int = 0,
    replication: int = 0,
    scenario_hash: str = "0123456789abcdef",
) -> Outcome:
    return freeze(
        journal,
        scenario_hash=scenario_hash,
        seed=seed,
        replication=replication,
        hours=hours,
        start=datetime(2024, 11, 25, tzinfo=UTC),
        countries=countries,
    )


def _dense(journal: Journal, draw: np.random.Generator, countries: Sequence[str], hours: int) -> None:
    rows = [(hour, code) for hour in range(hours) for code in countries]
    journal.put("hourly", _columns(draw, "hourly", len(rows)) | {
        "hour": np.array([hour for hour, _ in rows]), "country": [code for _, code in rows],
    })  # fmt: skip
    posts = _columns(draw, "posts", len(countries))
    journal.put("posts", posts | {"country": list(countries), "checkpoint": [f"{code}/post" for code in countries]})
    waits = [(code, centre) for code in countries for centre in (1.0, 5.0, 20.0, 60.0)]
    journal.put("waits", {
        "country": [code for code, _ in waits],
        "wait_min": np.array([centre for _, centre in waits]),
        "travellers": draw.integers(0, 100, len(waits)).astype(float),
    })  # fmt: skip
    for name in ("hours", "queries", "desks"):
        made = _columns(draw, name, len(countries)) | {"country": list(countries)}
        if name == "queries":  # no more hits than questions
            made |= {"submitted": made["submitted"] + 50, "database_queries": made["database_queries"] + 50}
        if name == "hours":  # travel and overtime are parts of all hours
            made |= {"officer_hours": made["officer_hours"] + made["travel_h"] + made["overtime_h"]}
        journal.put(name, made)


def _columns(draw: np.random.Generator, table: str, rows: int) -> dict[str, Any]:
    made: dict[type, Any] = {str: lambda: ["x"] * rows, bool: lambda: draw.random(rows) < 0.5}
    made |= {int: lambda: draw.integers(0, 50, rows), float: lambda: draw.random(rows) * 50}
    return {key: made[kind]() for key, kind in records.columns(table).items()}


def _case(journal: Journal, draw: np.random.Generator, countries: Sequence[str], hours: int, number: int) -> None:
    def one(words: Sequence[str]) -> Any:
        return words[int(draw.integers(len(words)))]

    country, time_h, area = one(countries), float(draw.random() * hours), one(get_args(CrimeArea))
    case, network = f"{country}/post/vehicle/h{int(time_h):03d}/{number}", one(["", "N01", "N02"])
    cause = f"{network}/m1" if network else ""
    journal.add(
        Case(case, time_h, country, f"{country}/post", one(get_args(Kind)), one(get_args(Selection)),
             area, one(get_args(Mark)), one(get_args(Detector)), network, cause)
    )  # fmt: skip
    status = one(["answered", "refused", "lost", "open", "delivered"])
    response = float(draw.random() * (hours - time_h)) if status == "answered" else float("nan")
    journal.add(
        Message(f"{case}/ask-1", case, time_h, country, one([*countries, ELSEWHERE, "EUROPOL"]), "siena", "urgent",
                one(["request", "report"]), status, time_h + response, response, 0.5, int(draw.integers(1, 5)))
    )  # fmt: skip
    end = int(draw.integers(3))
    if end == 0:
        path, abroad = one(get_args(ArrestPath)), bool(draw.random() < 0.5)
        weapons, drugs_kg, victims = int(draw.integers(4)), float(draw.random()), int(draw.integers(3))
        journal.add(Seizure(case, time_h, country, area, weapons, drugs_kg, victims))
        journal.add(
            Arrest(f"{case}/arrest-1", time_h, country, path, area, f"{country}/post", case, network, abroad, case)
        )
    elif end == 1:
        journal.add(Release(case, time_h, country, one(["no_answer", "cleared", "refused"])))
    else:
        journal.add(Investigation(f"{case}/investigation", time_h, country, area, network, case))
        journal.add(Search(f"{case}/search-1", time_h, country, "follow_up", one(["found", "nothing"]), case, case))


def _network(journal: Journal, draw: np.random.Generator, countries: Sequence[str], number: int) -> None:
    name = f"N{number:02d}"
    origin = [*countries, ELSEWHERE][int(draw.integers(len(countries) + 1))]
    detected = bool(draw.random() < 0.5)
    journal.add(
        Movement(f"{name}/m1", name, 0.5, "drugs", origin, countries[0], "post", 1, int(detected), detected,
                 detected and bool(draw.random() < 0.5), bool(draw.random() < 0.5))
    )  # fmt: skip
    journal.add(NetworkRow(name, 20, 0.2, 2, 1.0, float(draw.choice([0.5, 0.95])), "courier broker", 1, 0.4, 0.45))
    journal.add(Package(f"{name}/package", 1.0, name, " ".join(countries[:2]), 0.4))
    journal.add(OperationRow(f"{name}/operation", 2.0, name, countries[0], 5, 2, 1, False, 1.0, f"{name}/package"))
    journal.add(Decision(0.9, "EUROPOL", "link", name, "two traces"))
