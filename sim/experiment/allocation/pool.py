"""What is to be divided, and how: an amount of a resource, its places, and the limits that a planner set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Fault, ScenarioError
from sim.scenario.allocation import apportioned
from sim.scenario.codes import likely
from sim.scenario.resource import Position, Resource
from sim.scenario.resources import resources
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a planner allows: the least and the most at places, and places (or all of a country) that stay as they are.

    A place is named as `Resource.places` names it: ``BG`` for officers, ``roszke-horgos/HU`` for lanes and teams.
    """

    at_least: Mapping[str, int]
    at_most: Mapping[str, int]
    fixed: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, object]:
        """The same in plain values."""
        return {"at_least": dict(self.at_least), "at_most": dict(self.at_most), "fixed": [*self.fixed]}


NO_LIMITS = Limits(at_least={}, at_most={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """An amount of a resource that is added, or moved, between places.

    Attributes
    ----------
    amount : int
        How many are added, or may be moved at the most.
    moved : bool
        Whether they come from other places of the same plan.
    ends : Mapping
        The least and the most that each place may hold.
    """

    resource: Resource
    amount: int
    moved: bool
    places: Mapping[str, Position]
    ends: Mapping[str, tuple[int, int]]

    @property
    def open(self) -> list[str]:
        """Places that may change, the busiest first."""
        free = [name for name in self.places if self._room(name) or (self.moved and self._spare(name))]
        return sorted(free, key=lambda name: (-self.places[name].busy, name))

    @property
    def proportional(self) -> dict[str, int]:
        """The usual way: added in proportion to what is there; of what is moved, nothing but what limits demand."""
        if not self.moved:
            return self.division({name: self.places[name].share for name in self.places})
        least = sum(max(0, low - self.places[name].now) for name, (low, _) in self.ends.items())
        most = sum(max(0, self.places[name].now - high) for name, (_, high) in self.ends.items())
        return self._moved({}, max(least, most))

    def division(self, favour: Mapping[str, float]) -> dict[str, int]:
        """Changes by place, which keep the limits.

        Parameters
        ----------
        favour
            Weights of places: above 0 they are given to. Where something is moved, those below 0 are taken from. Where
            nobody is named, or those who are named have no room, the others take part in proportion.
        """
        if self.moved:
            return self._moved(favour, self._movable)
        given = {name: weight for name, weight in favour.items() if weight > 0}
        return _divided(self.amount, given, self._shares, *self._receiving())

    def faults(self) -> Iterator[Fault]:
        """Why no division keeps the limits."""
        least, room = self._receiving()
        floor, spare = self._giving()
        for what, needed, at_most in (("more", least, room), ("fewer", floor if self.moved else {}, spare)):
            if sum(needed.values()) > self.amount:
                found = f"limits demand {sum(needed.values()):,} {self.resource.unit} {what}; there are {self.amount:,}"
                yield _fault(self.resource.name, found, "Demand less, or give more")
            if not self.moved and what == "more" and sum(at_most.values()) < self.amount:
                found = f"limits leave room for {sum(at_most.values()):,} of {self.amount:,} {self.resource.unit}"
                yield _fault(self.resource.name, found, "Allow more, or give fewer")
        if self.moved and not self._movable:
            yield _fault(self.resource.name, "nothing may be moved", "Fix fewer places")
        if not self.moved and any(floor.values()):
            yield _fault(self.resource.name, "a limit lies below what is there, and nothing is moved", "Allow more")

    @property
    def _movable(self) -> int:
        return min(self.amount, sum(self._giving()[1].values()), sum(self._receiving()[1].values()))

    @property
    def _shares(self) -> dict[str, float]:
        return {name: place.share for name, place in self.places.items()}

    def _room(self, name: str) -> int:
        return max(0, self.ends[name][1] - self.places[name].now)

    def _spare(self, name: str) -> int:
        return max(0, self.places[name].now - self.ends[name][0])

    def _receiving(self) -> tuple[dict[str, int], dict[str, int]]:
        """What each place must be given, and what it may be given."""
        least = {name: max(0, low - self.places[name].now) for name, (low, _) in self.ends.items()}
        return least, {name: self._room(name) for name in self.places}

    def _giving(self) -> tuple[dict[str, int], dict[str, int]]:
        """What must be taken from each place, and what may be."""
        least = {name: max(0, self.places[name].now - high) for name, (_, high) in self.ends.items()}
        return least, {name: self._spare(name) for name in self.places}

    def _moved(self, favour: Mapping[str, float], amount: int) -> dict[str, int]:
        up = {name: weight for name, weight in favour.items() if weight > 0}
        down = {name: -weight for name, weight in favour.items() if weight < 0}
        come = _divided(amount, up, {n: s for n, s in self._shares.items() if n not in down}, *self._receiving())
        go = _divided(amount, down, {n: s for n, s in self._shares.items() if not come.get(n)}, *self._giving())
        net = {name: come.get(name, 0) - go.get(name, 0) for name in self.places}
        return {name: change for name, change in net.items() if change}


def pools(
    scenario: Scenario, amounts: Mapping[str, int], *, moved: bool = False, limits: Limits = NO_LIMITS
) -> tuple[Pool, ...]:
    """What is to be divided in a plan.

    Parameters
    ----------
    amounts
        How many of each resource, by its name: see `sim.scenario.resources`.

    Raises
    ------
    ScenarioError
        With all that is wrong: no such resource or place, or limits that nothing keeps.
    """
    known, faults = resources(), []
    for name, amount in amounts.items():
        if name not in known:
            faults.append(_fault("resource", f"there is no resource '{name}'", f"Name one of {', '.join(known)}"))
        elif amount < 1:
            faults.append(_fault(name, f"{amount} is no number to divide", "Write 1 or more"))
    wanted = {known[name]: amount for name, amount in amounts.items() if name in known and amount > 0}
    made = [_pool(one, amount, moved, one.places(scenario), limits) for one, amount in wanted.items()]
    faults += _unknown(made, limits)
    faults += [fault for pool in made for fault in pool.faults()]
    if not amounts:
        faults.append(_fault("resource", "nothing is to be divided", "Write a number, such as --officers 500"))
    if faults:
        raise ScenarioError(tuple(faults))
    return tuple(made)


def _pool(resource: Resource, amount: int, moved: bool, places: Mapping[str, Position], limits: Limits) -> Pool:
    ends = {}
    for name, place in places.items():
        low = limits.at_least.get(name, 0 if moved else place.now)
        high = limits.at_most.get(name, place.most)
        held = name in limits.fixed or place.country in limits.fixed
        ends[name] = (place.now, place.now) if held else (low, high)
    return Pool(resource=resource, amount=amount, moved=moved, places=places, ends=ends)


def _unknown(made: Sequence[Pool], limits: Limits) -> Iterator[Fault]:
    places = {name for pool in made for name in pool.places}
    countries = {place.country for pool in made for place in pool.places.values()}
    for option, names in (("--at-least", limits.at_least), ("--at-most", limits.at_most), ("--fixed", limits.fixed)):
        may = sorted(places | countries if option == "--fixed" else places)
        for name in names:
            if name not in may:
                meant = likely(name, may)
                wanted = f"Did you mean '{meant}'?" if meant else f"Name a place, such as '{may[0] if may else 'BG'}'"
                yield _fault(name, f"there is no such place to be given anything ({option})", wanted)
    for name, low in limits.at_least.items():
        if low > limits.at_most.get(name, low):
            found = f"at least {low:,}, at most {limits.at_most[name]:,}"
            yield _fault(name, found, "Let the least lie below the most")


def _divided(
    amount: int,
    weights: Mapping[str, float],
    others: Mapping[str, float],
    least: Mapping[str, int],
    room: Mapping[str, int],
) -> dict[str, int]:
    """An amount divided by weights, each place between the least and its room; what finds no room goes to others."""
    given = dict(least)
    while left := amount - sum(given.values()):
        free = {name for name in room if given[name] < room[name]}
        for shares in (weights, others, dict.fromkeys(room, 1.0)):
            here = {name: share for name, share in shares.items() if name in free and share > 0}
            if here:
                break
        for name, number in apportioned(left, here).items():
            given[name] += min(number, room[name] - given[name])
    return {name: number for name, number in given.items() if number}


def _fault(key: str, found: str, wanted: str) -> Fault:
    return Fault(file="allocate", line=None, key=key, found=found, wanted=wanted)
