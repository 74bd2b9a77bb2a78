"""What an institution may do, and how the world asks it: one method for each thing (ODD 3).

An institution overrides what it has something to say to; everything else does nothing and costs nothing. What it may
ask of the world in turn are the members of `sim.world.world.World` and of its environment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.clock import Desk
from sim.scenario.part import Timed
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.request import Process, Request
from sim.world.theatre.cooperation import Terms
from sim.world.theatre.places import Border

Floats = NDArray[np.float64]
DeskRow = tuple[str, str, Desk]
"""A desk for the table of desks: its name, its country or agency, the desk."""
Handler = Callable[[Any], Process]
"""What an event sets off; the process may return in words what kept it from happening as it was asked for."""
Moment = Callable[[Any], float]
"""Hour at which an event that comes now acts."""


class Institution:
    """Somebody who takes part besides those who are always there; what a scenario leaves out does nothing.

    Parameters
    ----------
    env
        Clock, plan, theatre, journal, chance.
    world
        The rooms of the run, to be asked; who asks them says ``world: World`` in the body of the class.
    """

    def __init__(self, env: Environment, world: Any) -> None:
        self.env = env
        self.world = world

    # Its own course ---------------------------------------------------------------------------------------------------

    def found(self) -> None:
        """Create its agents; one that is removed before the run takes its decisions and records with it."""

    def prepare(self) -> None:
        """Find out who takes part, and do what is done before hour 0."""

    def staff(self, hour_of_day: float) -> None:
        """Staff desks and teams for the shift that begins, or after officers were moved."""

    def close(self) -> None:
        """At the end of the action, write down what is still under way."""

    def desks(self) -> Iterable[DeskRow]:
        """Its desks."""
        return ()

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Kinds of event that it knows, each with the process that an event sets off."""
        return {}

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """Those of them that act later than they come, each with the hour at which one that comes now acts."""
        return {}

    def present(self) -> Iterable[tuple[int, str]]:
        """Whom it has at which checkpoint now, in a word: what those see who are there."""
        return ()

    # Checks -----------------------------------------------------------------------------------------------------------

    def skill(self, skill: Floats) -> Floats:
        """Log-odds that officers have at each checkpoint, given those so far."""
        return skill

    def at_work(self, detection: Floats, false_alarm: Floats, hour_of_day: float) -> None:
        """Change, in place, what those and that which it has at work at an hour detect and indicate falsely.

        `detection` has the shape (checkpoints, detectors, marks), `false_alarm` (checkpoints, kinds).
        """

    def out_of_reach(self, detection: Floats) -> None:
        """Change, in place, what is left of detection where a database does not answer."""

    # Messages ---------------------------------------------------------------------------------------------------------

    def opens_channels(self) -> Iterable[Channel]:
        """Channels that it opens."""
        return ()

    def terms(self, terms: Terms, here: str, there: str, area: str) -> Terms:
        """Terms on which a country answers another about a crime area, given those so far."""
        return terms

    def sent(self, request: Request, channel: Channel) -> Process:
        """Wait for what happens to a request before it sets out."""
        yield from ()

    def answer_h(self, request: Request, hours: float) -> float:
        """Time that the authority asked needs, given that so far."""
        return hours

    def quickest(self, share: float) -> float:
        """Least share of its time that an authority needs when it hurries, given that so far."""
        return share

    # Findings and networks --------------------------------------------------------------------------------------------

    def brings_trace(self, country: str, trace: str) -> bool:
        """Whether it brings Europol a trace from before the action that the country held back."""
        return False

    def escaped(self, finding: Finding, route: Sequence[Border]) -> bool:
        """Some got away with a detected movement on a route; returns whether it goes after them."""
        return False

    def met_associate(self, finding: Finding) -> None:
        """Hear that an associate of a network was met, who cannot be held."""

    def cash_found(self, finding: Finding) -> None:
        """Hear of undeclared cash."""

    def keeps(self, finding: Finding) -> Process:
        """Wait for the word on somebody held on suspicion; returns whether he may be held beyond the time of police."""
        yield from ()
        return False

    def proven(self, finding: Finding) -> Process:
        """Wait until what was found is proven."""
        yield from ()

    def investigation_opened(self, country: str, network: str, cause: str) -> None:
        """Hear that a country opened an investigation, about a network or about nobody known (empty)."""

    def package_published(self, package: str, network: str, countries: Sequence[str]) -> None:
        """Hear of a package of Europol about a network, and to which countries it went."""

    # Searches and operations ------------------------------------------------------------------------------------------

    def authorised(self, country: str, subject: str, asker: str) -> Process:
        """Wait until a measure in a country is granted; returns whether somebody there grants such measures."""
        yield from ()
        return False

    def tasked(self, country: str, subject: str, u: float, urgent: bool) -> Process:
        """Wait, by the luck `u`, until a task has reached those who carry it out; returns whether it knows them."""
        yield from ()
        return False

    def leads(self, operation: str, area: str, lead: str, concerned: Collection[str]) -> str:
        """The country that leads an operation against a network, given the one so far."""
        return lead

    def agreed(self, operation: str, countries: Sequence[str]) -> Process:
        """Wait for what an operation needs before it is planned; returns where it grants that. The first leads."""
        yield from ()

    def agreement_factor(self, countries: Sequence[str]) -> float:
        """Time to agree on an operation, against the usual."""
        return 1.0
