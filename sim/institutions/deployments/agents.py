"""Special teams, and Frontex's pool of experts (ODD 2, 7.17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import mesa

from sim.institutions.deployments.plan import DEPLOYMENTS, FRONTEX_SECTION
from sim.outcome.records import Decision
from sim.scenario.shifts import ALL_SHIFTS, hours_of
from sim.words import FRONTEX
from sim.world.contract.environment import Environment
from sim.world.officers.guests import Contingent
from sim.world.theatre.shifts import on_shift

FRONTEX_OFFICERS = "frontex"


class SpecialTeam(mesa.Agent[Environment]):
    """A team with a dog, a scanner or a plate reader, or an expert: it works on its shifts at the post where it stands.

    Attributes
    ----------
    home
        The checkpoint to which it was first sent.
    point
        The checkpoint where it stands; None before it arrives and while it is on the way.
    shifts
        The shifts or hours of the day on which it works.
    sender
        Who sent it: a country, Frontex, or empty for the country where it works.
    """

    def __init__(
        self,
        env: Environment,
        name: str,
        asset: str,
        home: int,
        sender: str = "",
        shifts: Sequence[str] = ALL_SHIFTS,
        arrives_h: float = 0.0,
    ) -> None:
        super().__init__(env)
        self.name = name
        self.asset = asset
        self.home = home
        self.country = env.theatre.checkpoints[home].country
        self.sender = sender
        self.arrives_h = arrives_h
        self.point: int | None = None
        self.shifts = tuple(dict.fromkeys(sorted(shifts, key=_rank)))

    @property
    def always_there(self) -> bool:
        """Whether it is the country's own and at work from hour 0 on all shifts, as the post's own equipment is."""
        return not self.sender and self.arrives_h == 0.0 and self.shifts == ALL_SHIFTS

    def at_work(self, hour_of_day: float) -> bool:
        """Whether it works at a post at an hour of the day."""
        return self.point is not None and on_shift(self.shifts, hour_of_day)

    def stand(self, point: int) -> None:
        """Be at a checkpoint from now on."""
        self.point = point

    def deploy(self) -> None:
        """Begin to work where it was sent."""
        self.stand(self.home)
        sender = f" of {self.sender}" if self.sender else ""
        self._decide("deploy", self.home, f"{self.asset}{sender}, {', '.join(self.shifts)}")

    def leave(self, to: int) -> None:
        """Leave for another checkpoint."""
        assert self.point is not None
        here = self.model.theatre.checkpoints[self.point]
        self.point = None
        self._decide("move", to, f"{self.asset} from {here.post}")

    def _decide(self, decision: str, point: int, detail: str) -> None:
        env = self.model
        place = env.theatre.checkpoints[point].name
        env.journal.add(Decision(env.clock.now, self.name, decision, place, detail))


class ExpertPool(mesa.Agent[Environment]):
    """Frontex's pool of document experts: it sends one to whoever calls, while there are any."""

    def __init__(self, env: Environment, experts: int) -> None:
        super().__init__(env)
        self.name = f"{FRONTEX}/experts"
        self.left = experts

    def answer(self, checkpoint: str) -> bool:
        """Whether an expert is sent to a checkpoint that calls for one."""
        if self.left == 0:
            self.decline(checkpoint)
            return False
        self.left -= 1
        self._decide("deploy", checkpoint)
        return True

    def decline(self, checkpoint: str) -> None:
        """Send nobody to a checkpoint that calls."""
        self._decide("decline", checkpoint)

    def _decide(self, decision: str, checkpoint: str) -> None:
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, decision, checkpoint, f"{self.left} experts left"))


def _rank(shift: str) -> tuple[bool, float]:
    """The three shifts first, in the order of the day; then hours as they begin."""
    return shift not in ALL_SHIFTS, hours_of(shift)[0]


def found(env: Environment) -> None:
    """Create those whom the scenario sends to posts; names do not depend on who else is sent elsewhere."""
    index = env.theatre.index
    frontex = FRONTEX_SECTION.of(env.plan)
    numbers: Counter[str] = Counter()

    def numbered(name: str) -> str:
        numbers[name] += 1
        return f"{name}-{numbers[name]}"

    for sent in DEPLOYMENTS.of(env.plan):
        place = f"{sent.country}/{sent.post}"
        name = numbered(f"{place}/{sent.asset}")
        SpecialTeam(env, name, sent.asset, index[place], sent.by, sent.shifts, sent.arrives)
    for host in frontex.document_experts:
        place = f"{host.country}/{host.post}"
        SpecialTeam(env, numbered(f"{place}/document_expert"), "document_expert", index[place], FRONTEX)
    for corps in frontex.officers:
        Contingent(env, FRONTEX_OFFICERS, index[f"{corps.country}/{corps.post}"], corps.officers)
    if frontex.pool:
        ExpertPool(env, frontex.pool)
