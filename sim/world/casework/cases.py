"""Cases: what follows from a finding (ODD 7.6, 7.7).

What follows depends on the mark, that is on what a checked person or thing turned out to be. Who is caught in the act
is arrested once evidence is secured. Where proof lies abroad somebody is held while another country is asked, and must
be released when the lawful time has passed. A serious case leads on: to traces of a network, the search of an address,
an investigation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.engine.distributions import spread
from sim.outcome.records import Case
from sim.words import AREA_OF_MARK, CROSS_CHECK, EUROPOL
from sim.world.analysis.analysis import Analysis
from sim.world.casework.arrests import Arrests, counted, geometric
from sim.world.casework.custody import Custody
from sim.world.casework.searches import SearchTeams
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Answer, Process
from sim.world.crime.networks import CriminalNetworks
from sim.world.exchange.exchange import InformationExchange
from sim.world.theatre.places import Border, Checkpoint

UNFOLLOWED_AREA = "migrant_smuggling"
"""Crime area of an irregular entry, the one finding that is only written down."""


class CaseLuck(NamedTuple):
    """Chance of what becomes of a finding."""

    amount: float
    """How much was found, how long it takes to confirm who somebody is, or what a false document leads to."""
    mistaken: float
    """Whether it is the wrong person."""
    country: float
    """Which country knows more."""
    evidence_abroad: float
    """Whether the proof lies abroad."""
    investigation: float
    """Whether an investigation is opened."""
    address: float
    """Whether an address comes up, and where; or to which network an associate belongs."""
    area: float
    """The crime area, where the mark has none of its own."""
    evidence: float
    """How long it takes to secure evidence."""

    @property
    def accomplice(self) -> float:
        """Whether a second person is caught; drawn with `mistaken`, since no mark asks for both."""
        return self.mistaken


Handler = Callable[[Finding, CaseLuck], Process]


class Casework:
    """All cases of a run: one process for each, by the mark of the finding.

    Attributes
    ----------
    custody
        Who is held.
    """

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        exchange: InformationExchange,
        networks: CriminalNetworks,
        analysis: Analysis,
        arrests: Arrests,
        searches: SearchTeams,
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._exchange = exchange
        self._networks = networks
        self._analysis = analysis
        self._arrests = arrests
        self._searches = searches
        self.custody = Custody(env, institutions, exchange, arrests)
        searches.leave_to(self.follow_up)
        self._sis = env.facts.connected("sis")
        self._handlers: dict[str, Handler] = {
            "clean": self._clear,
            "wanted_home": self._wanted_home,
            "wanted_abroad": self._wanted_abroad,
            "notice": self._notice,
            "false_document": self._false_document,
            "drugs": self._drugs,
            "firearms": self._firearms,
            "migrants": self._migrants,
            "victims": self._victims,
            "suspect": self._suspect,
            "associate": self._associate,
            "goods": self._goods,
            "waste": self._goods,
            "excise": self._goods,
            "sanctioned": self._goods,
            "cash": self._cash,
        }

    def open_at(
        self, time_h: float, name: str, point: Checkpoint, kind: str, selection: str, mark: str, detector: str
    ) -> None:
        """Open the case of what an ordinary check found, at its own hour, which is now or later.

        A mark that nobody follows up is only written down. A crime area is drawn for marks that have none of their own.
        An associate belongs to a network that is at work in the country; where there is none, there is no case.
        """
        env = self._env
        if mark not in self._handlers:
            where = point.country, point.name
            env.journal.add(Case(name, time_h, *where, kind, selection, UNFOLLOWED_AREA, mark, detector, "", ""))
            return
        luck = env.chance.luck(CaseLuck, "case", name)
        network = ""
        if mark == "associate":
            network = self._networks.of_associate(point.country, luck.address)
            if not network:
                return
        elif mark in _HITS:
            env.journal.count("hits", point.country)
        finding = Finding(
            name=name,
            country=point.country,
            checkpoint=point.name,
            point=env.theatre.index[point.name],
            kind=kind,
            mark=mark,
            detector=detector,
            area=AREA_OF_MARK.get(mark) or env.theatre.crime_area(luck.area),
            network=network,
        )
        self._arrests.open_case(finding, selection, at=time_h)
        env.clock.begin(time_h, self._come_to_light(finding, luck))

    def _come_to_light(self, finding: Finding, luck: CaseLuck) -> Process:
        """What an ordinary check found is known at its own hour, and is followed up."""
        self._arrests.tell(finding, "found")
        return (yield from self._handlers[finding.mark](finding, luck))

    def open_movement(self, finding: Finding, movement: str, route: Sequence[Border], *, escaped: bool) -> None:
        """Open, now, the case of a movement that was detected.

        If those on it escaped, an institution may go after them; else they leave only traces.
        """
        self._arrests.open_case(finding, "movement", movement)
        if not escaped:
            self.follow_up(finding)
        elif not self._institutions.escaped(finding, route):
            self._analysis.leave_traces(finding)

    def open_lead(self, finding: Finding, cause: str) -> None:
        """Open, now, the case of something that a lead announced."""
        self._arrests.open_case(finding, "lead", cause)
        self.follow_up(finding)

    def follow_up(self, finding: Finding) -> None:
        """Begin, now, what follows from the mark of a finding whose case is open."""
        luck = self._env.chance.luck(CaseLuck, "case", finding.name)
        self._env.clock.process(self._handlers[finding.mark](finding, luck))

    def close(self) -> None:
        """At the end of the action, write down who is still held."""
        self.custody.close()

    def _let_go(self, finding: Finding, answer: Answer | None) -> None:
        """Release somebody against whom there is nothing: for want of an answer, or because of what it said."""
        if answer is None or answer.status == "lost":
            self._arrests.release(finding, "no_answer")
        else:
            self._arrests.release(finding, "cleared" if answer.answered else "refused")

    # What follows from each mark -------------------------------------------------------------------------------------

    def _wanted_home(self, finding: Finding, luck: CaseLuck) -> Process:
        """An alert of the own country: an arrest as soon as it is confirmed who it is."""
        behaviour = self._env.plan.behaviour
        yield self._env.clock.timeout(spread(behaviour.cases.confirmation, behaviour.exchange.variation, luck.amount))
        if luck.mistaken < behaviour.cases.mistaken:
            self._arrests.release(finding, "cleared")
        else:
            self._arrests.arrest(finding, "database_hit")

    def _wanted_abroad(self, finding: Finding, luck: CaseLuck) -> Process:
        """An alert of another country: in a system of both it acts at once, and the country that entered it is told.

        Elsewhere that country must confirm it before the lawful time of detention has passed.
        """
        asked = self._env.theatre.country_abroad(finding.country, luck.country)
        if finding.country in self._sis and asked in self._sis:
            yield from self._wanted_home(finding, luck)
            yield from self._exchange.report(finding.name, finding.country, asked, "hit")
            return
        limit_h = self._env.facts[finding.country].detention_limit_h
        answer = yield from self.custody.hold(finding, asked, limit_h)
        if answer is None or not answer.answered or luck.mistaken < self._env.plan.behaviour.cases.mistaken:
            self._let_go(finding, answer)
        else:
            finding = finding._replace(abroad=True)
            self._arrests.arrest(finding, "database_hit")

    def _notice(self, finding: Finding, luck: CaseLuck) -> Process:
        """An alert by which nobody is held: the country that entered it is told."""
        yield from self._exchange.report(
            finding.name, finding.country, self._env.theatre.country_abroad(finding.country, luck.country), "hit"
        )

    def _suspect(self, finding: Finding, luck: CaseLuck) -> Process:
        """A suspect without proof.

        The proof lies at home, and is found; or it lies abroad, and must be asked for while the suspect is held.
        """
        cases = self._env.plan.behaviour.cases
        by_europol = finding.detector == CROSS_CHECK
        if luck.evidence_abroad >= cases.foreign_evidence:
            yield self._env.clock.timeout(
                spread(cases.confirmation, self._env.plan.behaviour.exchange.variation, luck.amount)
            )
            finding = finding._replace(abroad=by_europol)
            self._arrests.arrest(finding, "database_hit" if by_europol else "caught_in_the_act")
            self._after_serious(finding, luck)
            return
        receiver = EUROPOL if by_europol else self._env.theatre.country_abroad(finding.country, luck.country)
        answer = yield from self.custody.hold(finding, receiver, cases.hold_unarrested)
        if answer is None or answer.status == "lost":
            self._arrests.release(finding, "no_answer")
        elif not answer.answered:
            self._arrests.release(finding, "refused")
        elif not answer.known:
            self._arrests.release(finding, "cleared")
        else:
            finding = finding._replace(abroad=True)
            self._arrests.arrest(finding, "database_hit")
            self._arrests.consider_investigation(finding, luck.investigation)
            self._after_serious(finding, luck)

    def _clear(self, finding: Finding, luck: CaseLuck) -> Process:
        """A false indication raised suspicion: another country is asked, and has nothing to say."""
        receiver = self._env.theatre.country_abroad(finding.country, luck.country)
        answer = yield from self.custody.hold(finding, receiver, self._env.plan.behaviour.cases.hold_unarrested)
        self._let_go(finding, answer)

    def _false_document(self, finding: Finding, luck: CaseLuck) -> Process:
        """A false document is an offence at home: nobody is asked; whoever shows it is arrested, or only reported."""
        yield from self._evidence(luck)
        if luck.amount < self._env.plan.behaviour.cases.document_fraud:
            self._arrests.arrest(finding, finding.caught_by)
        if finding.network:
            self._analysis.leave_traces(finding)

    def _drugs(self, finding: Finding, luck: CaseLuck) -> Process:
        """Drugs: all are seized; from a limit on, and not in a parcel, the holder is arrested."""
        cases = self._env.plan.behaviour.cases
        median = cases.drugs_load if finding.network else cases.drugs_median
        quantity = spread(median, cases.drugs_sigma, luck.amount)
        held = quantity >= cases.drugs_limit and finding.kind != "parcel"
        yield from self._evidence(luck)
        if held:
            self._caught(finding, luck)
        yield from self._institutions.proven(finding)
        self._arrests.seize(finding, drugs_kg=quantity)
        if held:
            self._arrests.consider_investigation(finding, luck.investigation)
        if finding.network or quantity >= cases.drugs_serious:
            self._after_serious(finding, luck)

    def _firearms(self, finding: Finding, luck: CaseLuck) -> Process:
        """Firearms: all are seized; whoever carries them is arrested, unless they are in a parcel."""
        cases = self._env.plan.behaviour.cases
        more = cases.weapons_load if finding.network else cases.weapons_more
        weapons = 1 + geometric(counted(more, cases.weapons_this_action), luck.amount)
        yield from self._evidence(luck)
        self._arrests.seize(finding, weapons=weapons)
        if finding.kind != "parcel":
            self._caught(finding, luck)
        self._arrests.consider_investigation(finding, luck.investigation)
        self._after_serious(finding, luck)

    def _migrants(self, finding: Finding, luck: CaseLuck) -> Process:
        """Smuggled migrants: the smuggler is arrested."""
        yield from self._evidence(luck)
        self._caught(finding, luck)
        self._arrests.consider_investigation(finding, luck.investigation)
        self._after_serious(finding, luck)

    def _victims(self, finding: Finding, luck: CaseLuck) -> Process:
        """Victims of trafficking are identified, and the trafficker is arrested."""
        cases = self._env.plan.behaviour.cases
        yield from self._evidence(luck)
        self._arrests.seize(finding, victims=1 + geometric(cases.victims_more, luck.amount))
        self._caught(finding, luck)
        self._arrests.consider_investigation(finding, luck.investigation)
        self._after_serious(finding, luck)

    def _goods(self, finding: Finding, luck: CaseLuck) -> Process:
        """Stolen, untaxed or sanctioned goods, or waste: from a value on, or for a network, the holder is arrested."""
        cases = self._env.plan.behaviour.cases
        held = (finding.network or luck.amount >= cases.goods_limit) and finding.kind != "parcel"
        yield from self._evidence(luck)
        if held:
            self._caught(finding, luck)
        yield from self._institutions.proven(finding)
        if held:
            self._arrests.consider_investigation(finding, luck.investigation)
            self._after_serious(finding, luck)

    def _cash(self, finding: Finding, luck: CaseLuck) -> Process:
        """Undeclared cash: institutions hear of it, and only who carries it for a network is arrested."""
        yield from self._evidence(luck)
        self._institutions.cash_found(finding)
        if finding.network:
            self._caught(finding, luck)
            self._after_serious(finding, luck)
        self._arrests.consider_investigation(finding, luck.investigation)

    def _associate(self, finding: Finding, luck: CaseLuck) -> Process:
        """Europol knows the person or vehicle as part of a network: a trace of it, for which nobody can be held."""
        yield self._env.clock.timeout(0)
        self._analysis.leave_traces(finding)
        self._institutions.met_associate(finding)

    def caught_by_watching(self, finding: Finding) -> None:
        """Somebody who was followed is seen committing a crime, now: an arrest and what may follow from it."""
        luck = self._env.chance.luck(CaseLuck, "case", finding.name)
        self._arrests.arrest(finding, finding.caught_by)
        self._arrests.consider_investigation(finding, luck.investigation)
        self._search_address(finding, luck)

    def _evidence(self, luck: CaseLuck) -> Process:
        """Take the time to secure evidence."""
        behaviour = self._env.plan.behaviour
        yield self._env.clock.timeout(spread(behaviour.cases.confirmation, behaviour.exchange.variation, luck.evidence))

    def _caught(self, finding: Finding, luck: CaseLuck) -> None:
        """Arrest who was caught, and in a vehicle or on premises perhaps a second person."""
        self._arrests.arrest(finding, finding.caught_by)
        together = finding.kind in ("vehicle", "premises")
        if together and luck.accomplice < self._env.plan.behaviour.cases.accomplice:
            self._arrests.arrest(finding, finding.caught_by, 2)

    def _after_serious(self, finding: Finding, luck: CaseLuck) -> None:
        """After a serious case: leave traces if a network is behind it, and perhaps search an address."""
        if finding.network:
            self._analysis.leave_traces(finding)
        self._search_address(finding, luck)

    def _search_address(self, finding: Finding, luck: CaseLuck) -> None:
        """Search an address, if one came up, at home or in another country."""
        env = self._env
        cases = env.plan.behaviour.cases
        if luck.address < cases.address:
            abroad = len(env.theatre.codes) > 1 and luck.address < cases.address * cases.address_abroad
            place = env.theatre.country_abroad(finding.country, luck.country) if abroad else finding.country
            env.clock.process(self._searches.follow_up(finding, place))


_HITS = ("wanted_home", "wanted_abroad", "notice")
"""Marks that are found as hits of a database, and counted as such."""
