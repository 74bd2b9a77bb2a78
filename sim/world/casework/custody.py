"""Who is held while another country is asked, and what is asked for them (ODD 7.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from simpy.events import AnyOf, Event

from sim.scenario.events import AskAgain
from sim.scenario.part import Timed
from sim.world.casework.arrests import Arrests
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institution import Handler
from sim.world.contract.institutions import Institutions
from sim.world.contract.names import Names
from sim.world.contract.request import URGENT, Answer, Process
from sim.world.exchange.exchange import InformationExchange


class Held(NamedTuple):
    """Somebody who is held while another country is asked, at most until an hour.

    Attributes
    ----------
    receiver
        The country, or Europol, where what matters is known.
    requests
        All that was asked for this person, the first first; people may add to it.
    answered
        Brings an answer that helps to a further request.
    """

    finding: Finding
    receiver: str
    since_h: float
    until_h: float
    requests: list[Event]
    answered: Event

    @property
    def waits(self) -> bool:
        """Whether an answer may still come: none that helps is there, and somebody is still asked."""
        first = self.requests[0]
        answer: Answer | None = first.value if first.triggered else None
        helped = self.answered.triggered or (answer is not None and answer.answered)
        return not helped and not all(one.triggered for one in self.requests)


class Custody:
    """All who are held in a run."""

    def __init__(
        self, env: Environment, institutions: Institutions, exchange: InformationExchange, arrests: Arrests
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._exchange = exchange
        self._arrests = arrests
        self._held: dict[str, Held] = {}
        self._names = Names()

    def held_in(self, country: str) -> Iterator[Held]:
        """Who is held in a country now."""
        return (held for held in self._held.values() if held.finding.country == country)

    def close(self) -> None:
        """At the end of the action, write down who is still held."""
        for held in self._held.values():
            self._arrests.release(held.finding, "held")

    def hold(self, finding: Finding, receiver: str, limit_h: float) -> Process:
        """Hold somebody while another country is asked, by whatever request is under way.

        Where the limit is that of police, an institution may have him held on, up to the country's detention limit.

        Returns
        -------
        Answer or None
            The answer, or that there is none; None if the limit passed before it came.
        """
        clock = self._env.clock
        held = Held(finding, receiver, clock.now, clock.now + limit_h, [], Event(clock))
        self._arrests.tell(finding, "held", other=receiver, until_h=held.until_h)
        asking = clock.process(self._ask(held, receiver, "ask"))
        held.requests.append(asking)
        self._held[finding.name] = held
        more_h = self._env.facts[finding.country].detention_limit_h - limit_h
        kept = clock.process(self._kept(held)) if more_h > 0.0 else None
        yield from self._wait(held, limit_h)
        if held.waits and kept is not None and kept.triggered and kept.value:
            self._held[finding.name] = held._replace(until_h=held.until_h + more_h)
            self._arrests.tell(finding, "held", other=receiver, until_h=held.until_h + more_h)
            yield from self._wait(held, more_h)
        del self._held[finding.name]
        if held.answered.triggered:
            return held.answered.value
        return None if held.waits else asking.value

    def _wait(self, held: Held, limit_h: float) -> Process:
        """Wait for an answer that helps, until nobody is asked any more, at most some hours."""
        clock = self._env.clock
        limit = clock.timeout(limit_h)
        while held.waits and not limit.processed:
            yield AnyOf(clock, (*(one for one in held.requests if not one.triggered), limit, held.answered))

    def _kept(self, held: Held) -> Process:
        """Whether somebody may be held on: that is asked when half of the time is over and no answer has come."""
        yield self._env.clock.timeout((held.until_h - held.since_h) / 2.0)
        return (yield from self._institutions.keeps(held.finding)) if held.waits else False

    def _ask(self, held: Held, receiver: str, subject: str, channel: str = "") -> Process:
        finding = held.finding
        return self._exchange.ask(
            finding.name,
            finding.country,
            receiver,
            point=finding.point,
            priority=URGENT,
            subject=subject,
            area=finding.area,
            minor=finding.minor,
            held_until_h=held.until_h,
            by=channel,
        )

    def handles(self) -> Mapping[type[Timed], Handler]:
        """People ask another country, or again, for somebody who is held."""
        return {AskAgain: self._ask_again}

    def _ask_again(self, event: AskAgain) -> Process:
        """A further request; only where what matters is known can an answer help."""
        held = self._held.get(event.case)
        if held is None or held.finding.country != event.country:
            return "nobody of this name is held there"
        subject = self._names.give("ask", event)
        asking = self._env.clock.process(self._ask(held, event.receiver, subject, event.channel or ""))
        held.requests.append(asking)
        answer: Answer = yield asking
        if answer.answered and event.receiver == held.receiver and not held.answered.triggered:
            held.answered.succeed(answer)
        return ""
