"""Those who come to the posts from elsewhere: special teams, Frontex, Europol in the field (ODD 7.17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, get_args

import mesa

from sim.engine.clock import Desk
from sim.outcome.records import Decision
from sim.scenario.words import FRONTEX, Shift

if TYPE_CHECKING:
    from sim.domain.operation import Operation

SHIFT_WORDS: tuple[str, ...] = get_args(Shift)


class SpecialTeam(mesa.Agent["Operation"]):
    """A team with a dog, a scanner or a plate reader, or an expert: it works on its shifts at the post where it stands.

    Attributes
    ----------
    home
        The checkpoint to which it was first sent.
    point
        The checkpoint where it stands; None before it arrives and while it is on the way.
    sender
        Who sent it: a country, Frontex, or empty for the country where it works.
    """

    def __init__(
        self,
        world: Operation,
        name: str,
        asset: str,
        home: int,
        sender: str = "",
        shifts: Iterable[str] = SHIFT_WORDS,
        arrives_h: float = 0.0,
    ) -> None:
        super().__init__(world)
        self.name = name
        self.asset = asset
        self.home = home
        self.country = world.layout.checkpoints[home].country
        self.sender = sender
        self.arrives_h = arrives_h
        self.point: int | None = None
        self._shifts = frozenset(SHIFT_WORDS.index(shift) for shift in shifts)

    @property
    def always_there(self) -> bool:
        """Whether it is the country's own and at work from hour 0 on all shifts, as the post's own equipment is."""
        return not self.sender and self.arrives_h == 0.0 and len(self._shifts) == len(SHIFT_WORDS)

    def at_work(self, shift: int) -> bool:
        """Whether it works at a post on one of the three shifts."""
        return self.point is not None and shift in self._shifts

    def deploy(self) -> None:
        """Begin to work where it was sent."""
        self.point = self.home
        sender = f" of {self.sender}" if self.sender else ""
        shifts = ", ".join(word for number, word in enumerate(SHIFT_WORDS) if number in self._shifts)
        self._decide("deploy", self.home, f"{self.asset}{sender}, {shifts}")

    def leave(self, to: int) -> None:
        """Leave for another checkpoint."""
        assert self.point is not None
        here = self.model.layout.checkpoints[self.point]
        self.point = None
        self._decide("move", to, f"{self.asset} from {here.post}")

    def _decide(self, decision: str, point: int, detail: str) -> None:
        world = self.model
        place = world.layout.checkpoints[point].name
        world.journal.add(Decision(world.clock.now, self.name, decision, place, detail))


class Contingent(mesa.Agent["Operation"]):
    """Officers of Frontex, or guest officers of Europol, at one checkpoint for the whole action."""

    def __init__(self, world: Operation, service: str, point: int, officers: int) -> None:
        super().__init__(world)
        place = world.layout.checkpoints[point]
        self.name = f"{place.name}/{service}"
        self.service = service
        self.country = place.country
        self.point = point
        self.officers = officers

    def deploy(self) -> None:
        """Write down that they are there."""
        world = self.model
        place = world.layout.checkpoints[self.point].name
        world.journal.add(Decision(world.clock.now, self.name, "deploy", place, f"{self.officers} officers"))


class ExpertPool(mesa.Agent["Operation"]):
    """Frontex's pool of document experts: it sends one to whoever calls, while there are any."""

    def __init__(self, world: Operation, experts: int) -> None:
        super().__init__(world)
        self.name = f"{FRONTEX}/experts"
        self.left = experts

    def answer(self, checkpoint: str) -> bool:
        """Whether an expert is sent to a checkpoint that calls for one."""
        world = self.model
        sent = self.left > 0
        self.left -= sent
        decision = "deploy" if sent else "decline"
        world.journal.add(Decision(world.clock.now, self.name, decision, checkpoint, f"{self.left} experts left"))
        return sent


class MobileOffice(mesa.Agent["Operation"]):
    """A mobile office of Europol, which cross-checks on the spot.

    Attributes
    ----------
    post
        Where it is open; empty while it is on the way.
    """

    def __init__(self, world: Operation, name: str, post: str) -> None:
        super().__init__(world)
        self.name = name
        self.post = post
        self._desks = world.plan.europol.office_desks or 0
        self.desk = Desk(world.clock, self._desks)

    def move(self, to: str, hours: float) -> Generator[Any, Any, None]:
        """Close, travel and open again; cross-checks not yet begun wait until then."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "move", to, f"mobile office from {self.post}"))
        self.post = ""
        self.desk.set_staff(0)
        world.europol.set_submission()
        yield world.clock.timeout(hours)
        self.post = to
        self.desk.set_staff(self._desks)
        world.europol.set_submission()


def enlist(world: Operation) -> None:
    """Create those whom the scenario sends to posts; names do not depend on who else is sent elsewhere."""
    plan, index = world.plan, world.layout.index
    numbers: Counter[str] = Counter()

    def numbered(name: str) -> str:
        numbers[name] += 1
        return f"{name}-{numbers[name]}"

    for sent in plan.deployments:
        place = f"{sent.country}/{sent.post}"
        name = numbered(f"{place}/{sent.asset}")
        SpecialTeam(world, name, sent.asset, index[place], sent.by, sent.shifts, sent.arrives)
    for host in plan.frontex.document_experts:
        place = f"{host.country}/{host.post}"
        SpecialTeam(world, numbered(f"{place}/document_expert"), "document_expert", index[place], FRONTEX)
    for corps in plan.frontex.officers:
        Contingent(world, "frontex", index[f"{corps.country}/{corps.post}"], corps.officers)
    for guests in plan.europol.guest_officers:
        Contingent(world, "guest_officers", index[f"{guests.country}/{guests.post}"], guests.officers)
    if plan.frontex.pool:
        ExpertPool(world, plan.frontex.pool)
    for post in plan.europol.mobile_offices:
        MobileOffice(world, numbered(f"EUROPOL/office-{post}"), post)
