"""Prosecutors, Eurojust, joint investigation teams (ODD 7.16)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from simpy.events import Event

from sim.engine.distributions import spread
from sim.institutions.justice.agents import EUROJUST, EurojustDesks, Prosecutors, found
from sim.institutions.justice.channels import TeamLine
from sim.institutions.justice.plan import JUSTICE, PRACTICE, JitProposed, JitSigned
from sim.outcome.records import Decision
from sim.scenario.events import AnswerRequest
from sim.scenario.part import Timed
from sim.scenario.schema import JointTeam
from sim.world import odds
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institution import DeskRow, Handler, Institution, Moment
from sim.world.contract.request import Process
from sim.world.theatre.cooperation import Terms
from sim.world.world import World

CUSTODY, OPERATION, OTHER = range(3)
"""Order in which prosecutors take jobs."""
OLAF_AREAS = ("property_crime", "excise_fraud", "economic_crime")
"""Crime areas of untaxed goods and fraud, in which OLAF helps."""


class WarrantLuck(NamedTuple):
    """Chance of a warrant and of what must come before it."""

    warrant: float
    letter: float


class CustodyLuck(NamedTuple):
    """Chance of the word on somebody who is held: how long it takes, and what it is."""

    time: float
    kept: float


@dataclass(slots=True)
class _Proposal:
    """A joint team that people are asked to join: who refused it, and who agreed."""

    refused: Event
    agreed: list[str] = field(default_factory=list)


class Judiciary(Institution):
    """Prosecutors of all countries, Eurojust, and what joint investigation teams change."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._prosecutors: dict[str, Prosecutors] = {}
        self._eurojust: EurojustDesks | None = None
        self._proposals: dict[str, _Proposal] = {}
        """Proposals that wait for the answer of people, by the name of the question."""
        self._plan = JUSTICE.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._in_eu = env.facts.members("eu")

    def found(self) -> None:
        """Create the prosecutors that the plan names, and Eurojust."""
        found(self.env)

    def prepare(self) -> None:
        """Find out who takes part."""
        self._prosecutors = {agent.country: agent for agent in self.env.of_kind(Prosecutors)}
        self._eurojust = self.env.one_of_kind(EurojustDesks)

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Joint investigation teams are signed, or proposed; people answer for their country."""
        return {JitSigned: self._signed, JitProposed: self._proposed, AnswerRequest: self._answered}

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """A team that is proposed is signed after a while, if all agree."""
        return {JitProposed: self._signed_h}

    def _signed_h(self, event: JitProposed) -> float:
        team = _team_of(event)
        return self.env.time + self._setting_up_h(team, self.env.chance.draw("justice", _subject(team)))

    def opens_channels(self) -> Iterator[Channel]:
        """The direct way of a joint team to Europol."""
        yield TeamLine(self.env, self.world.exchange.teams, self._practice.team_to_europol)

    def staff(self, hour_of_day: float) -> None:
        """Staff the prosecutors' desks by the officers who take part."""
        for code, prosecutors in self._prosecutors.items():
            prosecutors.staff(self.world.officers.of_country(code), hour_of_day)

    def desks(self) -> Iterator[DeskRow]:
        """Desks of prosecutors and of Eurojust."""
        for code, prosecutors in self._prosecutors.items():
            yield "prosecutors", code, prosecutors.desk
        if self._eurojust is not None:
            yield "eurojust", EUROJUST, self._eurojust.desk

    # Warrants ---------------------------------------------------------------------------------------------------------

    def authorised(self, country: str, subject: str, asker: str) -> Process:
        """Wait until the prosecutors of a country grant a measure there; returns whether there are any.

        Where another country asks for it, it needs a European Investigation Order or a letter of request, unless both
        are in one joint investigation team.
        """
        prosecutors = self._prosecutors.get(country)
        if prosecutors is None:
            return False
        luck = self.env.chance.luck(WarrantLuck, "justice", f"{country}/{subject}")
        if asker != country and not self.world.exchange.teams.together(asker, country):
            yield self.env.clock.timeout(self._letter_h(asker, country, luck.letter))
            self._recognise(prosecutors, subject, asker)
        yield prosecutors.desk.serve(self._warrant_h(luck), OTHER)
        prosecutors.decide("warrant", subject, "granted")
        return True

    def _warrant_h(self, luck: WarrantLuck) -> float:
        return spread(self._practice.warrant, self._practice.variation, luck.warrant)

    def keeps(self, finding: Finding) -> Process:
        """The prosecutors of a country say whether somebody held on suspicion is held on; nobody is without them."""
        prosecutors = self._prosecutors.get(finding.country)
        if prosecutors is None:
            return False
        luck = self.env.chance.luck(CustodyLuck, "justice", f"{finding.name}/custody")
        yield prosecutors.desk.serve(spread(self._practice.custody, self._practice.variation, luck.time), CUSTODY)
        kept = luck.kept < self._practice.keeps
        prosecutors.decide("custody", finding.name, "to be held on" if kept else "not beyond the time of police")
        return kept

    def agreed(self, operation: str, countries: Sequence[str]) -> Process:
        """Wait for what prosecutors need before a network operation; returns where there are any. The first leads.

        Countries outside a joint team with the lead are asked by letters, or all meet at Eurojust; then each grants
        its warrants, all at a time.
        """
        lead = countries[0]
        concerned = [code for code in countries if code in self._prosecutors]
        luck = {code: self.env.chance.luck(WarrantLuck, "justice", f"{code}/{operation}") for code in concerned}
        abroad = [code for code in concerned if code != lead and not self.world.exchange.teams.together(lead, code)]
        if abroad and self._eurojust is not None and self._plan.eurojust.coordination_meetings:
            yield from self._meet(self._eurojust, operation, countries)
        elif abroad:
            yield self.env.clock.timeout(max(self._letter_h(lead, code, luck[code].letter) for code in abroad))
            for code in abroad:
                self._recognise(self._prosecutors[code], operation, lead)
        granting = [self._prosecutors[code].desk.serve(self._warrant_h(luck[code]), OPERATION) for code in concerned]
        yield from granting
        for code in concerned:
            self._prosecutors[code].decide("warrant", operation, "granted")
        return concerned

    def _meet(self, eurojust: EurojustDesks, operation: str, countries: Sequence[str]) -> Process:
        """Prosecutors of all countries meet at Eurojust."""
        u = self.env.chance.draw("justice", f"meeting/{operation}")
        hours = spread(self._practice.meeting, self._practice.variation, u) * math.sqrt(len(countries) / 2.0)
        yield eurojust.desk.serve(hours, OPERATION)
        eurojust.meet(operation, countries)

    def _by_order(self, asker: str, country: str) -> bool:
        """Whether a European Investigation Order may be issued between two countries."""
        return asker in self._in_eu and country in self._in_eu

    def _letter_h(self, asker: str, country: str, u: float) -> float:
        """Hours until an order or a letter of request of another country is recognised."""
        practice = self._practice
        return spread(practice.order if self._by_order(asker, country) else practice.letter, practice.variation, u)

    def _recognise(self, prosecutors: Prosecutors, subject: str, asker: str) -> None:
        order = self._by_order(asker, prosecutors.country)
        kind = "European Investigation Order" if order else "letter of request"
        prosecutors.decide("recognise", subject, f"{kind} of {asker}")

    # Joint investigation teams ----------------------------------------------------------------------------------------

    def agreement_factor(self, countries: Sequence[str]) -> float:
        """Time to agree on an operation, against the usual: less where one joint team with Eurojust holds all."""
        helped = self._eurojust is not None and any(team.eurojust for team in self.world.exchange.teams.of(countries))
        return self._practice.team_agrees if helped else 1.0

    def terms(self, terms: Terms, here: str, there: str, area: str) -> Terms:
        """Terms on which a question is answered: where OLAF is in the team of both, answers about goods hold more."""
        if area not in OLAF_AREAS or not any(team.olaf for team in self.world.exchange.teams.of((here, there))):
            return terms
        return replace(terms, content=odds.filled(terms.content, self._practice.olaf))

    def package_published(self, package: str, network: str, countries: Sequence[str]) -> None:
        """After a package, Eurojust may request that its countries set up a joint investigation team."""
        known = any(self.world.exchange.teams.of(countries))
        if self._eurojust is None or len(countries) < 2 or known:
            return
        if self.env.chance.draw("justice", f"{package}/team") < self._practice.initiated:
            team = JointTeam(members=tuple(countries), europol=True, eurojust=True)
            self.env.clock.process(self._propose(team, self._eurojust.name))

    def _signed(self, event: JitSigned) -> Process:
        yield from ()
        self.world.exchange.teams.sign(JointTeam(members=event.countries))

    def _proposed(self, event: JitProposed) -> Process:
        """Countries are asked to sign a joint investigation team, with or without agencies."""
        return (yield from self._propose(_team_of(event)))

    def _propose(self, team: JointTeam, by: str = "") -> Process:
        """Countries are asked to sign a joint team: it comes about after a while, if all agree with the first.

        Countries whose desk people hold may answer until it is to be signed. Returns in words who did not agree.
        """
        env = self.env
        first, *others = dict.fromkeys(team.members)
        subject = _subject(team)
        self._decide(by or f"{first}/prosecutors", "jit_proposed", subject, _agencies(team))
        people = [code for code in others if env.seats.taken(code)]
        refused = self._refusing(subject, first, [code for code in others if code not in people])
        if refused is None:
            hours = self._setting_up_h(team, env.chance.draw("justice", subject))
            refused = yield from self._asked(subject, first, people, hours)
        if refused is not None:
            self._decide(f"{refused}/prosecutors", "jit_refused", subject, f"asked by {by or first}")
            self._tell((first, *others), "jit_refused", subject, refused)
            return f"{refused} did not agree"
        self.world.exchange.teams.sign(team)
        self._decide(f"{first}/prosecutors", "jit_signed", subject, _agencies(team))
        self._tell((first, *others), "jit_signed", subject, " ".join((first, *others)))
        return ""

    def _tell(self, countries: Sequence[str], kind: str, subject: str, detail: str) -> None:
        """Tell countries what became of a team, each by the name of the question that it was asked."""
        for code in countries:
            self.env.notices.tell(code, kind, f"{subject}/{code}", detail=detail)

    def _refusing(self, subject: str, first: str, countries: Sequence[str]) -> str | None:
        """The first of some countries that by itself does not agree to a team; None if all agree."""
        chance, between = self.env.chance, self.env.theatre.cooperation.between
        return next(
            (
                code
                for code in countries
                if chance.draw("justice", f"{subject}/{code}") >= between(first, code).answered
            ),
            None,
        )

    def _asked(self, subject: str, first: str, people: Sequence[str], hours: float) -> Process:
        """Set a team up; returns who refused meanwhile, or at its end by itself, of those whose desk people hold."""
        env = self.env
        time = env.clock.timeout(hours)
        proposal, words = _Proposal(Event(env.clock)), subject.partition("/")[2].replace("-", " ")
        for code in people:
            self._proposals[f"{subject}/{code}"] = proposal
            until_h = env.clock.now + hours
            env.notices.tell(code, "jit_proposed", f"{subject}/{code}", other=first, detail=words, until_h=until_h)
        yield (time | proposal.refused) if people else time
        for code in people:
            self._proposals.pop(f"{subject}/{code}", None)
        if proposal.refused.triggered:
            return proposal.refused.value
        return self._refusing(subject, first, [code for code in people if code not in proposal.agreed])

    def _answered(self, event: AnswerRequest) -> Process:
        """People agree to a team, or refuse it; once."""
        proposal = self._proposals.get(event.message)
        if proposal is not None and event.message.endswith(f"/{event.owner}"):
            del self._proposals[event.message]
            self.env.notices.tell(event.owner, "replied", event.message, detail=event.give)
            if event.give == "answered":
                proposal.agreed.append(event.owner)
            elif not proposal.refused.triggered:
                proposal.refused.succeed(event.owner)
        yield from ()

    def _setting_up_h(self, team: JointTeam, u: float) -> float:
        """Hours until a joint team is signed: fewer with Eurojust's help and its money."""
        practice = self._practice
        hours = spread(practice.setting_up, practice.variation, u)
        if self._eurojust is None or not team.eurojust:
            return hours
        funded = practice.with_funding if self._plan.eurojust.funding else 1.0
        return hours * practice.with_eurojust * funded

    def _decide(self, agent: str, decision: str, subject: str, detail: str) -> None:
        self.env.journal.add(Decision(self.env.clock.now, agent, decision, subject, detail))


def _team_of(event: JitProposed) -> JointTeam:
    """The team that is proposed."""
    return JointTeam(members=event.countries, europol=event.europol, eurojust=event.eurojust, olaf=event.olaf)


def _subject(team: JointTeam) -> str:
    """The name of a team."""
    return "jit/" + "-".join(dict.fromkeys(team.members))


def _agencies(team: JointTeam) -> str:
    """Which agencies take part in a team, in words."""
    taking_part = [name for name in ("europol", "eurojust", "olaf") if getattr(team, name)]
    return "with " + " ".join(taking_part) if taking_part else "countries only"


INSTITUTION = Judiciary
