"""All institutions of a run, asked as one (ODD 3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from sim.scenario.part import Timed
from sim.world.contract.channel import Channel
from sim.world.contract.finding import Finding
from sim.world.contract.institution import DeskRow, Floats, Handler, Institution, Moment
from sim.world.contract.request import Process, Request
from sim.world.theatre.cooperation import Terms
from sim.world.theatre.places import Border


class Institutions:
    """Puts each question of `Institution` to those who answer it, in the order of the registry, and to nobody else."""

    def __init__(self) -> None:
        self._who: dict[str, tuple[Callable[..., Any], ...]] = {}

    def join(self, members: Iterable[Institution]) -> None:
        """Take in the institutions of the run."""
        everybody = tuple(members)
        for name in vars(Institution):
            if not name.startswith("_"):
                self._who[name] = tuple(getattr(one, name) for one in everybody if _answers(one, name))

    def _tell(self, what: str, *about: Any) -> None:
        for hears in self._who[what]:
            hears(*about)

    def _change(self, what: str, value: Any, *about: Any) -> Any:
        for changes in self._who[what]:
            value = changes(value, *about)
        return value

    def _wait(self, what: str, *about: Any) -> Process:
        for waits in self._who[what]:
            yield from waits(*about)

    # Their own course -------------------------------------------------------------------------------------------------

    def found(self) -> None:
        """Let all create their agents."""
        self._tell("found")

    def prepare(self) -> None:
        """Let all do what they do before hour 0."""
        self._tell("prepare")

    def staff(self, hour_of_day: float) -> None:
        """Let all staff desks and teams."""
        self._tell("staff", hour_of_day)

    def close(self) -> None:
        """Let all write down what is still under way."""
        self._tell("close")

    def desks(self) -> Iterator[DeskRow]:
        """The desks of all."""
        for desks in self._who["desks"]:
            yield from desks()

    def handlers(self) -> Iterator[tuple[type[Timed], Handler]]:
        """Kinds of event, each with what it sets off; one kind may set off several things."""
        for handles in self._who["handles"]:
            yield from handles().items()

    def acts_at(self) -> Iterator[tuple[type[Timed], Moment]]:
        """Kinds of event that act later than they come, each with the hour at which one that comes now acts."""
        for acts_at in self._who["acts_at"]:
            yield from acts_at().items()

    def present(self) -> Iterator[tuple[int, str]]:
        """Whom institutions have at which checkpoint now."""
        for present in self._who["present"]:
            yield from present()

    # Checks -----------------------------------------------------------------------------------------------------------

    def skill(self, skill: Floats) -> Floats:
        """Log-odds that officers have at each checkpoint."""
        changed: Floats = self._change("skill", skill)
        return changed

    def at_work(self, detection: Floats, false_alarm: Floats, hour_of_day: float) -> None:
        """Change what is detected and indicated falsely on a shift."""
        self._tell("at_work", detection, false_alarm, hour_of_day)

    def out_of_reach(self, detection: Floats) -> None:
        """Change what is left of detection where a database does not answer."""
        self._tell("out_of_reach", detection)

    # Messages ---------------------------------------------------------------------------------------------------------

    def opens_channels(self) -> Iterator[Channel]:
        """Channels that institutions open."""
        for opens in self._who["opens_channels"]:
            yield from opens()

    def terms(self, terms: Terms, here: str, there: str, area: str) -> Terms:
        """Terms on which a country answers another about a crime area."""
        changed: Terms = self._change("terms", terms, here, there, area)
        return changed

    def sent(self, request: Request, channel: Channel) -> Process:
        """Wait for what happens to a request before it sets out."""
        return self._wait("sent", request, channel)

    def answer_h(self, request: Request, hours: float) -> float:
        """Time that the authority asked needs."""
        for changes in self._who["answer_h"]:
            hours = changes(request, hours)
        return hours

    def quickest(self, share: float) -> float:
        """Least share of its time that an authority needs when it hurries."""
        changed: float = self._change("quickest", share)
        return changed

    # Findings and networks --------------------------------------------------------------------------------------------

    def brings_trace(self, country: str, trace: str) -> bool:
        """Whether somebody brings a trace that the country held back."""
        return any(brings(country, trace) for brings in self._who["brings_trace"])

    def escaped(self, finding: Finding, route: Sequence[Border]) -> bool:
        """Whether somebody goes after those who got away."""
        return any(escaped(finding, route) for escaped in self._who["escaped"])

    def met_associate(self, finding: Finding) -> None:
        """Tell that an associate of a network was met."""
        self._tell("met_associate", finding)

    def cash_found(self, finding: Finding) -> None:
        """Tell of undeclared cash."""
        self._tell("cash_found", finding)

    def keeps(self, finding: Finding) -> Process:
        """Wait for the word on somebody held on suspicion; returns whether he may be held on."""
        kept = False
        for keeps in self._who["keeps"]:
            kept |= yield from keeps(finding)
        return kept

    def proven(self, finding: Finding) -> Process:
        """Wait until what was found is proven."""
        return self._wait("proven", finding)

    def investigation_opened(self, country: str, network: str, cause: str) -> None:
        """Tell that an investigation was opened."""
        self._tell("investigation_opened", country, network, cause)

    def package_published(self, package: str, network: str, countries: Sequence[str]) -> None:
        """Tell of a package of Europol."""
        self._tell("package_published", package, network, countries)

    # Searches and operations ------------------------------------------------------------------------------------------

    def authorised(self, country: str, subject: str, asker: str) -> Process:
        """Wait until a measure is granted; returns whether somebody there grants such measures."""
        granted = False
        for authorised in self._who["authorised"]:
            granted |= yield from authorised(country, subject, asker)
        return granted

    def tasked(self, country: str, subject: str, u: float, urgent: bool) -> Process:
        """Wait until a task has reached those who carry it out; returns whether somebody knows there who is free."""
        known = False
        for tasked in self._who["tasked"]:
            known |= yield from tasked(country, subject, u, urgent)
        return known

    def leads(self, operation: str, area: str, lead: str, concerned: Collection[str]) -> str:
        """The country that leads an operation."""
        for leads in self._who["leads"]:
            lead = leads(operation, area, lead, concerned)
        return lead

    def agreed(self, operation: str, countries: Sequence[str]) -> Process:
        """Wait for what an operation needs before it is planned; returns the countries that granted it."""
        granted: set[str] = set()
        for agreed in self._who["agreed"]:
            granted.update((yield from agreed(operation, countries)) or ())
        return granted

    def agreement_factor(self, countries: Sequence[str]) -> float:
        """Time to agree on an operation, against the usual."""
        factor = 1.0
        for agrees in self._who["agreement_factor"]:
            factor *= agrees(countries)
        return factor


def _answers(one: Institution, what: str) -> bool:
    """Whether an institution overrides a method."""
    return getattr(type(one), what) is not getattr(Institution, what)
