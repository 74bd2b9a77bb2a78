"""Measures of what came of it: arrests, seizures, investigations, movements and networks. Each in one place."""

from __future__ import annotations

import numpy as np

from sim.outcome.measure import Measure, column, equal, number
from sim.outcome.scopes import Floats, Scopes, ratio

DISRUPTED_LOSS = 0.1
"""A network counts as disrupted when its largest connected part has lost this share of its size: a convention."""

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
    return 1000 * ratio(scopes.sum("arrests"), scopes.column("hours", "officers"))


def _arrests(column: str, word: str, title: str, meaning: str) -> Measure:
    """Arrests by a path, or for a crime area."""
    formula = equal("arrests", column, word)
    return Measure(f"arrests_{word}", f"arrests: {title}", unit="1", direction=1, meaning=meaning, formula=formula)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "movements",
        "criminal movements",
        unit="1",
        direction=-1,
        meaning="criminal movements begun (the truth, by country of departure)",
        formula=_movements,
    ),
    Measure(
        "detection_probability",
        "detection probability",
        unit="share",
        direction=1,
        meaning="criminal movements in which something was found",
        denominator="criminal movements begun",
        formula=lambda scopes: ratio(_movements(scopes, "detected"), _movements(scopes)),
    ),
    Measure(
        "interception_probability",
        "interception probability",
        unit="share",
        direction=1,
        meaning="criminal movements that were stopped",
        denominator="criminal movements begun",
        formula=lambda scopes: ratio(_movements(scopes, "intercepted"), _movements(scopes)),
    ),
    Measure(
        "illegal_entries",
        "illegal entries found",
        unit="1",
        direction=1,
        meaning="cases of irregular entry",
        formula=equal("cases", "mark", "irregular_entry"),
    ),
    Measure(
        "false_documents",
        "false documents found",
        unit="1",
        direction=1,
        meaning="cases of a false document",
        formula=equal("cases", "mark", "false_document"),
    ),
    Measure("arrests", "arrests", unit="1", direction=1, meaning="persons arrested", formula=number("arrests")),
    Measure(
        "weapons", "weapons", unit="1", direction=1, meaning="weapons seized", formula=column("seizures", "weapons")
    ),
    Measure(
        "drugs_kg", "drugs", unit="kg", direction=1, meaning="drugs seized", formula=column("seizures", "drugs_kg")
    ),
    Measure(
        "victims",
        "victims identified",
        unit="1",
        direction=1,
        meaning="victims of human trafficking identified",
        formula=column("seizures", "victims"),
    ),
    Measure(
        "investigations",
        "investigations",
        unit="1",
        direction=1,
        meaning="investigations opened",
        formula=number("investigations"),
    ),
    Measure(
        "arrests_per_1000_officers",
        "arrests per 1,000 officers",
        unit="1",
        direction=1,
        meaning="persons arrested for each 1,000 officers who take part",
        denominator="officers who take part",
        formula=_per_1000_officers,
    ),
    Measure(
        "operations",
        "network operations",
        unit="1",
        direction=1,
        meaning="simultaneous arrests against a network; a country counts those in which it struck",
        formula=lambda scopes: scopes.by_named_country("operations"),
    ),
    Measure(
        "arrests_needing_abroad",
        "arrests that needed others",
        unit="1",
        direction=1,
        meaning="arrests impossible without information from another country or Europol",
        formula=column("arrests", "needs_abroad"),
    ),
    Measure(
        "networks_disrupted",
        "networks disrupted",
        unit="1",
        direction=1,
        meaning="networks whose largest connected part lost a tenth or more of its size",
        formula=_disrupted,
    ),
    Measure(
        "displaced_movements",
        "displaced movements",
        unit="1",
        direction=-1,
        meaning="criminal movements that took another route because of the action",
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
)
