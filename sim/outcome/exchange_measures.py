"""Measures of what was asked and told: hits, requests, answers, work of desks. Each in one place."""

from __future__ import annotations

import numpy as np

from sim.outcome.durations import medians, until_answer
from sim.outcome.measure import Formula, Measure, column, equal
from sim.outcome.scopes import Floats, Scopes, ratio


def _answered(scopes: Scopes) -> Floats:
    answered = scopes.foreign & scopes.matches("messages", "status", "answered")
    return ratio(scopes.sum("messages", answered, "sender"), _requests(scopes))


def _requests(scopes: Scopes) -> Floats:
    return scopes.sum("messages", scopes.foreign, "sender")


def _response_median(scopes: Scopes) -> Floats:
    asked, table = scopes.foreign, scopes["messages"]
    times = table.numbers("time_h"), table.numbers("response_h")
    hours, answered = until_answer(table.text("status"), *times, scopes.outcome.hours)
    return medians(scopes, hours[asked], answered[asked], scopes.at("messages", "sender")[asked])


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
        "hits",
        "hits",
        unit="1",
        direction=1,
        meaning="cases by an alert of a database or of Europol",
        smallest="1",
        formula=_hits,
    ),
    Measure(
        "messages",
        "messages",
        unit="1",
        direction=0,
        meaning="physical messages sent, by sender",
        smallest="1 %",
        formula=lambda scopes: scopes.sum("messages", scopes["messages"].numbers("messages"), "sender"),
    ),
    Measure(
        "answered_share",
        "requests answered",
        unit="share",
        direction=1,
        meaning="requests between different countries that were answered, by the country that asked",
        denominator="requests between different countries",
        smallest="0.01",
        formula=_answered,
    ),
    Measure(
        "response_time_median_h",
        "median response time",
        unit="h",
        direction=-1,
        meaning=(
            "time after which half of all requests between different countries were answered, by the country that "
            "asked; what is open or lost waits to the end of the action, what was refused is left out"
        ),
        denominator="requests between different countries that were not refused",
        smallest="0.5",
        finished="answered_share",
        formula=_response_median,
    ),
    Measure(
        "released_without_answer",
        "released without an answer",
        unit="1",
        direction=-1,
        meaning="suspects let go because no answer came in lawful time",
        smallest="1",
        formula=equal("releases", "reason", "no_answer"),
    ),
    Measure(
        "contact_point_h",
        "work of contact points",
        unit="h",
        direction=0,
        meaning="hours of work at the desks of contact points",
        smallest="1 %",
        formula=lambda scopes: _desk_hours(scopes, "contact_point"),
    ),
    Measure(
        "analyst_h",
        "work of analysts",
        unit="h",
        direction=0,
        meaning="hours of work of Europol's analysts",
        smallest="1 %",
        formula=lambda scopes: _desk_hours(scopes, "analysts"),
    ),
    Measure(
        "hits_europol",
        "hits at Europol",
        unit="1",
        direction=1,
        meaning="submitted entities that Europol knew",
        smallest="1",
        formula=column("queries", "europol_hits"),
    ),
    Measure(
        "submitted_entities",
        "entities submitted",
        unit="1",
        direction=0,
        meaning="entities submitted to Europol",
        smallest="1 %",
        formula=column("queries", "submitted"),
    ),
    Measure(
        "requests",
        "requests",
        unit="1",
        direction=0,
        meaning="requests between different countries, by the country that asked",
        smallest="1 %",
        formula=_requests,
    ),
    Measure(
        "packages",
        "packages",
        unit="1",
        direction=1,
        meaning="intelligence packages written; a country counts those that it received",
        smallest="1",
        formula=lambda scopes: scopes.by_named_country("packages"),
    ),
    Measure(
        "hit_rate_database",
        "hits per database query",
        unit="share",
        direction=0,
        meaning=(
            "database queries that met an alert; published: 0.0026 % of mass searches (SIS 2024), 0.025 % "
            "of checks at hot spots (INTERPOL Trigger IV 2018)"
        ),
        denominator="database queries of the action",
        smallest="1 %",
        formula=_hit_rate("database_hits", "database_queries"),
    ),
    Measure(
        "hit_rate_europol",
        "hits per entity submitted",
        unit="share",
        direction=0,
        meaning=(
            "entities submitted by teams in the field that Europol knew; published: 1.3 % to 3.6 % (JAD "
            "Danube 2022 and 2023)"
        ),
        denominator="entities submitted to Europol",
        smallest="1 %",
        formula=_hit_rate("europol_hits", "submitted"),
    ),
    Measure(
        "past_deadline",
        "past the deadline",
        unit="1",
        direction=-1,
        meaning="requests that law gives a deadline and that were not answered within it, by the country that asked",
        smallest="1",
        formula=_past_deadline,
    ),
)
