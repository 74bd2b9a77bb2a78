"""Measures of what came of it: arrests, seizures, investigations, movements and networks. Each in one place."""

from __future__ import annotations

import numpy as np

from sim.outcome.check_measures import officers
from sim.outcome.durations import medians, time_until
from sim.outcome.measure import Measure, column, equal, number
from sim.outcome.scopes import Floats, Numbers, Scopes, ratio

DISRUPTED_LOSS = 0.1
"""A network counts as disrupted when its largest connected part has lost this share of its size: a convention."""


def _movements(scopes: Scopes, column: str | None = None) -> Floats:
    weights = scopes["movements"].numbers(column) if column else None
    return scopes.sum("movements", weights, "origin")


def _disrupted(scopes: Scopes) -> Floats:
    before, after = (scopes["networks"].numbers(f"efficiency_{when}") for when in ("before", "after"))
    counts = scopes.undefined()
    counts[0] = np.count_nonzero((before > 0) & (after <= (1 - DISRUPTED_LOSS) * before))
    return counts


def _per_1000_officers(scopes: Scopes) -> Floats:
    return 1000 * ratio(scopes.sum("arrests"), officers(scopes))


def _arrests(column: str, word: str, title: str, meaning: str) -> Measure:
    """Arrests by a path, or for a crime area."""
    return Measure(
        f"arrests_{word}",
        f"arrests: {title}",
        unit="1",
        direction=1,
        meaning=meaning,
        smallest="1",
        formula=equal("arrests", column, word),
    )


def _strikes(scopes: Scopes) -> tuple[Floats, Numbers]:
    """Hours from each package to its operation, or to the end of the action, and whether there was one."""
    operations, packages = scopes["operations"], scopes["packages"]
    delays = dict(zip(operations.text("cause"), operations.numbers("delay_h").tolist(), strict=True))
    delay = np.array([delays.get(package, np.nan) for package in packages.text("package")])
    struck = ~np.isnan(delay)
    return np.where(struck, delay, scopes.outcome.hours - packages.numbers("time_h")), struck


def _strike_median(scopes: Scopes) -> Floats:
    hours, struck = _strikes(scopes)
    received = scopes.named("packages")
    return np.array([time_until(0.5, hours[here], struck[here]) for here in received])


def _struck(scopes: Scopes) -> Floats:
    received = scopes.named("packages")
    return ratio((received & _strikes(scopes)[1]).sum(axis=1).astype(np.float64), received.sum(axis=1))


def _detentions(scopes: Scopes) -> tuple[Floats, Numbers, Numbers]:
    """Hours that each person was held for an answer from elsewhere, whether that ended, and the scope."""
    begun = _held_from(scopes)
    arrests, releases = scopes["arrests"], scopes["releases"]
    told = scopes.matches("arrests", "path", "database_hit").tolist()
    ended = (~scopes.matches("releases", "reason", "held")).tolist()
    arrested = zip(arrests.text("case"), arrests.numbers("time_h"), told, scopes.at("arrests", "country"), strict=True)
    let_go = zip(
        releases.text("case"), releases.numbers("time_h"), ended, scopes.at("releases", "country"), strict=True
    )
    rows = [
        (end - begun[case], over, at)
        for case, end, over, at in (*(row for row in arrested if row[2]), *let_go)
        if case in begun
    ]
    hours, over, at = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return hours, over > 0, at.astype(np.intp)


def _held_from(scopes: Scopes) -> dict[str, float]:
    """When another country or Europol was asked urgently about a case; its suspect is held until the answer."""
    table = scopes["messages"]
    urgent = scopes.matches("messages", "kind", "request") & ~scopes.matches("messages", "priority", "other")
    rows = zip(table.text("case"), table.numbers("time_h").tolist(), urgent.tolist(), strict=True)
    return {case: time_h for case, time_h, kept in rows if kept}


def _detention_median(scopes: Scopes) -> Floats:
    return medians(scopes, *_detentions(scopes))


