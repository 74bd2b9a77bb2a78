"""What agencies and projects change before the action: training, targeting, money (ODD 7.25)."""

from __future__ import annotations

from sim.engine.queues import DETECTORS, KINDS, MARKS
from sim.institutions.support.plan import PRACTICE, SUPPORT
from sim.scenario.codes import among
from sim.scenario.schema import Scenario
from sim.words import CONSIGNED
from sim.world.odds import raise_odds
from sim.world.theatre.changes import Changes, Floats
from sim.world.theatre.places import Checkpoint

ASYLUM = ("irregular_entry", "migrants", "false_document")
"""Marks whose targeting EASO supports."""


def members_here(scenario: Scenario, framework: str) -> tuple[str, ...]:
    """Countries of the action that belong to a framework on the first day, in the order of the scenario."""
    members = scenario.facts.members(framework)
    return tuple(code for code in scenario.countries if code in members)


class Supported(Changes):
    """What the agencies bring to officers, desks and checks."""

    def trained(self, scenario: Scenario, country: str, share: float) -> float:
        """CEPOL trains some of those who are not trained yet."""
        cepol = SUPPORT.of(scenario).cepol
        return share + (1.0 - share) * (cepol.trained if among(cepol.countries, country) else 0.0)

    def centre_desks(self, scenario: Scenario, desks: int) -> int:
        """Desks that EU4FAST pays for are there only if it pays."""
        funding = SUPPORT.of(scenario).eu4fast
        return desks - (0 if funding.paid else funding.funds_centre_desks)

    def sends_liaison(self, scenario: Scenario, country: str) -> bool:
        """A partner that EU4FAST pays for sends liaison officers only if it pays."""
        funding = SUPPORT.of(scenario).eu4fast
        return funding.paid or not among(funding.funds_partners, country)

    def improve_detection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """Officers trained by SEESAC find more firearms."""
        officer, firearms = DETECTORS.index("officer"), MARKS.index("firearms")
        members = members_here(scenario, "seesac")
        trained = SUPPORT.of(scenario).seesac
        for number, point in enumerate(points):
            if trained > 0.0 and point.country in members:
                gain = PRACTICE.of(scenario).firearms_training * trained
                raise_odds(table[number, officer, firearms : firearms + 1], gain)

    def improve_selection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """UNODC, EMCDDA and EASO make indicators better where they support targeting."""
        plan, practice = SUPPORT.of(scenario), PRACTICE.of(scenario)
        consigned = slice(KINDS.index("vehicle"), len(KINDS))
        for number, point in enumerate(points):
            for supported, kinds, marks, gain in (
                (point.post in plan.unodc, consigned, CONSIGNED, practice.cargo_control),
                (among(plan.emcdda, point.country), slice(None), ("drugs",), practice.drug_targeting),
                (among(plan.easo, point.country), slice(None), ASYLUM, practice.asylum_targeting),
            ):
                for mark in marks if supported else ():
                    raise_odds(table[number, kinds, MARKS.index(mark), 0], gain)


CHANGES = Supported()
