"""Measures of what was asked and told: hits, requests, answers, work of desks. Each in one place."""

from __future__ import annotations

import numpy as np

from sim.outcome.measure import Formula, Measure, column, equal
from sim.outcome.scopes import Floats, Scopes, ratio

DISRUPTED_LOSS = 0.1
"""A network counts as disrupted when its largest connected part has lost this share of its size: a convention."""


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


def _hits(scopes: Scopes) -> Floats:
    """Alerts met by checks: a prepared target is looked for, not met."""
    alerts = scopes.matches("cases", "mark", "wanted_home", "wanted_abroad", "notice")
    return scopes.sum("cases", alerts & ~scopes.matches("cases", "selection", "target"))


def _desk_hours(scopes: Scopes, desk: str) -> Floats:
    here = scopes.matches("desks", "desk", desk)
    return scopes.sum("desks", np.where(here, scopes["desks"].numbers("busy_h"), 0.0))


def _hit_rate(hits: str, asked: str) -> Formula:
    return lambda scopes: ratio(scopes.column("queries", hits), scopes.column("queries", asked))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "hits", "hits", unit="1", direction=1, meaning="cases by an alert of a database or of Europol", formula=_hits
    ),
    Measure(
        "messages",
        "messages",
        unit="1",
        direction=0,
        meaning="physical messages sent, by sender",
        formula=lambda scopes: scopes.sum("messages", scopes["messages"].numbers("messages"), "sender"),
    ),
    Measure(
        "answered_share",
        "requests answered",
        unit="share",
        direction=1,
        meaning="requests between different countries that were answered, by the country that asked",
        denominator="requests between different countries",
        formula=_answered,
    ),
    Measure(
        "response_time_median_h",
        "median response time",
        unit="h",
        direction=-1,
        meaning="time from request to answer, median, by the country that asked",
        denominator="answered requests between different countries",
        formula=_response_median,
    ),
    Measure(
        "released_without_answer",
        "released without an answer",
        unit="1",
        direction=-1,
        meaning="suspects let go because no answer came in lawful time",
        formula=equal("releases", "reason", "no_answer"),
    ),
    Measure(
        "contact_point_h",
        "work of contact points",
        unit="h",
        direction=0,
        meaning="hours of work at the desks of contact points",
        formula=lambda scopes: _desk_hours(scopes, "contact_point"),
    ),
    Measure(
        "analyst_h",
        "work of analysts",
        unit="h",
        direction=0,
        meaning="hours of work of Europol's analysts",
        formula=lambda scopes: _desk_hours(scopes, "analysts"),
    ),
    Measure(
        "hits_europol",
        "hits at Europol",
        unit="1",
        direction=1,
        meaning="submitted entities that Europol knew",
        formula=column("queries", "europol_hits"),
    ),
    Measure(
        "submitted_entities",
        "entities submitted",
        unit="1",
        direction=0,
        meaning="entities submitted to Europol",
        formula=column("queries", "submitted"),
    ),
    Measure(
        "requests",
        "requests",
        unit="1",
        direction=0,
        meaning="requests between different countries, by the country that asked",
        formula=_requests,
    ),
    Measure(
        "packages",
        "packages",
        unit="1",
        direction=1,
        meaning="intelligence packages written; a country counts those that it received",
        formula=lambda scopes: scopes.by_named_country("packages"),
    ),
    Measure(
        "hit_rate_database",
        "hits per database query",
        unit="share",
        direction=0,
        meaning="database queries that met an alert; published: 0.0026 % of mass searches (SIS 2024), "
        "0.025 % of checks at hot spots (INTERPOL Trigger IV 2018)",
        denominator="database queries of the action",
        formula=_hit_rate("database_hits", "database_queries"),
    ),
    Measure(
        "hit_rate_europol",
        "hits per entity submitted",
        unit="share",
        direction=0,
        meaning="entities submitted by teams in the field that Europol knew; "
        "published: 1.3 % to 3.6 % (JAD Danube 2022 and 2023)",
        denominator="entities submitted to Europol",
        formula=_hit_rate("europol_hits", "submitted"),
    ),
    Measure(
        "past_deadline",
        "past the deadline",
        unit="1",
        direction=-1,
        meaning="requests that law gives a deadline and that were not answered within it, by the country that asked",
        formula=_past_deadline,
    ),
)
