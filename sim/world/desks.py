"""All desks of a run, in the order in which tables have them (ODD 7.14)."""

from __future__ import annotations

from sim.words import EUROPOL
from sim.world.contract.institution import DeskRow
from sim.world.contract.institutions import Institutions
from sim.world.exchange.contact_points import CENTRE
from sim.world.exchange.exchange import InformationExchange
from sim.world.officers.officers import Officers


def all_desks(officers: Officers, exchange: InformationExchange, institutions: Institutions) -> list[DeskRow]:
    """The desks of countries, of agencies and of the coordination centre, then those of institutions."""
    offices = exchange.offices
    return [
        *(("contact_point", code, point.desk) for code, point in offices.points.items()),
        *(("liaison", officer.country, officer.desk) for officer in offices.at(CENTRE)),
        *(("search_teams", code, desk) for code, desk in officers.teams.items()),
        ("analysts", EUROPOL, offices.analysts),
        *(("centre", "", offices.centre.desk) for _ in (1,) if offices.centre is not None),
        *(
            (f"liaison_{officer.seat}", officer.country, officer.desk)
            for officer in offices.officers.values()
            if officer.seat != CENTRE
        ),
        *institutions.desks(),
    ]
