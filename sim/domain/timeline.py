"""Timeline events: at an hour, or on a condition, something changes (ODD 7.13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.domain.exchange import Process
from sim.outcome.records import Decision, TimelineRow
from sim.scenario import events
from sim.scenario.sections.justice import JointTeam

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class Timeline:
    """The events of a scenario and those recorded in an exercise; each takes effect once."""

    def __init__(self, world: Operation, planned: tuple[events.Event, ...]) -> None:
        self.world = world
        self._traces: Counter[str] = Counter()
        self._waiting = [event for event in planned if event.when is not None]
        for event in planned:
            if event.at is not None:
                world.clock.begin(event.at, self._happen(event))

    def look(self) -> None:
        """At a briefing: let those events happen whose condition has come true."""
        still = []
        for event in self._waiting:
            condition = event.when
            assert condition is not None
            if self.world.counted(condition.measure, condition.country) >= condition.at_least:
                self.world.clock.process(self._happen(event))
            else:
                still.append(event)
        self._waiting = still

    def _happen(self, event: events.Event) -> Process:
        effect: Callable[[Any], Process] = getattr(self, f"_{event.kind}")
        details = event.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "at", "when"}, by_alias=True)
        text = ", ".join(f"{key} {value}" for key, value in details.items())
        self.world.journal.add(TimelineRow(self.world.clock.now, event.kind, text))
        yield from effect(event)

    def _surge(self, event: events.Surge) -> Process:
        points = self.world.points_of(event.posts)
        surge = self.world.checkpoints.begin_surge(points, event.traffic)
        yield self.world.clock.timeout(event.lasts)
        self.world.checkpoints.end_surge(surge)

    def _close_post(self, event: events.ClosePost) -> Process:
        points = self.world.points_of((event.post,))
        self.world.checkpoints.closed[points] += 1
        self.world.restaff()
        yield self.world.clock.timeout(event.lasts)
        self.world.checkpoints.closed[points] -= 1
        self.world.restaff()

    def _siena_down(self, event: events.SienaDown) -> Process:
        self.world.siena.take_down()
        yield self.world.clock.timeout(event.lasts)
        self.world.siena.bring_up()

    def _liaison_away(self, event: events.LiaisonAway) -> Process:
        officers = [
            officer
            for (seat, country), officer in self.world.liaison_officers.items()
            if country == event.country and event.seat in (None, seat)
        ]
        if not officers:
            return
        for officer in officers:
            officer.away += 1
        yield self.world.clock.timeout(event.lasts)
        for officer in officers:
            officer.away -= 1

    def _centre_down(self, event: events.CentreDown) -> Process:
        centre = self.world.centre if event.which == "international" else self.world.channels.europol_centre
        if centre is not None:
            centre.switch.take_down()
            yield self.world.clock.timeout(event.lasts)
            centre.switch.bring_up()

    def _intelligence(self, event: events.Intelligence) -> Process:
        """Traces of networks that are active in the country reach Europol."""
        world = self.world
        yield world.clock.timeout(0)
        active = [network for network in world.networks.values() if event.country in network.countries]
        for _ in range(event.traces if active else 0):
            subject = f"{event.country}/intelligence-{self._traces[event.country]}"
            self._traces[event.country] += 1
            network = active[int(world.chance.draw("timeline", subject) * len(active))]
            world.fusion.add_intelligence(event.country, network.name, subject)

    def _reassign(self, event: events.Reassign) -> Process:
        """Officers leave one post now and are at the other after the way."""
        world = self.world
        here = world.layout.index[f"{event.country}/{event.origin}"]
        there = world.layout.index[f"{event.country}/{event.to}"]
        posts = world.checkpoints
        moving = min(float(event.officers), float(posts.officers[here] + posts.moved[here]))
        posts.moved[here] -= moving
        world.restaff()
        hours = world.way_h(here, there)
        world.travelled(event.country, moving * hours)
        self._decide(event.country, "reassign", f"{moving:.0f} officers from {event.origin} to {event.to}")
        yield world.clock.timeout(hours)
        posts.moved[there] += moving
        world.restaff()

    def _reinforce(self, event: events.Reinforce) -> Process:
        """More officers of the country come to a post, beyond those who take part."""
        world = self.world
        yield world.clock.timeout(0)
        if world.largest_unit(event.country) is None:
            return
        world.checkpoints.moved[world.layout.index[f"{event.country}/{event.post}"]] += event.officers
        world.add_officers(event.country, event.officers)
        self._decide(event.country, "reinforce", f"{event.officers} officers to {event.post}")
        world.restaff()

    def _mobile_office(self, event: events.MobileOffice) -> Process:
        """Europol opens one more mobile office, at a post."""
        yield self.world.clock.timeout(0)
        self.world.europol.open_office(event.post)

    def _move_mobile_office(self, event: events.MoveMobileOffice) -> Process:
        """Europol takes a mobile office to another post; it is closed on the way."""
        yield from self.world.europol.move_office(event.origin, event.to)

    def _move_asset(self, event: events.MoveAsset) -> Process:
        """A special team goes to another post and works there after the way."""
        yield from self.world.assets.move(event.asset, event.country, event.origin, event.to)

    def _send_asset(self, event: events.SendAsset) -> Process:
        """One more special team comes to a post after a lead time."""
        yield from self.world.assets.send(event.asset, event.country, event.post, event.by)

    def _call_experts(self, event: events.CallExperts) -> Process:
        """Document experts of Frontex come to a post, while there are any."""
        yield from self.world.assets.call_experts(event.country, event.post)

    def _jit_signed(self, event: events.JitSigned) -> Process:
        yield self.world.clock.timeout(0)
        self.world.jits.append(JointTeam(members=event.countries))

    def _jit_proposed(self, event: events.JitProposed) -> Process:
        """Countries are asked to sign a joint investigation team, with or without agencies."""
        agencies = {"europol": event.europol, "eurojust": event.eurojust, "olaf": event.olaf}
        yield from self.world.justice.propose(JointTeam(members=event.countries, **agencies))

    def _crisis(self, event: events.Crisis) -> Process:
        """A hostage-taking or the like binds special intervention units, of the country and of others that help."""
        return self.world.crises.handle(event)

    def _tip_off(self, event: events.TipOff) -> Process:
        """A share of the networks learns what is planned: members hide, and movements stop for a while."""
        world = self.world
        yield world.clock.timeout(0)
        for network in world.networks.values():
            if world.chance.draw("timeline", f"tip-off/{network.name}") < event.networks:
                network.warn()

    def _system_down(self, event: events.SystemDown) -> Process:
        return self.world.systems.fail(event)

    def _decide(self, country: str, decision: str, detail: str) -> None:
        self.world.journal.add(Decision(self.world.clock.now, f"{country}/command", decision, country, detail))