def _detention_ended(scopes: Scopes) -> Floats:
    _, ended, at = _detentions(scopes)
    over, held = np.bincount(at[ended], minlength=scopes.size), np.bincount(at, minlength=scopes.size)
    over[0], held[0] = ended.sum(), len(at)
    return ratio(over.astype(np.float64), held.astype(np.float64))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "movements",
        "criminal movements",
        unit="1",
        direction=-1,
        meaning="criminal movements begun (the truth, by country of departure)",
        smallest="1 %",
        formula=_movements,
    ),
    Measure(
        "detection_probability",
        "detection probability",
        unit="share",
        direction=1,
        meaning="criminal movements in which something was found",
        denominator="criminal movements begun",
        smallest="0.01",
        formula=lambda scopes: ratio(_movements(scopes, "detected"), _movements(scopes)),
    ),
    Measure(
        "interception_probability",
        "interception probability",
        unit="share",
        direction=1,
        meaning="criminal movements that were stopped",
        denominator="criminal movements begun",
        smallest="0.01",
        formula=lambda scopes: ratio(_movements(scopes, "intercepted"), _movements(scopes)),
    ),
    Measure(
        "illegal_entries",
        "illegal entries found",
        unit="1",
        direction=1,
        meaning="cases of irregular entry",
        smallest="1",
        formula=equal("cases", "mark", "irregular_entry"),
    ),
    Measure(
        "false_documents",
        "false documents found",
        unit="1",
        direction=1,
        meaning="cases of a false document",
        smallest="1",
        formula=equal("cases", "mark", "false_document"),
    ),
    Measure(
        "arrests",
        "arrests",
        unit="1",
        direction=1,
        meaning="persons arrested",
        smallest="1",
        formula=number("arrests"),
    ),
    Measure(
        "weapons",
        "weapons",
        unit="1",
        direction=1,
        meaning="weapons seized",
        smallest="1",
        formula=column("seizures", "weapons"),
    ),
    Measure(
        "drugs_kg",
        "drugs",
        unit="kg",
        direction=1,
        meaning="drugs seized",
        smallest="1",
        formula=column("seizures", "drugs_kg"),
    ),
    Measure(
        "victims",
        "victims identified",
        unit="1",
        direction=1,
        meaning="victims of human trafficking identified",
        smallest="1",
        formula=column("seizures", "victims"),
    ),
    Measure(
        "investigations",
        "investigations",
        unit="1",
        direction=1,
        meaning="investigations opened",
        smallest="1",
        formula=number("investigations"),
    ),
    Measure(
        "arrests_per_1000_officers",
        "arrests per 1,000 officers",
        unit="1",
        direction=1,
        meaning=(
            "persons arrested for each 1,000 officers of the action, reinforcements and losses counted "
            "for the time that they were there"
        ),
        denominator="officers of the action",
        smallest="0.1",
        formula=_per_1000_officers,
    ),
    Measure(
        "operations",
        "network operations",
        unit="1",
        direction=1,
        meaning="simultaneous arrests against a network; a country counts those in which it struck",
        smallest="1",
        formula=lambda scopes: scopes.by_named_country("operations"),
    ),
    Measure(
        "arrests_needing_abroad",
        "arrests that needed others",
        unit="1",
        direction=1,
        meaning="arrests impossible without information from another country or Europol",
        smallest="1",
        formula=column("arrests", "needs_abroad"),
    ),
    Measure(
        "networks_disrupted",
        "networks disrupted",
        unit="1",
        direction=1,
        meaning="networks whose largest connected part lost a tenth or more of its size",
        smallest="1",
        formula=_disrupted,
    ),
    Measure(
        "displaced_movements",
        "displaced movements",
        unit="1",
        direction=-1,
        meaning="criminal movements that took another route because of the action",
        smallest="1 %",
        formula=lambda scopes: _movements(scopes, "displaced"),
    ),
    _arrests("path", "caught_in_the_act", "caught in the act", "arrests of persons caught in the act"),
    _arrests("path", "database_hit", "database hit", "arrests after a confirmed hit in a database"),
    _arrests("path", "follow_up_search", "follow-up search", "arrests in a search that followed from a case"),
    _arrests("path", "prepared_target", "prepared target", "arrests of targets prepared before the action"),
    _arrests("path", "network_operation", "network operation", "arrests in simultaneous arrests against a network"),
    _arrests("path", "pursuit", "pursuit", "arrests of those who got away and were pursued"),
    _arrests("path", "surveillance", "surveillance", "arrests of persons followed who were seen committing a crime"),
    _arrests("path", "cyber_lead", "cyber lead", "arrests of persons whom a cyber patrol identified"),
    _arrests("path", "financial_lead", "financial lead", "arrests of persons to whom a trail of money led"),
    _arrests("crime_area", "migrant_smuggling", "migrant smuggling", "arrests for migrant smuggling"),
    _arrests("crime_area", "drugs", "drugs", "arrests for drugs"),
    _arrests("crime_area", "firearms", "firearms", "arrests for firearms"),
    _arrests("crime_area", "human_trafficking", "human trafficking", "arrests for human trafficking"),
    _arrests("crime_area", "document_fraud", "document fraud", "arrests for document fraud"),
    _arrests("crime_area", "property_crime", "property crime", "arrests for property crime"),
    _arrests("crime_area", "environmental_crime", "environmental crime", "arrests for environmental crime"),
    _arrests("crime_area", "excise_fraud", "excise fraud", "arrests for excise fraud"),
    _arrests("crime_area", "economic_crime", "economic crime", "arrests for economic crime"),
    _arrests("crime_area", "criminal_finances", "criminal finances", "arrests for criminal finances"),
    _arrests("crime_area", "cybercrime", "cybercrime", "arrests for cybercrime"),
    _arrests(
        "crime_area", "child_sexual_exploitation", "child sexual exploitation", "arrests for child sexual exploitation"
    ),
    _arrests("crime_area", "high_risk_networks", "high-risk networks", "arrests for high-risk networks"),
    Measure(
        "strike_median_h",
        "median time to a strike",
        unit="h",
        direction=-1,
        meaning=(
            "time from an intelligence package after which half of all packages had led to a network "
            "operation; a package without one waits to the end of the action; a country counts those that "
            "it received"
        ),
        denominator="intelligence packages",
        smallest="1",
        finished="struck_share",
        formula=_strike_median,
    ),
    Measure(
        "struck_share",
        "packages struck",
        unit="share",
        direction=1,
        meaning="intelligence packages that led to a network operation; a country counts those that it received",
        denominator="intelligence packages",
        smallest="0.01",
        formula=_struck,
    ),
    Measure(
        "detention_median_h",
        "median time in detention",
        unit="h",
        direction=0,
        meaning=(
            "time after which half of those who were held while another country or Europol was asked had "
            "been arrested or released; who is still held waits to the end of the action"
        ),
        denominator="persons held for an answer",
        smallest="0.5",
        finished="detention_ended_share",
        formula=_detention_median,
    ),
    Measure(
        "detention_ended_share",
        "detentions ended",
        unit="share",
        direction=0,
        meaning="persons held for an answer who were arrested or released before the action ended",
        denominator="persons held for an answer",
        smallest="0.01",
        formula=_detention_ended,
    ),
)
