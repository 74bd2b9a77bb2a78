"""Past actions with what was published of them: calibrated years, and actions to which nothing was calibrated.

The latter are made into plans by the allocation rule of `sim.scenario.totals`, with the institutions of the reference
action. Where the officers were not published, the checks an officer of each calibrated year give one plan each.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from sim.experiment.parameters import THIS_ACTION
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.load import load, vary
from sim.scenario.schema import Scenario
from sim.scenario.series import CALIBRATED
from sim.scenario.shipped import found
from sim.scenario.totals import new

FITTED = ("jad-wb-2019.yaml", "jad-see-2022.yaml", "jad-see-2023.yaml", "jad-see-2024.yaml")
LIKE = FITTED[-1]
CENTRE = "The Hague"


@dataclass(frozen=True, slots=True)
class Past:
    """A past action that can be forecast.

    Attributes
    ----------
    plans
        The plan, or one for each number of officers that is likely.
    published
        Totals by measure, as far as they were published: arrests, and maybe investigations and weapons.
    checks, officers, country_days, officer_days
        As published; nan where that is not known.
    fitted
        Whether parameters were calibrated to it.
    """

    action: str
    series: str
    plans: tuple[Scenario, ...]
    published: Mapping[str, float]
    checks: float
    officers: float
    country_days: float
    officer_days: float
    fitted: bool


@dataclass(frozen=True, slots=True)
class Unseen:
    """A past action outside calibration: what was planned, the totals that were published, or why it is not scored."""

    action: str
    series: str
    start: str
    days: int
    countries: tuple[str, ...]
    officers: int | None
    checks: dict[str, int]
    published: dict[str, int]
    areas: tuple[str, ...]
    source: str
    not_scored: str

    @property
    def plans(self) -> tuple[Scenario, ...]:
        """The plan, or one for each number of officers that is likely."""
        made = sum(self.checks.values())
        likely = [self.officers] if self.officers else [math.ceil(made / each) for each in _checks_an_officer()]
        return tuple(self._plan(officers) for officers in likely)

    def _plan(self, officers: int) -> Scenario:
        plan = new(
            self.action,
            officers=officers,
            start=self.start,
            days=self.days,
            centre=CENTRE,
            countries=self.countries,
            checks=self.checks,
            like=LIKE,
        )
        return vary(plan, {"crime_areas": dict.fromkeys(self.areas, 1.0), "actions": []})


def unseen() -> tuple[Unseen, ...]:
    """The past actions of ``unseen.csv``."""
    text = (files("sim.experiment") / "unseen.csv").read_text(encoding="utf-8")
    return tuple(
        Unseen(
            row["action"],
            row["series"],
            row["start"],
            int(row["days"]),
            tuple(row["countries"].split()),
            int(row["officers"]) if row["officers"] else None,
            {kind: int(row[kind] or 0) for kind in CHECK_KINDS},
            {measure: int(row[measure]) for measure in THIS_ACTION if row[measure]},
            tuple(row["areas"].split()),
            row["source"],
            row["not_scored"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def forecastable() -> tuple[str, ...]:
    """Names of all past actions that can be forecast: what is scored of ``unseen.csv``, and calibrated years."""
    return (*(one.action for one in unseen() if not one.not_scored), *(plan.name for plan in _fitted()))


def past(names: Collection[str] | None = None) -> tuple[Past, ...]:
    """Those of these names, or all; their plans take a second each."""
    wanted = forecastable() if names is None else names
    others = (_not_fitted(one) for one in unseen() if not one.not_scored and one.action in wanted)
    return (*others, *(one for one in fitted_years() if one.action in wanted))


@lru_cache(maxsize=1)
def fitted_years() -> tuple[Past, ...]:
    """The years to which parameters were calibrated."""
    return tuple(map(_fitted_year, _fitted()))


def _fitted_year(plan: Scenario) -> Past:
    told = plan.published
    officers = told.officers or math.nan
    return Past(
        plan.name,
        CALIBRATED,
        (plan,),
        {measure: value for measure in THIS_ACTION if (value := getattr(told, measure))},
        _checks(plan) or math.nan,
        officers,
        len(plan.countries) * plan.days,
        officers * plan.days,
        fitted=True,
    )


def _not_fitted(one: Unseen) -> Past:
    officers = one.officers or math.nan
    return Past(
        one.action,
        one.series,
        one.plans,
        one.published,
        sum(one.checks.values()) or math.nan,
        officers,
        len(one.countries) * one.days,
        officers * one.days,
        fitted=False,
    )


@lru_cache(maxsize=1)
def _fitted() -> tuple[Scenario, ...]:
    """The actions to which parameters were calibrated, with what was published about them."""
    return tuple(load(found(name)) for name in FITTED)


def _checks(past: Scenario) -> int:
    """Checks that were published, of all kinds."""
    told = past.published
    return told.checks_total or sum(getattr(told, f"checks_{kind}") or 0 for kind in CHECK_KINDS)


def _checks_an_officer() -> list[float]:
    return [_checks(past) / past.published.officers for past in _fitted() if _checks(past) and past.published.officers]
