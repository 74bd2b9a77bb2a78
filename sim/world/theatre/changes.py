"""What institutions change in the tables that a plan is turned into, before any luck (ODD 7.2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.registry import parts

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.world.theatre.places import Checkpoint

Floats = NDArray[np.float64]


class Changes:
    """What one institution changes; every method changes nothing until it is overridden.

    All are pure functions of the scenario: a theatre is made once for all runs of a plan.
    """

    def crime_weights(self, scenario: Scenario, country: str, weights: Mapping[str, float]) -> Mapping[str, float]:
        """Weights of the crime areas in a country."""
        return weights

    def trained(self, scenario: Scenario, country: str, share: float) -> float:
        """Share of the officers of a country who were trained, given the share so far."""
        return share

    def at_posts(self, scenario: Scenario, country: str, service: str) -> float:
        """Share of a unit's officers on checks who are at posts; the others work for these checks elsewhere."""
        return 1.0

    def centre_desks(self, scenario: Scenario, desks: int) -> int:
        """Desks of the coordination centre that are there."""
        return desks

    def sends_liaison(self, scenario: Scenario, country: str) -> bool:
        """Whether a country can send liaison officers."""
        return True

    def presence(self, scenario: Scenario, point: Checkpoint, detector: str) -> float:
        """Share of the second-line checks of a checkpoint (for plates: of all) in which a detector takes part."""
        return 0.0

    def seeks(self, scenario: Scenario, country: str, mark: str) -> bool:
        """Whether a country looks for something that nobody looks for otherwise."""
        return False

    def improve_detection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """Change probabilities of detection in place (checkpoints, detectors, marks)."""

    def improve_selection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """Change sensitivity and false alarm of indicators in place (checkpoints, kinds, marks, 2)."""


@cache
def changes() -> tuple[Changes, ...]:
    """What each institution that changes tables changes, in the order of the registry."""
    return tuple(module.CHANGES for module in parts("tables"))


def trained(scenario: Scenario, country: str) -> float:
    """Share of the officers of a country who were trained before the action."""
    own = scenario.countries[country].trained
    share = scenario.preparation.trained if own is None else own
    for change in changes():
        share = change.trained(scenario, country, share)
    return share


def at_posts(scenario: Scenario, country: str, service: str) -> float:
    """Share of a unit's officers on checks who are at posts."""
    return math.prod(change.at_posts(scenario, country, service) for change in changes())


def centre_desks(scenario: Scenario) -> int:
    """Desks of the coordination centre."""
    desks = scenario.centre.desks
    for change in changes():
        desks = change.centre_desks(scenario, desks)
    return desks


def sends_liaison(scenario: Scenario, country: str) -> bool:
    """Whether a country sends liaison officers."""
    return scenario.cooperation.liaison and all(change.sends_liaison(scenario, country) for change in changes())
