"""Measures of what was done and what it cost: checks, waits, officers' hours. Each in one place."""

from __future__ import annotations

from typing import get_args

import numpy as np

from sim.outcome.measure import Measure, column
from sim.outcome.scopes import Floats, Scopes, ratio
from sim.words import Kind

SHIFTS_A_DAY = 3
"""An officer is on duty for one of them."""


def _checks(scopes: Scopes) -> Floats:
    return np.sum([scopes.column("hourly", f"checks_{kind}") for kind in get_args(Kind)], axis=0, dtype=np.float64)


def _check_wait(scopes: Scopes) -> Floats:
    at_posts = _checks(scopes) - scopes.column("hourly", "checks_premises")
    return 60 * ratio(scopes.column("hourly", "check_wait_h"), at_posts)


def _wait_mean(scopes: Scopes) -> Floats:
    return 60 * ratio(scopes.column("hourly", "wait_h"), scopes.column("hourly", "travellers"))


def _wait_p95(scopes: Scopes) -> Floats:
    """Class of waits that the traveller at 95 % falls in, from the numbers of travellers by class."""
    wait, travellers = scopes["waits"].numbers("wait_min"), scopes["waits"].numbers("travellers")
    if not len(wait):
        return scopes.undefined()
    centres, classes = np.unique(wait, return_inverse=True)
    counts = np.zeros((scopes.size, len(centres)))
    np.add.at(counts, (scopes.at("waits", "country"), classes), travellers)
    counts[0] = np.bincount(classes, weights=travellers, minlength=len(centres))
    reached = np.cumsum(counts, axis=1)
    everybody = reached[:, -1]
    position = (reached < 0.95 * everybody[:, None]).sum(axis=1)
    return np.where(everybody > 0, centres[np.minimum(position, len(centres) - 1)], np.nan)


def officers(scopes: Scopes) -> Floats:
    """Officers of the action: hours on duty, without travel and overtime, over what one officer does."""
    duty = scopes.column("hours", "officer_hours") - scopes.column("hours", "travel_h")
    each = scopes.outcome.hours / SHIFTS_A_DAY
    return (duty - scopes.column("hours", "overtime_h")) / each if each else np.zeros(scopes.size)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "checks_person",
        "persons checked",
        unit="1",
        direction=0,
        meaning="persons checked by the action",
        smallest="1 %",
        formula=column("hourly", "checks_person"),
    ),
    Measure(
        "checks_vehicle",
        "vehicles checked",
        unit="1",
        direction=0,
        meaning="vehicles checked by the action",
        smallest="1 %",
        formula=column("hourly", "checks_vehicle"),
    ),
    Measure(
        "checks_parcel",
        "parcels checked",
        unit="1",
        direction=0,
        meaning="parcels checked by the action",
        smallest="1 %",
        formula=column("hourly", "checks_parcel"),
    ),
    Measure(
        "checks_premises",
        "premises checked",
        unit="1",
        direction=0,
        meaning="premises checked by the action",
        smallest="1 %",
        formula=column("hourly", "checks_premises"),
    ),
    Measure(
        "checks_total",
        "checks",
        unit="1",
        direction=0,
        meaning="persons, vehicles, parcels and premises checked by the action",
        smallest="1 %",
        formula=_checks,
    ),
    Measure(
        "check_wait_mean_min",
        "mean wait for a check",
        unit="min",
        direction=-1,
        meaning="mean wait for a lane of those whom the action checked",
        denominator="checks of persons, vehicles and parcels",
        smallest="1",
        formula=_check_wait,
    ),
    Measure(
        "wait_mean_min",
        "mean wait",
        unit="min",
        direction=-1,
        meaning="mean wait at ordinary border control",
        denominator="travellers through ordinary control",
        smallest="1",
        formula=_wait_mean,
    ),
    Measure(
        "wait_p95_min",
        "wait of 95 %",
        unit="min",
        direction=-1,
        meaning="wait at ordinary border control that 95 % of travellers do not exceed",
        denominator="travellers through ordinary control",
        smallest="5",
        formula=_wait_p95,
    ),
    Measure(
        "referrals",
        "referrals",
        unit="1",
        direction=0,
        meaning="checks sent to the second line",
        smallest="1 %",
        formula=column("hourly", "referrals"),
    ),
    Measure(
        "false_indications",
        "false indications",
        unit="1",
        direction=-1,
        meaning="referrals in which there was nothing to find",
        smallest="1 %",
        formula=column("hourly", "false_indications"),
    ),
    Measure(
        "officers",
        "officers of the action",
        unit="1",
        direction=0,
        meaning="officers who take part; those who come later or leave count for the time that they were there",
        smallest="1 %",
        formula=officers,
    ),
    Measure(
        "officer_hours",
        "officer hours",
        unit="h",
        direction=-1,
        meaning="hours on duty, travel and overtime included",
        smallest="1 %",
        formula=column("hours", "officer_hours"),
    ),
    Measure(
        "overtime_h",
        "overtime",
        unit="h",
        direction=-1,
        meaning="hours that arrests cost beyond the shift",
        smallest="1 %",
        formula=column("hours", "overtime_h"),
    ),
    Measure(
        "wait_h",
        "waiting of travellers",
        unit="h",
        direction=-1,
        meaning="hours waited at ordinary control, all travellers together",
        smallest="1 %",
        formula=column("hourly", "wait_h"),
    ),
    Measure(
        "passed",
        "passed unchecked",
        unit="1",
        direction=0,
        meaning="candidates for a check that no free lane took",
        smallest="1 %",
        formula=column("hourly", "passed"),
    ),
)
