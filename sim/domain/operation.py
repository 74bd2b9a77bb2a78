"""A joint action day: scenario in, outcome out (ODD 3).

The run is a Mesa model whose time is the SimPy clock. Routine checks between two briefings are made in one call of the
kernel; what they find becomes a SimPy process at its own exact time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

import mesa
import numpy as np
import simpy
from numpy.typing import NDArray

from sim.domain import closing, movements
from sim.domain.actions import PolicyCycle
from sim.domain.agents import coordination, field, judicial
from sim.domain.agents.financial import AssetOffice, FinancialUnit
from sim.domain.agents.international import CoordinationCentre, EuropolAnalyst, found_offices
from sim.domain.agents.national import ContactPoint, LiaisonOfficer, NationalUnit
from sim.domain.agents.networks import CriminalNetwork, at_work
from sim.domain.agents.online import CyberTeam
from sim.domain.assets import Assets
from sim.domain.bureaus import Bureaus
from sim.domain.cases import Cases
from sim.domain.channels import Channels
from sim.domain.checkpoints import Checkpoints
from sim.domain.cooperation import EUROPOL
from sim.domain.crises import Crises
from sim.domain.customs import Customs
from sim.domain.cyber import CyberPatrols
from sim.domain.exchange import Exchange, Process
from sim.domain.fieldwork import EuropolInTheField
from sim.domain.finance import Finance
from sim.domain.fusion import Fusion
from sim.domain.interventions import Interventions
from sim.domain.justice import Justice
from sim.domain.layout import SHIFTS, layout_of, shift_of
from sim.domain.legacy import Legacy
from sim.domain.pursuits import Pursuits
from sim.domain.searches import Searches
from sim.domain.support import Support, sends_liaison, trained
from sim.domain.systems import Systems
from sim.domain.timeline import Timeline
from sim.engine.clock import Clock, Desk, Switch
from sim.engine.collector import collector_paused
from sim.engine.distributions import weighted
from sim.engine.journal import Journal
from sim.engine.streams import Chance
from sim.errors import ModelError
from sim.outcome.outcome import Outcome, freeze
from sim.outcome.records import Decision
from sim.scenario import reference
from sim.scenario.behaviour import Behaviour
from sim.scenario.events import Event
from sim.scenario.schema import Scenario
from sim.scenario.sections.justice import JointTeam
from sim.scenario.words import Seat

Detail = Literal["cases", "checks"]


class Operation(mesa.Model[Any, Any]):
    """One replication of a joint action day.

    Parameters
    ----------
    plan
        The scenario.
    seed, replication
        Identity of the luck; non-negative integers.
    events
        Recorded events in addition to those of the scenario.
    detail
        "cases", or "checks" to keep every check.
    legacy
        What earlier actions handed on: then networks and Europol's pictures are taken from it and not drawn.
    behaviour
        Parameters that hold in place of those of the scenario, such as a draw from what calibration leaves possible.
    """

    def __init__(
        self,
        plan: Scenario,
        seed: int,
        replication: int,
        events: Sequence[Event] = (),
        detail: Detail = "cases",
        legacy: Legacy | None = None,
        behaviour: Behaviour | None = None,
    ) -> None:
        self.clock = Clock(plan.start)
        super().__init__(rng=0)
        self.layout = layout_of(plan) if behaviour is None else layout_of(plan).under(behaviour)
        self.plan = plan if behaviour is None else self.layout.scenario
        self.seed = seed
        self.replication = replication
        self.recorded = tuple(events)
        self.detail = detail
        self.inherited = legacy
        self.chance = Chance(seed, replication)
        self.journal = Journal()
        self._counts: Counter[tuple[str, str]] = Counter()
        self.premises = np.zeros((len(self.layout.codes), int(plan.hours)), dtype=np.int64)
        self.journeys: dict[str, movements.Journey] = {}
        self.siena = Switch(self.clock)
        self.jits: list[JointTeam] = [*plan.preparation.jits]
        self.cases = Cases(self)
        self._create_agents()

    @property
    def time(self) -> float:
        """Hours since the start of the action: the clock's time, and no other."""
        return float(self.clock.now)

    @time.setter
    def time(self, value: float) -> None:
        if value != self.clock.now:
            raise AttributeError("the time of an operation is the time of its clock")

    # Who takes part ---------------------------------------------------------------------------------------------------

    def _create_agents(self) -> None:
        """Create all agents; an agent that is removed before the run takes its decisions and records with it."""
        plan = self.plan
        for code, country in plan.countries.items():
            scale = country.officers_scale * plan.officers_scale
            for service, officers in country.officers.items():
                NationalUnit(self, code, service, officers * scale)
            ContactPoint(self, code)
            for seat in get_args(Seat) if sends_liaison(plan, code) else ():
                if getattr(country.liaison, seat):
                    LiaisonOfficer(self, code, seat)
        found_offices(self)
        for number in range(plan.europol.analysts):
            EuropolAnalyst(self, number)
        coordination.appoint(self)
        judicial.appoint(self)
        field.enlist(self)
        self._create_patrols_and_offices()
        self.presence: dict[str, list[str]] = {code: [] for code in plan.countries}
        for state in at_work(self):
            network = CriminalNetwork(self, state)
            for code in network.countries:
                self.presence[code].append(network.name)

    def _create_patrols_and_offices(self) -> None:
        """Create those who search online and those who follow money, where the scenario names them."""
        for code in self.plan.countries:
            if self.plan.cyber.patrolled_by(code):
                CyberTeam(self, code)
            if self.plan.finance.unit_in(code):
                FinancialUnit(self, code)
            if self.plan.finance.office_in(code):
                AssetOffice(self, code)

    def legacy(self) -> Legacy:
        """What the action hands on, after its run: networks that took no part as they were."""
        before = self.inherited or Legacy({})
        networks = {name: network.handed_on() for name, network in self.networks.items()}
        return Legacy(
            {**before.networks, **networks},
            {**before.pictures, **self.fusion.handed_on()},
            before.hours + self.plan.hours,
        )

    def _enlist(self) -> None:
        """Find those who take part now that the run begins."""
        self.units = self.of_kind(NationalUnit)
        self.contact_points = {agent.country: agent for agent in self.of_kind(ContactPoint)}
        self.liaison_officers = {(agent.seat, agent.country): agent for agent in self.of_kind(LiaisonOfficer)}
        self.centre = next(iter(self.of_kind(CoordinationCentre)), None)
        self.analysts = self.of_kind(EuropolAnalyst)
        self.networks = {agent.name: agent for agent in self.of_kind(CriminalNetwork)}
        self.teams = {code: Desk(self.clock, 0) for code in self.layout.codes}
        manned = {unit.country for unit in self.units if unit.officers > 0.0}
        self.arrest_teams = {
            code: simpy.PriorityResource(self.clock, self._special_teams(code))
            for code in self.layout.codes
            if code in manned
        }

    def of_kind[A: mesa.Agent[Any]](self, kind: type[A]) -> list[A]:
        """The agents of a kind who take part, in the order in which they came."""
        return [agent for agent in self.agents_by_type.get(kind, ()) if isinstance(agent, kind)]

    def _special_teams(self, code: str) -> int:
        """Arrest teams of a country for operations: special intervention units, or one team of criminal police."""
        size = self.plan.behaviour.staffing.intervention_team
        officers = sum(
            unit.officers for unit in self.units if unit.country == code and unit.service == "special_intervention"
        )
        return max(1, int(officers / size))

    # The run ----------------------------------------------------------------------------------------------------------

    def run(self) -> Outcome:
        """Run the action to its end.

        Returns
        -------
        Outcome
            Frozen tables; a pure function of scenario, events, seed and replication.

        Raises
        ------
        ModelError
            If the model came into an impossible state.
        """
        with collector_paused():
            self._enlist()
            self.checkpoints = Checkpoints(self)
            self.exchange = Exchange(self)
            self.fusion = Fusion(self)
            self.searches = Searches(self)
            self.interventions = Interventions(self)
            self._found_institutions()
            self._prepare()
            self.clock.process(self._shifts())
            self.clock.process(self._briefings())
            for network in self.networks.values():
                self.clock.process(movements.plan(self, network))
            self.clock.run(until=self.plan.hours)
            return self._close()

    def _found_institutions(self) -> None:
        """All institutions that take part besides posts, contact points and Europol's analysis."""
        self.channels = Channels(self)
        self.bureaus = Bureaus(self)
        self.justice = Justice(self)
        self.assets = Assets(self)
        self.europol = EuropolInTheField(self)
        self.customs = Customs(self)
        self.support = Support(self)
        self.cyber = CyberPatrols(self)
        self.finance = Finance(self)
        self.crises = Crises(self)
        self.pursuits = Pursuits(self)
        self.systems = Systems(self)
        self.actions = PolicyCycle(self)
        self.institutions = (
            self.channels,
            self.bureaus,
            self.justice,
            self.assets,
            self.europol,
            self.customs,
            self.support,
            self.cyber,
            self.finance,
            self.crises,
            self.pursuits,
            self.systems,
            self.actions,
        )

    def _prepare(self) -> None:
        """What is done before hour 0."""
        self.skill = np.array([self._skill(point.country) for point in self.layout.checkpoints])
        self.fusion.prepare()
        self.searches.plan()
        for institution in self.institutions:
            institution.prepare()
        self.timeline = Timeline(self, (*self.plan.events, *self.recorded))

    def _skill(self, code: str) -> float:
        """Log-odds that training and the Schengen evaluation add to an officer's detection."""
        detection = self.plan.behaviour.detection
        rating = self.plan.countries[code].schengen_rating or reference.countries()[code].schengen_rating
        lacking = {"compliant": 0.0, "non_compliant": detection.non_compliant}
        return detection.training * trained(self.plan, code) - lacking.get(rating, detection.improvement_necessary)

    def _shifts(self) -> Process:
        """Staff posts, teams and desks at hour 0 and at each change of shift."""
        for unit in self.units:
            detail = f"{unit.officers:.0f} officers, {unit.deploy().sum():.0f} of them on checks"
            self.journal.add(Decision(self.clock.now, unit.name, "deploy", unit.country, detail))
        while True:
            self.restaff()
            now = self.clock.hour_of_day(self.clock.now)
            yield self.clock.timeout(min((change - now) % 24.0 or 24.0 for change in SHIFTS))

    def restaff(self) -> None:
        """Fill posts, teams and desks with those on duty now."""
        hour = self.clock.hour_of_day(self.clock.now)
        behaviour = self.plan.behaviour.staffing
        share = self.layout.on_duty(shift_of(hour))
        self.checkpoints.officers[:] = sum(
            (unit.deploy() for unit in self.units), np.zeros(len(self.layout.checkpoints))
        )
        self.checkpoints.staff(hour)
        for code in self.layout.codes:
            units = [unit for unit in self.units if unit.country == code]
            searchers = sum(unit.searchers for unit in units)
            self.teams[code].set_staff(max(1, round(searchers * share / behaviour.search_team)) if searchers else 0)
            if code in self.contact_points:
                self.contact_points[code].staff(sum(unit.clerks for unit in units), hour)
        self.fusion.staff(len(self.analysts), shift_of(hour) == 2)
        for institution in self.institutions:
            institution.staff(hour)

    def _briefings(self) -> Process:
        """From briefing to briefing: conditions of events, then all checks of the window."""
        length = self.plan.behaviour.checks.briefing
        per_hour = round(1.0 / length)
        for hour in range(int(self.plan.hours)):
            for part in range(per_hour):
                self.timeline.look()
                self.checkpoints.advance(hour + part / per_hour, hour + (part + 1) / per_hour)
                yield self.clock.timeout(hour + (part + 1) / per_hour - self.clock.now)

    def _verify(self) -> None:
        """Nothing is lost: every check that began has ended or is under way."""
        lost = self.checkpoints.lost_checks()
        for point in np.flatnonzero(lost):
            raise ModelError(
                f"{lost[point]:.0f} checks neither ended nor are under way",
                hour=self.time,
                subject=self.layout.checkpoints[point].name,
                seed=self.seed,
                replication=self.replication,
            )

    def _close(self) -> Outcome:
        self._verify()
        self.exchange.close()
        self.cases.close()
        for institution in self.institutions:
            institution.close()
        for journey in self.journeys.values():
            self.journal.add(journey.row())
        for name, network in self.networks.items():
            self.journal.add(network.row(self.fusion.pictures[name].known))
        closing.close(self)
        return freeze(
            self.journal,
            scenario_hash=self.layout.hash,
            seed=self.seed,
            replication=self.replication,
            hours=self.plan.hours,
            start=self.plan.start,
            countries=self.layout.codes,
            events=self.recorded,
        )

    # What agents and processes ask of the world -----------------------------------------------------------------------

    def next_briefing(self, time_h: float) -> float:
        """The first briefing at or after an hour."""
        length = self.plan.behaviour.checks.briefing
        return float(np.ceil(time_h / length) * length)

    def count(self, what: str, country: str, number: int = 1) -> None:
        """Count something that a timeline condition may ask for."""
        self._counts[what, country] += number

    def counted(self, what: str, country: str | None) -> float:
        """Count so far, of one country or of all."""
        if what == "open_requests":
            return self.exchange.open_requests(country)
        if what == "referrals":
            here = slice(None) if country is None else self.layout.country == self.layout.codes.index(country)
            return self.checkpoints.referrals(here)
        if country is not None:
            return self._counts[what, country]
        return sum(number for (name, _), number in self._counts.items() if name == what)

    def count_premises(self, country: str) -> None:
        """Count a planned search of premises, now."""
        self.premises[self.layout.codes.index(country), min(int(self.clock.now), self.premises.shape[1] - 1)] += 1

    @property
    def centre_works(self) -> bool:
        """Whether there is a coordination centre that works now."""
        return self.centre is not None and self.centre.works

    def same_jit(self, here: str, there: str) -> bool:
        """Whether two countries are in one joint investigation team."""
        return any(here in jit.members and there in jit.members for jit in self.jits)

    def detention_limit(self, country: str) -> float:
        """Hours after which somebody held in a country must be released."""
        return reference.countries()[country].detention_limit_h

    def reports(self, country: str, u: float) -> bool:
        """Whether a country reports something to Europol unasked."""
        return u < self.layout.cooperation.between(country, EUROPOL).reported

    def country_abroad(self, country: str, u: float) -> str:
        """Another participating country, by planned officers: where an alert or evidence comes from; else Europol."""
        codes, weights = self.layout.abroad(country)
        return weighted(codes, weights, u) if codes else EUROPOL

    def network_of_associate(self, country: str, u: float) -> str:
        """The network of an associate met in a country: one that was active there; empty when it was taken away."""
        names = self.presence[country]
        name = names[int(u * len(names))] if names else ""
        return name if name in self.networks else ""

    def points_of(self, posts: Iterable[str]) -> NDArray[np.int64]:
        """Checkpoints of some posts, as positions."""
        wanted = set(posts)
        return np.array([n for n, point in enumerate(self.layout.checkpoints) if point.post in wanted], dtype=np.int64)

    def way_h(self, here: int, there: int) -> float:
        """Hours on the way between two checkpoints."""
        a, b = self.layout.checkpoints[here], self.layout.checkpoints[there]
        crime = self.plan.behaviour.crime
        return movements.distance_km((a.lat, a.lon), (b.lat, b.lon)) * crime.detour / crime.mobility

    def travelled(self, country: str, hours: float) -> None:
        """Charge officer hours on the way to the largest unit of a country."""
        unit = self.largest_unit(country)
        if unit is not None:
            unit.travel_h += hours

    def add_officers(self, country: str, officers: float) -> None:
        """More officers of a country take part from now on, in its largest unit."""
        unit = self.largest_unit(country)
        if unit is not None:
            unit.reinforced_h += officers * (self.plan.hours - self.clock.now) / 24.0 * closing.SHIFT_H

    def largest_unit(self, country: str) -> NationalUnit | None:
        """The unit of a country with the most officers; None where none takes part."""
        own = (unit for unit in self.units if unit.country == country)
        return max(own, key=lambda unit: unit.officers, default=None)
