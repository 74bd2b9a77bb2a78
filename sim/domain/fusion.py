"""What Europol makes of traces from several countries (ODD 7.8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.domain import rules
from sim.domain.agents.international import EuropolAnalyst
from sim.domain.cases import Finding
from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import Process
from sim.domain.legacy import PictureState
from sim.engine.clock import Desk
from sim.engine.distributions import Exponential, poisson
from sim.outcome.records import Investigation, Package

if TYPE_CHECKING:
    from sim.domain.operation import Operation


@dataclass(slots=True)
class Picture:
    """What Europol knows of one network: where its traces come from, and the share of members known."""

    countries: list[str] = field(default_factory=list)
    known: float = 0.0
    package: str = ""
    alert_from_h: float = float("inf")


class Fusion:
    """Europol's analysis: one desk staffed by the analysts on duty, and a picture of each network."""

    def __init__(self, world: Operation) -> None:
        self.world = world
        self.desk = Desk(world.clock, 0)
        self.pictures: dict[str, Picture] = {name: Picture() for name in world.networks}
        self._behaviour = world.plan.behaviour.fusion
        self._analysis = Exponential(self._behaviour.analysis)
        self._package = Exponential(self._behaviour.package)

    def prepare(self) -> None:
        """Traces that Europol held before the action, shared by countries in proportion to what they report."""
        world = self.world
        if world.inherited is not None:
            for name, state in world.inherited.pictures.items():
                if name in self.pictures:
                    self.pictures[name] = Picture(list(state.countries), state.known)
            return
        for name, network in world.networks.items():
            u = world.chance.draws("trace", f"{name}/prior")
            picture = self.pictures[name]
            for number in range(min(6, poisson(world.plan.preparation.prior_traces, u[0]))):
                country = network.countries[int(u[number + 1] * len(network.countries))]
                trace = f"{name}/prior-{number}"
                reported = world.reports(country, world.chance.draw("trace", trace))
                if reported or world.support.brought_to_workshop(country, trace):
                    picture.countries.append(country)

    def handed_on(self) -> dict[str, PictureState]:
        """What Europol goes on knowing after the action: of those who are left, as far as none of them was arrested."""
        pictures = {}
        for name, network in self.world.networks.items():
            picture = self.pictures[name]
            pictures[name] = PictureState(tuple(picture.countries), network.known_of_left(picture.known))
        return pictures

    def staff(self, analysts: int, night: bool) -> None:
        """Staff the desk for a shift."""
        on_duty = analysts * self._behaviour.night if night else analysts
        self.desk.set_staff(max(1, round(on_duty)) if analysts else 0)

    def alert_odds(self, network: str, country: str) -> float:
        """What an alert does, in a country, to the odds that a movement of the network is taken out of the stream."""
        world = self.world
        known_from_h = max(self.pictures[network].alert_from_h, world.bureaus.alerted_from_h(network, country))
        if world.clock.now < known_from_h:
            return 1.0
        level = world.layout.cooperation.between(country, EUROPOL).level
        return float(world.plan.behaviour.selection.alert**level)

    def leave_traces(self, finding: Finding) -> None:
        """A finding about a network leaves traces; each is reported to Europol or not."""
        world = self.world
        u = world.chance.draws("trace", finding.name)
        for number in range(min(6, 1 + poisson(max(0.0, world.plan.behaviour.crime.traces - 1.0), u[0]))):
            if world.reports(finding.country, u[number + 1]):
                world.clock.process(self._share(finding, number))

    def add_intelligence(self, country: str, network: str, subject: str) -> None:
        """A trace that did not come from a finding reaches Europol."""
        finding = Finding(subject, country, "", -1, "person", "associate", "information", "", network)
        self.world.clock.process(self._share(finding, 0))

    def _share(self, finding: Finding, number: int) -> Process:
        """Send a trace to Europol and have it analysed."""
        world = self.world
        arrived = yield from world.exchange.report(finding.name, finding.country, EUROPOL, f"trace-{number}")
        if not arrived:
            return
        subject = f"{finding.name}/trace-{number}"
        u = world.chance.draws("link", subject)
        yield self.desk.serve(self._analysis.at(u[0]), 2)
        yield from self._analyse(finding, subject, u)

    def _analyse(self, finding: Finding, subject: str, u: tuple[float, ...]) -> Process:
        """Look for links to traces of the same network from other countries."""
        behaviour = self._behaviour
        picture = self.pictures[finding.network]
        others = sum(country != finding.country for country in picture.countries)
        picture.countries.append(finding.country)
        if u[1] >= rules.link_chance(behaviour.link, others):
            return
        self._analyst(u[2]).link(subject, finding.network, others)
        picture.known += behaviour.gain * (1.0 - picture.known)
        if picture.known < behaviour.threshold or picture.package:
            return
        picture.package = f"{finding.network}/package"
        yield self.desk.serve(self._package.at(u[3]), 1)
        self._publish(finding, picture)

    def _publish(self, finding: Finding, picture: Picture) -> None:
        """The package goes out: an investigation is opened, posts are alerted, an operation is planned."""
        world = self.world
        now = world.clock.now
        network = world.networks[finding.network]
        countries = [code for code in dict.fromkeys(picture.countries) if code in world.plan.countries]
        world.journal.add(Package(picture.package, now, finding.network, " ".join(countries), picture.known))
        world.journal.add(
            Investigation(
                f"{finding.network}/investigation",
                now,
                finding.country,
                network.main_area,
                finding.network,
                picture.package,
            )
        )
        world.finance.asked(finding.country, finding.network, picture.package)
        picture.alert_from_h = world.next_briefing(now)
        world.bureaus.pass_on(finding.network)
        world.justice.consider_team(picture.package, countries)
        world.clock.process(world.interventions.strike(network, picture.package, picture.known, finding.country))

    def _analyst(self, u: float) -> EuropolAnalyst:
        """The analyst who has the file."""
        analysts = self.world.analysts
        return analysts[int(u * len(analysts))]
