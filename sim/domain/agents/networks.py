"""Criminal networks: who they are, where they move, what they learn (ODD 7.11)."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import mesa

from sim.domain import rules
from sim.domain.money import Purse
from sim.domain.places import Border
from sim.engine.distributions import spread, weighted
from sim.outcome.records import Decision, NetworkRow

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class CriminalNetwork(mesa.Agent["Operation"]):
    """A synthetic criminal network: members in cells with a leader and brokers, countries, crime areas, memory of risk.

    Attributes
    ----------
    member_country
        Country of each member.
    edges
        Who is in touch with whom, as pairs of member numbers.
    lost
        Members who were arrested.
    together
        Share of the members in the largest connected part, without those who were arrested.
    purse
        Its cash; without limit unless somebody follows the money.
    risk
        Perceived risk by checkpoint: value and the hour at which it was last brought up to date.
    """

    def __init__(self, world: Operation, number: int) -> None:
        super().__init__(world)
        self.name = f"N{number:02d}"
        crime = world.plan.behaviour.crime
        u = world.chance.draws("network", self.name)
        self.size = max(4, min(crime.largest, round(spread(crime.members_median, crime.members_sigma, u[0]))))
        self.main_area = world.cases.area(u[1])
        self.corrupt = u[2] < world.plan.behaviour.interventions.corruption
        self.countries = _countries(world, self.name, 2 + int(u[3] * crime.countries))
        self.home = self.countries[0]
        self.member_country = [
            self.countries[int(v * v * len(self.countries))] for v in world.chance.many("member", self.name, self.size)
        ]
        self.edges = _edges(world, self.name, self.size)
        light = world.chance.many("member", f"{self.name}/light", self.size)
        self._to_light = [*sorted(range(1, self.size), key=light.__getitem__), 0]
        self.lost: set[int] = set()
        self.replaced = 0
        self.warned = False
        self.risk: dict[int, tuple[float, float]] = {}
        self._losses: list[float] = []
        self.hidden_until_h = 0.0
        self.purse = Purse()
        self.efficiency_before = self.together = rules.largest_part(self.size, self.edges, set())

    @property
    def rate_per_h(self) -> float:
        """Movements that it plans per hour when nothing is lost."""
        crime = self.model.plan.behaviour.crime
        return crime.movements / 24.0 * math.sqrt(self.size / crime.members_median)

    @property
    def efficiency(self) -> float:
        """What it can do with the members it has against what it could do at first; replacements count for less."""
        crime = self.model.plan.behaviour.crime
        regained = crime.replaced * self.replaced / self.size
        return min(1.0, self.together / self.efficiency_before + regained)

    def known_members(self, share: float) -> list[int]:
        """The members that a known share of the network makes known: in an order of its own, the leader last."""
        return self._to_light[: math.ceil(share * self.size)]

    def lose_member(self, subject: str, member: int | None) -> None:
        """A member is arrested: that one, or, when a movement was caught, one of those who travel."""
        if member is None:
            free = [number for number in range(self.size - 1, 0, -1) if number not in self.lost]
            if not free:
                return
            member = free[int(self.model.chance.draw("member", subject) * min(len(free), max(1, len(free) // 2)))]
        self.lost.add(member)
        self.together = rules.largest_part(self.size, self.edges, self.lost)
        self.model.clock.process(self._replace(subject))

    def _replace(self, subject: str) -> Generator[Any, Any, None]:
        crime = self.model.plan.behaviour.crime
        yield self.model.clock.timeout(
            spread(crime.replacement, crime.replacement_variation, self.model.chance.draw("adaptation", subject))
        )
        self.replaced += 1
        self._decide("replace", subject, "a lost member was replaced")

    def perceived(self, point: int) -> float:
        """Perceived risk at a checkpoint, now."""
        if point not in self.risk:
            return 0.0
        value, since = self.risk[point]
        return rules.decayed(value, self.model.clock.now - since, self.model.plan.behaviour.crime.memory)

    def notice(self, point: int, amount: float) -> None:
        """Perceive more risk at a checkpoint."""
        self.risk[point] = (self.perceived(point) + amount, self.model.clock.now)

    def learn_of_loss(self, point: int, subject: str) -> None:
        """Hear of an own loss: the checkpoint looks riskier, and after several losses the network lies low."""
        crime = self.model.plan.behaviour.crime
        now = self.model.clock.now
        self.notice(point, crime.loss)
        self._losses = [*(time for time in self._losses if now - time < crime.memory), now]
        self._decide("reroute", subject, f"{self.model.layout.checkpoints[point].name} looks riskier")
        if len(self._losses) >= crime.lie_low_after and now >= self.hidden_until_h:
            u = self.model.chance.draw("adaptation", f"{subject}/lie-low")
            self.hidden_until_h = now - crime.lie_low * math.log(u)
            self._decide("lie_low", subject, f"until hour {self.hidden_until_h:.1f}")

    def warn(self) -> None:
        """It is told of what is planned: members hide, movements stop for a while."""
        self.warned = True
        crime = self.model.plan.behaviour.crime
        self.hidden_until_h = max(self.hidden_until_h, self.model.clock.now + crime.lie_low)
        self._decide("lie_low", self.name, "it was warned")

    def choose_border(self, options: Sequence[Border], subject: str) -> tuple[Border, bool]:
        """The post of a border that it takes, by a logit over traffic and risk; and whether risk changed it."""
        crime = self.model.plan.behaviour.crime
        u = self.model.chance.many("movement", subject, len(options))
        first = [math.log1p(post.traffic) - math.log(-math.log(v)) for post, v in zip(options, u, strict=True)]
        risks = [self.perceived(post.leave) + self.perceived(post.enter) for post in options]
        plain = max(range(len(first)), key=first.__getitem__)
        chosen = max(range(len(first)), key=lambda i: first[i] - crime.risk * risks[i])
        return options[chosen], chosen != plain

    def choose_way(self, ways: Sequence[tuple[str, ...]], u: float) -> tuple[str, ...]:
        """The way between two countries, by a logit over the number of borders."""
        cost = self.model.plan.behaviour.crime.cost_per_border
        return weighted(ways, [math.exp(-cost * len(way)) for way in ways], u)

    def row(self, known: float) -> NetworkRow:
        """How it stands at the end."""
        return NetworkRow(
            self.name,
            self.size,
            known,
            len(self.lost),
            self.efficiency_before,
            self.together,
        )

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


def _countries(world: Operation, name: str, count: int) -> list[str]:
    """Countries of a network: a home, weighted by planned officers, and others that are near by land."""
    codes = list(world.layout.codes)
    weights = [float(world.plan.countries[code].plan.officers) for code in codes]
    u = world.chance.many("member", f"{name}/countries", 8)
    chosen = [weighted(codes, weights, u[0])]
    near = world.layout.nearness(chosen[0])
    while len(chosen) < min(count, len(codes)):
        rest = [code for code in codes if code not in chosen]
        chosen.append(weighted(rest, [near[code] for code in rest], u[len(chosen) % 8]))
    return chosen


def _edges(world: Operation, name: str, size: int) -> list[tuple[int, int]]:
    """Member graph: number 0 leads; each cell hangs on a broker who knows the leader; members know their cell."""
    crime = world.plan.behaviour.crime
    cells = min(size - 1, max(1, round((size - 1) / crime.cell)))
    u = world.chance.many("member", f"{name}/edges", 2 * size)
    edges: list[tuple[int, int]] = [(0, 1 + broker) for broker in range(cells)]
    for member in range(1 + cells, size):
        broker = 1 + member % cells
        edges.append((broker, member))
        mates = range(1 + cells + (member - 1 - cells) % cells, member, cells)
        if len(mates) > 0:
            edges.append((mates[int(u[member] * len(mates))], member))
    for broker in range(2, 1 + cells):
        if u[size + broker] < crime.bridge:
            edges.append((broker - 1, broker))
    return edges
