"""How each measure is worked out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import get_args

import numpy as np

from sim.outcome.records import ArrestPath, CrimeArea
from sim.outcome.scopes import Floats, Scopes, ratio

DISRUPTED_LOSS = 0.1
"""A network counts as disrupted when its largest connected part has lost this share of its size: a convention."""

type Formula = Callable[[Scopes], Floats]


def _checks(scopes: Scopes) -> Floats:
    kinds = ("person", "vehicle", "parcel", "premises")
    return np.sum([scopes.column("hourly", f"checks_{kind}") for kind in kinds], axis=0, dtype=np.float64)


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


def _movements(scopes: Scopes, column: str | None = None) -> Floats:
    weights = scopes["movements"].numbers(column) if column else None
    return scopes.sum("movements", weights, "origin")


def _answered(scopes: Scopes) -> Floats:
    answered = scopes.foreign & scopes.matches("messages", "status", "answered")
    return ratio(scopes.sum("messages", answered, "sender"), _requests(scopes))


def _requests(scopes: Scopes) -> Floats:
    return scopes.sum("messages", scopes.foreign, "sender")


def _response_median(scopes: Scopes) -> Floats:
    answered = scopes.foreign & scopes.matches("messages", "status", "answered")
    times, at = scopes["messages"].numbers("response_h")[answered], scopes.at("messages", "sender")[answered]
    medians = scopes.undefined()
    for scope in np.unique(at):
        medians[scope] = np.median(times[at == scope])
    medians[0] = np.median(times) if len(times) else np.nan
    return medians


def _past_deadline(scopes: Scopes) -> Floats:
    """Requests that had a deadline and no answer when it passed; who refused has answered."""
    table = scopes["messages"]
    waited = table.numbers("response_h")
    waited = np.where(np.isnan(waited), scopes.outcome.hours - table.numbers("time_h"), waited)
    late = scopes.foreign & ~scopes.matches("messages", "status", "refused") & (waited > table.numbers("deadline_h"))
    return scopes.sum("messages", late, "sender")


def _by_named_country(scopes: Scopes, table: str) -> Floats:
    """Rows of each country that their column `countries` names; the total counts each row once."""
    counts = np.zeros(scopes.size)
    for codes in scopes[table].text("countries"):
        counts[0] += 1
        for code in codes.split():
            if code in scopes.outcome.countries:
                counts[1 + scopes.outcome.countries.index(code)] += 1
    return counts


def _disrupted(scopes: Scopes) -> Floats:
    before, after = (scopes["networks"].numbers(f"efficiency_{when}") for when in ("before", "after"))
    counts = scopes.undefined()
    counts[0] = np.count_nonzero((before > 0) & (after <= (1 - DISRUPTED_LOSS) * before))
    return counts


def _per_1000_officers(scopes: Scopes) -> Floats:
    return 1000 * ratio(scopes.sum("arrests"), scopes.column("hours", "officers"))


def _hits(scopes: Scopes) -> Floats:
    """Alerts met by checks: a prepared target is looked for, not met."""
    alerts = scopes.matches("cases", "mark", "wanted_home", "wanted_abroad", "notice")
    return scopes.sum("cases", alerts & ~scopes.matches("cases", "selection", "target"))


def _desk_hours(scopes: Scopes, desk: str) -> Floats:
    here = scopes.matches("desks", "desk", desk)
    return scopes.sum("desks", np.where(here, scopes["desks"].numbers("busy_h"), 0.0))


def _crisis_response(scopes: Scopes) -> Floats:
    """Hours until enough units stood there, or until a crisis ended for which they never did."""
    crises = scopes["crises"]
    complete, end = crises.numbers("complete_h"), crises.numbers("time_h")
    hours = np.where(np.isnan(complete), end, complete) - crises.numbers("begun_h")
    return ratio(scopes.sum("crises", hours), scopes.sum("crises"))


def _column(table: str, column: str) -> Formula:
    return lambda scopes: scopes.column(table, column)


def _equal(table: str, column: str, *wanted: str) -> Formula:
    return lambda scopes: scopes.equal(table, column, *wanted)


def _hit_rate(hits: str, asked: str) -> Formula:
    return lambda scopes: ratio(scopes.column("queries", hits), scopes.column("queries", asked))


def _number(table: str) -> Formula:
    return lambda scopes: scopes.sum(table)


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "checks_person": _column("hourly", "checks_person"),
        "checks_vehicle": _column("hourly", "checks_vehicle"),
        "checks_parcel": _column("hourly", "checks_parcel"),
        "checks_premises": _column("hourly", "checks_premises"),
        "checks_total": _checks,
        "wait_mean_min": _wait_mean,
        "wait_p95_min": _wait_p95,
        "referrals": _column("hourly", "referrals"),
        "false_indications": _column("hourly", "false_indications"),
        "movements": _movements,
        "detection_probability": lambda scopes: ratio(_movements(scopes, "detected"), _movements(scopes)),
        "interception_probability": lambda scopes: ratio(_movements(scopes, "intercepted"), _movements(scopes)),
        "illegal_entries": _equal("cases", "mark", "irregular_entry"),
        "false_documents": _equal("cases", "mark", "false_document"),
        "hits": _hits,
        "messages": lambda scopes: scopes.sum("messages", scopes["messages"].numbers("messages"), "sender"),
        "answered_share": _answered,
        "response_time_median_h": _response_median,
        "released_without_answer": _equal("releases", "reason", "no_answer"),
        "arrests": _number("arrests"),
        "weapons": _column("seizures", "weapons"),
        "drugs_kg": _column("seizures", "drugs_kg"),
        "victims": _column("seizures", "victims"),
        "investigations": _number("investigations"),
        "officer_hours": _column("hours", "officer_hours"),
        "arrests_per_1000_officers": _per_1000_officers,
        "overtime_h": _column("hours", "overtime_h"),
        "wait_h": _column("hourly", "wait_h"),
        "contact_point_h": lambda scopes: _desk_hours(scopes, "contact_point"),
        "analyst_h": lambda scopes: _desk_hours(scopes, "analysts"),
        "hits_europol": _column("queries", "europol_hits"),
        "submitted_entities": _column("queries", "submitted"),
        "requests": _requests,
        "packages": lambda scopes: _by_named_country(scopes, "packages"),
        "operations": lambda scopes: _by_named_country(scopes, "operations"),
        "arrests_needing_abroad": _column("arrests", "needs_abroad"),
        "networks_disrupted": _disrupted,
        "displaced_movements": lambda scopes: _movements(scopes, "displaced"),
        "passed": _column("hourly", "passed"),
        **{f"arrests_{path}": _equal("arrests", "path", path) for path in get_args(ArrestPath)},
        **{f"arrests_{area}": _equal("arrests", "crime_area", area) for area in get_args(CrimeArea)},
        "hit_rate_database": _hit_rate("database_hits", "database_queries"),
        "hit_rate_europol": _hit_rate("europol_hits", "submitted"),
        "past_deadline": _past_deadline,
        "crisis_response_h": _crisis_response,
        "crisis_units_foreign": _column("crises", "foreign"),
        "pursuits": lambda scopes: scopes.sum("pursuits", ~scopes.matches("pursuits", "outcome", "no_team")),
        "leads": _number("leads"),
        "targets_identified": _equal("leads", "kind", "target"),
        "assets_frozen_eur": _column("freezes", "frozen_eur"),
    }
)
"""By measure: every scope's value, shape (1 + countries,)."""
