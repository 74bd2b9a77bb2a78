"""Theatres in which several institutions are tried, and ways to look at what they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.schema import Scenario
from sim.words import CONSIGNED
from tests.institutions.paired import Figure
from tests.joint_action.test_zeroes import CLEAN, SILENT
from tests.theatre import COUNTRIES, QUIET, Floats, Row, operate, rows, small

# Nobody at posts ------------------------------------------------------------------------------------------------------

CALM = {
    **CLEAN,
    **SILENT,
    "preparation.prepared_targets": "0",
    **{f"countries.{code}.plan.{kind}": "40" for code in COUNTRIES for kind in ("person", "vehicle", "parcel")},
    **{f"countries.{code}.plan.premises": "0" for code in COUNTRIES},
}
"""Hardly a check, and nobody to find but networks: desks and teams are free."""

# Many searches --------------------------------------------------------------------------------------------------------

SEARCHES = {"days": "2", "behaviour.cases.address": "0.6"}
"""Arrests give many addresses, so that searches are many."""


def delays(run: Outcome) -> dict[str, float]:
    """Mean hours from a case to the search of an address that it gave, and from a package to its operation."""
    return {
        "delay of searches at home": _search_delay(run, abroad=False),
        "delay of searches abroad": _search_delay(run, abroad=True),
        "delay of operations": mean([*run["operations"].numbers("delay_h")]),
    }


def _search_delay(run: Outcome, *, abroad: bool) -> float:
    cases = {row["case"]: row for row in run["cases"].rows()}
    made = rows(run, "searches", lambda row: row["kind"] == "follow_up")
    return mean(
        [
            row["time_h"] - cases[row["cause"]]["time_h"]
            for row in made
            if (cases[row["cause"]]["country"] != row["country"]) == abroad
        ]
    )


# Three countries and a few posts --------------------------------------------------------------------------------------

_COUNTRY = (
    "{officers: {police: 120, border_guard: 120, customs: 60}, "
    "plan: {officers: 300, person: 1600, vehicle: 1600, parcel: 20}}"
)
_KEPT = (
    *("malko-tarnovo-derekoy", "makaza-nymfaia", "kalotina-gradina", "gyueshevo-deve-bair"),
    *("bajakovo-batrovci", "merdare", "dheu-i-bardhe-konculj"),
)
_LEFT_OUT = [
    post.id for post in reference.posts().values() if {"BG", "RS", "XK"} & {*post.sides} and post.id not in _KEPT
]
THREE = {
    "days": "2",
    "posts.exclude": f"[{', '.join(_LEFT_OUT)}]",
    "countries": f"{{BG: {_COUNTRY}, RS: {_COUNTRY}, XK: {_COUNTRY}}}",
    "posts.traffic": "{makaza-nymfaia: 0.01}",
    "deployments": "[]",
    "preparation": "{}",
    "networks.count": "0",
}
"""Three neighbours with a few posts, without networks and without teams, so that a run is quick."""


def found_at(run: Outcome, checkpoint: str, channel: str, since: float = 0.0, until: float = 1e9) -> int:
    """Number of findings of a channel at a checkpoint, in some hours."""
    here = rows(run, "cases", lambda row: row["checkpoint"] == checkpoint and row["detector"] == channel)
    return sum(since <= row["time_h"] < until for row in here)


# Much in vehicles and parcels -----------------------------------------------------------------------------------------

AREAS = (
    "{migrant_smuggling: 1, drugs: 1, firearms: 1, human_trafficking: 1, document_fraud: 1, property_crime: 1, "
    "environmental_crime: 1, excise_fraud: 1, economic_crime: 1, criminal_finances: 1}"
)
TRADE = {
    **QUIET,
    "name": "Trade",
    "days": "1",
    "crime_areas": AREAS,
    "deployments": "[{asset: canine, post: makaza-nymfaia, country: GR}, "
    "{asset: canine, post: kulata-promachonas, country: GR}]",
    "behaviour.selection.referral_offender": "0.9",
    **{f"countries.{code}.plan.parcel": "700" for code in COUNTRIES},
    **{f"behaviour.prevalence.vehicle.{mark}": "0.01" for mark in (*CONSIGNED, "cash", "notice", "migrants")},
    **{f"behaviour.prevalence.parcel.{mark}": "0.01" for mark in ("drugs", "goods", "excise", "sanctioned", "waste")},
    "behaviour.prevalence.person.cash": "0.002",
    "behaviour.prevalence.person.false_document": "0.01",
    "behaviour.prevalence.premises.cash": "0.2",
}
"""Each country is alone, and there is much to be found in vehicles and parcels."""


def trade(*changes: Mapping[str, str]) -> Scenario:
    """The theatre with much in vehicles and parcels, changed."""
    return small(merged(TRADE, *changes))


def cases(keep: Callable[[Row], bool]) -> Figure:
    """Number of findings at posts."""
    return lambda run: float(len(rows(run, "cases", lambda row: row["checkpoint"] != "" and keep(row))))


def found_in(code: str, channel: str) -> Figure:
    """Number of findings of a channel at posts of a country."""
    return cases(lambda row: row["country"] == code and row["detector"] == channel)


def marked(code: str, *marks: str) -> Figure:
    """Number of findings of some marks at posts of a country."""
    return cases(lambda row: row["country"] == code and row["mark"] in marks)


# Everywhere -----------------------------------------------------------------------------------------------------------


def merged(*changes: Mapping[str, str]) -> dict[str, str]:
    """Changes of a theatre as one; of two that contradict each other the later holds."""
    return {key: value for change in changes for key, value in change.items()}


def mean(found: list[float]) -> float:
    """Mean, or nan of nothing."""
    return float(np.mean(found)) if found else float("nan")


def decided(run: Outcome, decision: str) -> list[Row]:
    """Rows of a decision."""
    return rows(run, "decisions", lambda row: row["decision"] == decision)


def detection(scenario: Scenario) -> Floats:
    """What is detected at the end of an action (checkpoints, detectors, marks)."""
    return operate(scenario)[0].world.checkpoints._practice.detection
