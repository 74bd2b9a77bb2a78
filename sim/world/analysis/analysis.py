"""Europol's analysis: it links traces from several countries and writes packages about networks (ODD 7.8).

A trace is a piece of information about a network, which a country sends. A picture is what Europol knows of one
network. A new trace may be linked to traces from other countries, and each link makes more members known. When enough
are known, a package is written: it opens an investigation, alerts posts, and starts an operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.engine.choices import one_of
from sim.engine.distributions import Exponential, poisson
from sim.outcome.records import Investigation, Package
from sim.scenario.events import Intelligence
from sim.words import AT_EUROPOL, EUROPOL
from sim.world.analysis.analyst import EuropolAnalyst
from sim.world.checks.alerts import Alerts
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institution import Handler
from sim.world.contract.institutions import Institutions
from sim.world.contract.names import Names
from sim.world.contract.request import Process
from sim.world.crime.carry_over import Legacy, PictureState
from sim.world.crime.networks import CriminalNetworks
from sim.world.exchange.exchange import InformationExchange
from sim.world.theatre.shifts import NIGHT, shift_of

MOST_TRACES = 6
"""Most traces that one finding leaves, and that Europol holds of one network before the action (assumed)."""


@dataclass(slots=True)
class NetworkPicture:
    """What Europol knows of one network.

    Attributes
    ----------
    countries
        Countries from which it has traces, one entry a trace, the oldest first.
    known
        Share of the network's members who are known.
    package
        Name of the package; empty as long as none was begun.
    """

    countries: list[str] = field(default_factory=list)
    known: float = 0.0
    package: str = ""


class TraceLuck(NamedTuple):
    """Chance of the analysis of one trace.

    Attributes
    ----------
    analysis, package
        Time that the analysis takes, and the package, if there is one.
    linked
        Whether a link is found.
    analyst
        Who is named in the decision.
    """

    analysis: float
    linked: float
    analyst: float
    package: float


Follower = Callable[[str, str, float, str], None]
"""Takes a package: its name, the network, the share of members known, the country that opens the investigation."""


class Analysis:
    """Europol's analysis: one desk for all analysts on duty, and a picture of each network.

    Attributes
    ----------
    pictures
        Pictures by the name of the network.
    followed_by
        Who is told of a package, to act on it.
    """

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        exchange: InformationExchange,
        networks: CriminalNetworks,
        alerts: Alerts,
        legacy: Legacy | None,
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._exchange = exchange
        self._networks = networks
        self._alerts = alerts
        self._legacy = legacy
        self._desk = exchange.offices.analysts
        self._analysts: dict[str, EuropolAnalyst] = {}
        self._names = Names()
        self.pictures: dict[str, NetworkPicture] = {}
        self.followed_by: list[Follower] = []
        self._behaviour = env.plan.behaviour.fusion
        self._analysis = Exponential(self._behaviour.analysis)
        self._package = Exponential(self._behaviour.package)

    def found(self) -> None:
        """Create the analysts of the plan."""
        for number in range(self._env.plan.europol.analysts):
            EuropolAnalyst(self._env, number)

    def prepare(self) -> None:
        """Find out who takes part, and give Europol what it knows before the action."""
        self._analysts = {analyst.name: analyst for analyst in self._env.of_kind(EuropolAnalyst)}
        self.pictures = {network.name: NetworkPicture() for network in self._networks}
        if self._legacy is None:
            self._draw_traces()
            return
        for name, state in self._legacy.pictures.items():
            if name in self.pictures:
                self.pictures[name] = NetworkPicture(list(state.countries), state.known)

    def _draw_traces(self) -> None:
        """Draw the traces that Europol holds before the action.

        Each comes from a country of the network. It is there if this country reports to Europol, or if an institution
        brings it.
        """
        env = self._env
        for network in self._networks:
            number_of, *where = env.chance.draws("trace", f"{network.name}/prior")
            for number in range(min(MOST_TRACES, poisson(env.plan.preparation.prior_traces, number_of))):
                country = one_of(network.countries, where[number])
                trace = f"{network.name}/prior-{number}"
                reported = env.theatre.cooperation.reports(country, env.chance.draw("trace", trace))
                if reported or self._institutions.brings_trace(country, trace):
                    self.pictures[network.name].countries.append(country)

    def handed_on(self) -> dict[str, PictureState]:
        """What Europol goes on knowing after the action; whoever was arrested no longer counts as known."""
        return {
            network.name: PictureState(
                tuple(self.pictures[network.name].countries), network.known_of_left(self.pictures[network.name].known)
            )
            for network in self._networks
        }

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk with the analysts on duty; fewer of them work at night."""
        analysts = len(self._analysts)
        on_duty = analysts * self._behaviour.night if shift_of(hour_of_day) == NIGHT else analysts
        self._desk.set_staff(max(1, round(on_duty)) if analysts else 0)

    # Traces -----------------------------------------------------------------------------------------------------------

    def leave_traces(self, finding: Finding) -> None:
        """Let a finding about a network leave traces; each is reported to Europol, or not."""
        env = self._env
        number_of, *reported = env.chance.draws("trace", finding.name)
        more = poisson(max(0.0, env.plan.behaviour.crime.traces - 1.0), number_of)
        for number in range(min(MOST_TRACES, 1 + more)):
            if env.theatre.cooperation.reports(finding.country, reported[number]):
                env.clock.process(self._share(finding, number))

    def add_intelligence(self, country: str, network: str, subject: str) -> None:
        """Send Europol one trace that does not come from a finding."""
        finding = Finding(
            name=subject,
            country=country,
            checkpoint="",
            point=-1,
            kind="person",
            mark="associate",
            detector="information",
            area="",
            network=network,
        )
        self._env.clock.process(self._share(finding, 0))

    def _share(self, finding: Finding, number: int) -> Process:
        """A trace travels to Europol, waits for an analyst and is analysed; a report that is lost ends it."""
        arrived = yield from self._exchange.report(finding.name, finding.country, EUROPOL, f"trace-{number}")
        if not arrived:
            return
        subject = f"{finding.name}/trace-{number}"
        luck = self._env.chance.luck(TraceLuck, "link", subject)
        yield self._desk.serve(self._analysis.at(luck.analysis), 2)
        yield from self._analyse(finding, subject, luck)

    def _analyse(self, finding: Finding, subject: str, luck: TraceLuck) -> Process:
        """Look for a link to traces of the same network from other countries; with enough known, write the package."""
        behaviour = self._behaviour
        picture = self.pictures[finding.network]
        others = sum(country != finding.country for country in picture.countries)
        picture.countries.append(finding.country)
        if luck.linked >= link_chance(behaviour.link, others):
            return
        self._analysts[one_of(self._analysts, luck.analyst)].link(subject, finding.network, others)
        picture.known += behaviour.gain * (1.0 - picture.known)
        if picture.known < behaviour.threshold or picture.package:
            return
        picture.package = f"{finding.network}/package"
        yield self._desk.serve(self._package.at(luck.package), 1)
        self._publish(finding, picture)

    # Packages ---------------------------------------------------------------------------------------------------------

    def _publish(self, finding: Finding, picture: NetworkPicture) -> None:
        """Publish a package: open an investigation, alert posts, let institutions hear, and start what follows."""
        env, name = self._env, finding.network
        now = env.clock.now
        countries = [code for code in dict.fromkeys(picture.countries) if code in env.plan.countries]
        env.journal.add(Package(picture.package, now, name, " ".join(countries), picture.known))
        about = f"{self._networks[name].main_area} in {' '.join(countries)}"
        env.notices.tell_all((*countries, AT_EUROPOL), "package", picture.package, detail=about)
        env.journal.add(
            Investigation(
                investigation=f"{name}/investigation",
                time_h=now,
                country=finding.country,
                crime_area=self._networks[name].main_area,
                network=name,
                cause=picture.package,
            )
        )
        self._institutions.investigation_opened(finding.country, name, picture.package)
        self._alerts.publish(name, env.theatre.next_briefing(now))
        self._institutions.package_published(picture.package, name, countries)
        for follow in self.followed_by:
            follow(picture.package, name, picture.known, finding.country)

    # Events -----------------------------------------------------------------------------------------------------------

    def handles(self) -> Mapping[type[Intelligence], Handler]:
        """A country brings in intelligence."""
        return {Intelligence: self._intelligence}

    def _intelligence(self, event: Intelligence) -> Process:
        """Traces of networks that are at work in a country reach Europol."""
        env = self._env
        yield from ()
        active = [network.name for network in self._networks if event.country in network.countries]
        if not active:
            return f"no network is at work in {event.country}"
        name = self._names.give(f"{event.country}/intelligence", event)
        for number in range(event.traces):
            subject = f"{name}-{number}"
            self.add_intelligence(event.country, one_of(active, env.chance.draw("timeline", subject)), subject)
        return ""


def link_chance(single: float, others: int) -> float:
    """Probability that a trace is linked to at least one other trace of its network.

    Parameters
    ----------
    single
        Probability that it is linked to one certain trace.
    others
        Traces of the network from other countries.
    """
    return 1.0 - (1.0 - single) ** others
