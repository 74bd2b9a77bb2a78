"""What becomes of a finding: holding, asking, seizing, arresting, opening investigations (ODD 7.6, 7.7).

Each arrest has exactly one path, and names the row that it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import OTHER, URGENT, Answer, Process
from sim.domain.places import Checkpoint
from sim.domain.practice import AREA_OF_MARK, crime_weights
from sim.engine.distributions import spread, variation, weighted
from sim.outcome.records import Arrest, Case, Investigation, Release, Seizure

if TYPE_CHECKING:
    from sim.domain.operation import Operation


@dataclass(frozen=True, slots=True)
class Finding:
    """A case as those who deal with it know it."""

    name: str
    country: str
    checkpoint: str
    point: int
    kind: str
    mark: str
    channel: str
    area: str
    network: str
    abroad: bool = False
    """Whether it rests on information from another country or Europol."""
    caught_by: str = "caught_in_the_act"
    """Path of an arrest on the spot: in the act at the checkpoint, or in a pursuit or surveillance from there."""


Handler = Callable[[Finding, tuple[float, ...]], Process]


class Cases:
    """All cases of a run."""

    def __init__(self, world: Operation) -> None:
        self.world = world
        weights = world.plan.crime_areas
        self._now_held: dict[str, Finding] = {}
        self._areas = tuple(weights)
        self._weights = tuple(weights.values())
        cases = world.plan.behaviour.cases
        readiness = variation(cases.opening_variation, world.chance.draw("weather", "investigations"))
        self._new_suspects = min(1.0, cases.new_suspects * readiness)
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
        self, time_h: float, name: str, point: Checkpoint, kind: str, selection: str, mark: str, channel: str
    ) -> None:
        """Open the case of an ordinary finding at its own time, which is now or later."""
        world = self.world
        if mark not in self._handlers:
            area = "migrant_smuggling"  # of an irregular entry, the one finding that nobody follows up
            case = Case(name, time_h, point.country, point.name, kind, selection, area, mark, channel, "", "")
            world.journal.add(case)
            return
        u = world.chance.draws("case", name)
        network = world.network_of_associate(point.country, u[5]) if mark == "associate" else ""
        if mark == "associate" and not network:
            return
        area = AREA_OF_MARK.get(mark) or self.area(u[6])
        shown = "suspect" if mark == "clean" else mark
        world.journal.add(
            Case(name, time_h, point.country, point.name, kind, selection, area, shown, channel, network, "")
        )
        if mark in _HITS:
            world.count("hits", point.country)
        number = world.layout.index[point.name]
        finding = Finding(name, point.country, point.name, number, kind, mark, channel, area, network)
        world.clock.begin(time_h, self._handlers[mark](finding, u))

    def open_movement(
        self, name: str, point: int, kind: str, mark: str, channel: str, network: str, movement: str, escaped: bool
    ) -> None:
        """Open, now, the case of a detected movement; where it escaped, a pursuit follows, or nothing but traces."""
        world = self.world
        place = world.layout.checkpoints[point]
        area = AREA_OF_MARK[mark]
        finding = Finding(name, place.country, place.name, point, kind, mark, channel, area, network)
        world.journal.add(
            Case(
                name,
                world.clock.now,
                place.country,
                place.name,
                kind,
                "movement",
                area,
                mark,
                channel,
                network,
                movement,
            )
        )
        if not escaped:
            self.follow_up(finding)
        elif not world.pursuits.pursue(finding, movement):
            world.fusion.leave_traces(finding)

    def follow_up(self, finding: Finding) -> None:
        """Do, from now on, what follows from the mark of a finding."""
        world = self.world
        world.clock.process(self._handlers[finding.mark](finding, world.chance.draws("case", finding.name)))

    def open_premises(self, name: str, country: str, mark: str) -> None:
        """Open, now, the case of a planned search that found something."""
        world = self.world
        area = AREA_OF_MARK[mark]
        world.journal.add(
            Case(name, world.clock.now, country, "", "premises", "premises", area, mark, "officer", "", "")
        )
        self.follow_up(Finding(name, country, "", -1, "premises", mark, "officer", area, ""))

    def follow(self, case: Case, point: int, *, abroad: bool) -> None:
        """Write a case down that opens now, and do what its mark asks for; `abroad`: on information from abroad."""
        world = self.world
        world.journal.add(case)
        finding = Finding(
            case.case,
            case.country,
            case.checkpoint,
            point,
            case.kind,
            case.mark,
            case.channel,
            case.crime_area,
            case.network,
            abroad,
        )
        world.clock.process(self._handlers[case.mark](finding, world.chance.draws("case", case.case)))

    def area(self, u: float, country: str = "") -> str:
        """A crime area by the weights of the action, or by those of a country."""
        if not country:
            return weighted(self._areas, self._weights, u)
        weights = crime_weights(self.world.plan, country)
        return weighted(tuple(weights), tuple(weights.values()), u)

    def arrest(self, finding: Finding, path: str, number: int = 1, *, member: int | None = None) -> None:
        """Arrest one person, now."""
        world = self.world
        name = f"{finding.name}/arrest-{number}"
        world.journal.add(
            Arrest(
                name,
                world.clock.now,
                finding.country,
                path,
                finding.area,
                finding.checkpoint,
                finding.name,
                finding.network,
                finding.abroad,
                finding.name,
            )
        )
        world.count("arrests", finding.country)
        if finding.network:
            world.networks[finding.network].lose_member(name, member)

    def seize(self, finding: Finding, *, weapons: int = 0, drugs_kg: float = 0.0, victims: int = 0) -> None:
        """Take weapons or drugs, or identify victims, now."""
        world = self.world
        world.journal.add(
            Seizure(finding.name, world.clock.now, finding.country, finding.area, weapons, drugs_kg, victims)
        )
        world.count("weapons", finding.country, weapons)

    def consider_investigation(self, finding: Finding, u: float) -> None:
        """Open an investigation, now, if the case is one of a network or shows a group that nobody knew.

        Another country is asked what it knows, in the ordinary way; the answer seldom comes before the action ends.
        """
        world = self.world
        if not finding.network and u >= self._new_suspects:
            return
        world.journal.add(
            Investigation(
                f"{finding.name}/investigation",
                world.clock.now,
                finding.country,
                finding.area,
                finding.network,
                finding.name,
            )
        )
        world.finance.asked(finding.country, finding.network, f"{finding.name}/investigation")
        abroad = world.country_abroad(finding.country, world.chance.draw("case", f"{finding.name}/investigation"))
        world.clock.process(
            world.exchange.ask(finding.name, finding.country, abroad, priority=OTHER, subject="investigation")
        )

    def _release(self, finding: Finding, reason: str) -> None:
        self.world.journal.add(Release(finding.name, self.world.clock.now, finding.country, reason))

    def close(self) -> None:
        """At the end of the action, write down who is still held."""
        for finding in self._now_held.values():
            self._release(finding, "held")

    def _let_go(self, finding: Finding, answer: Answer | None) -> None:
        """Release somebody whom the answer, or the want of one, does not convict."""
        if answer is None or answer.status == "lost":
            self._release(finding, "no_answer")
        else:
            self._release(finding, "cleared" if answer.answered else "refused")

    def _held(self, finding: Finding, receiver: str, limit_h: float) -> Process:
        """Hold somebody while a request is under way; returns the answer, or None when the lawful time has passed."""
        clock = self.world.clock
        asking = clock.process(
            self.world.exchange.ask(
                finding.name,
                finding.country,
                receiver,
                point=finding.point,
                priority=URGENT,
                area=finding.area,
                minor=is_minor(finding),
            )
        )
        self._now_held[finding.name] = finding
        yield asking | clock.timeout(limit_h)
        del self._now_held[finding.name]
        return asking.value if asking.triggered else None

    # What follows from each mark -------------------------------------------------------------------------------------

    def _wanted_home(self, finding: Finding, u: tuple[float, ...]) -> Process:
        behaviour = self.world.plan.behaviour
        yield self.world.clock.timeout(spread(behaviour.cases.confirmation, behaviour.exchange.variation, u[0]))
        if u[1] < behaviour.cases.mistaken:
            self._release(finding, "cleared")
        else:
            self.arrest(finding, "database_hit")

    def _wanted_abroad(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """The country of the alert must confirm before the lawful time of detention has passed."""
        world = self.world
        answer = yield from self._held(
            finding, world.country_abroad(finding.country, u[2]), world.detention_limit(finding.country)
        )
        if answer is None or not answer.answered or u[1] < world.plan.behaviour.cases.mistaken:
            self._let_go(finding, answer)
        else:
            finding = replace(finding, abroad=True)
            self.arrest(finding, "database_hit")

    def _notice(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """The country that entered the alert is told; nobody is held."""
        world = self.world
        yield from world.exchange.report(
            finding.name, finding.country, world.country_abroad(finding.country, u[2]), "hit"
        )

    def _suspect(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """Suspicion without proof: what would convict lies at home or abroad, and the time is short."""
        world = self.world
        cases = world.plan.behaviour.cases
        by_europol = finding.channel == EUROPOL.lower()
        if u[3] >= cases.foreign_evidence:
            yield world.clock.timeout(spread(cases.confirmation, world.plan.behaviour.exchange.variation, u[0]))
            finding = replace(finding, abroad=by_europol)
            self.arrest(finding, "database_hit" if by_europol else "caught_in_the_act")
            self._after_serious(finding, u)
            return
        receiver = EUROPOL if by_europol else world.country_abroad(finding.country, u[2])
        answer = yield from self._held(finding, receiver, cases.hold_unarrested)
        if answer is None or answer.status == "lost":
            self._release(finding, "no_answer")
        elif not answer.answered:
            self._release(finding, "refused")
        elif not answer.known:
            self._release(finding, "cleared")
        else:
            finding = replace(finding, abroad=True)
            self.arrest(finding, "database_hit")
            self.consider_investigation(finding, u[4])
            self._after_serious(finding, u)

    def _clear(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """A false indication raised suspicion: a country abroad is asked, and has nothing to tell."""
        world = self.world
        receiver = world.country_abroad(finding.country, u[2])
        answer = yield from self._held(finding, receiver, world.plan.behaviour.cases.hold_unarrested)
        self._let_go(finding, answer)

    def _false_document(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """Who it is must come from the country of origin; without that the holder is only refused entry."""
        world = self.world
        receiver = world.country_abroad(finding.country, u[2])
        answer = yield from self._held(finding, receiver, world.plan.behaviour.cases.hold_unarrested)
        if answer is not None and answer.known:
            finding = replace(finding, abroad=True)
            self.arrest(finding, "database_hit")
        else:
            self._let_go(finding, answer)

    def _drugs(self, finding: Finding, u: tuple[float, ...]) -> Process:
        cases = self.world.plan.behaviour.cases
        median = cases.drugs_load if finding.network else cases.drugs_median
        quantity = spread(median, cases.drugs_sigma, u[0])
        held = quantity >= cases.drugs_limit and finding.kind != "parcel"
        yield from self._evidence(u)
        if held:
            self._caught(finding, u)
        yield from self.world.customs.proof(finding)
        self.seize(finding, drugs_kg=quantity)
        if held:
            self.consider_investigation(finding, u[4])
        if finding.network or quantity >= cases.drugs_serious:
            self._after_serious(finding, u)

    def _firearms(self, finding: Finding, u: tuple[float, ...]) -> Process:
        cases = self.world.plan.behaviour.cases
        weapons = 1 + geometric(cases.weapons_load if finding.network else cases.weapons_more, u[0])
        yield from self._evidence(u)
        self.seize(finding, weapons=weapons)
        if finding.kind != "parcel":
            self._caught(finding, u)
        self.consider_investigation(finding, u[4])
        self._after_serious(finding, u)

    def _migrants(self, finding: Finding, u: tuple[float, ...]) -> Process:
        yield from self._evidence(u)
        self._caught(finding, u)
        self.consider_investigation(finding, u[4])
        self._after_serious(finding, u)

    def _victims(self, finding: Finding, u: tuple[float, ...]) -> Process:
        cases = self.world.plan.behaviour.cases
        yield from self._evidence(u)
        self.seize(finding, victims=1 + geometric(cases.victims_more, u[0]))
        self._caught(finding, u)
        self.consider_investigation(finding, u[4])
        self._after_serious(finding, u)

    def _goods(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """Stolen, untaxed or sanctioned goods, and waste."""
        cases = self.world.plan.behaviour.cases
        held = (finding.network or u[0] >= cases.goods_limit) and finding.kind != "parcel"
        yield from self._evidence(u)
        if held:
            self._caught(finding, u)
        yield from self.world.customs.proof(finding)
        if held:
            self.consider_investigation(finding, u[4])
            self._after_serious(finding, u)

    def _cash(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """Undeclared cash goes to the financial intelligence unit; only who carries it for a network is held."""
        yield from self._evidence(u)
        self.world.customs.report_cash(finding)
        if finding.network:
            self._caught(finding, u)
            self._after_serious(finding, u)
        self.consider_investigation(finding, u[4])

    def _associate(self, finding: Finding, u: tuple[float, ...]) -> Process:
        """Europol knows the person or vehicle: a trace of a network; nobody can be held for that."""
        yield self.world.clock.timeout(0)
        self.world.fusion.leave_traces(finding)
        self.world.pursuits.shadow(finding)

    def caught_by_watching(self, finding: Finding) -> None:
        """Somebody who was followed is seen committing a crime, now: an arrest, and what may follow from it."""
        u = self.world.chance.draws("case", finding.name)
        self.arrest(finding, finding.caught_by)
        self.consider_investigation(finding, u[4])
        self._search_address(finding, u)

    def _evidence(self, u: tuple[float, ...]) -> Process:
        """Secure evidence before anything else."""
        behaviour = self.world.plan.behaviour
        yield self.world.clock.timeout(spread(behaviour.cases.confirmation, behaviour.exchange.variation, u[7]))

    def _caught(self, finding: Finding, u: tuple[float, ...]) -> None:
        """Arrest who was caught, and perhaps a second person."""
        self.arrest(finding, finding.caught_by)
        together = finding.kind in ("vehicle", "premises")
        if together and u[1] < self.world.plan.behaviour.cases.accomplice:
            self.arrest(finding, finding.caught_by, 2)

    def _after_serious(self, finding: Finding, u: tuple[float, ...]) -> None:
        """Traces of a network are secured, and an address may be searched."""
        if finding.network:
            self.world.fusion.leave_traces(finding)
        self._search_address(finding, u)

    def _search_address(self, finding: Finding, u: tuple[float, ...]) -> None:
        """An address may have come up, here or abroad, and is searched."""
        world = self.world
        cases = world.plan.behaviour.cases
        if u[5] < cases.address:
            abroad = len(world.layout.codes) > 1 and u[5] < cases.address * cases.address_abroad
            place = world.country_abroad(finding.country, u[2]) if abroad else finding.country
            world.clock.process(world.searches.follow_up(finding, place))


def is_minor(finding: Finding) -> bool:
    """Whether it is only asked who somebody is, or whose document it is: no suspect and no network behind it."""
    return finding.mark in _MINOR and not finding.network


def geometric(more: float, u: float) -> int:
    """Number of further pieces when each is followed by another with probability `more`."""
    count, tail = 0, more
    while u < tail and count < 1000:
        count += 1
        tail *= more
    return count


_HITS = ("wanted_home", "wanted_abroad", "notice")
_MINOR = ("clean", "wanted_abroad", "false_document")
