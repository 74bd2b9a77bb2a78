"""How alike plans are that stand side by side, and whether one is like those to which parameters are calibrated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import UnlikeError
from sim.scenario.diff import Change, difference
from sim.scenario.schema import TELLING, Scenario
from sim.scenario.series import CALIBRATED

MOST_NAMED = 5
AREAS: Mapping[str, float] = {
    "migrant_smuggling": 0.32,
    "drugs": 0.30,
    "firearms": 0.14,
    "human_trafficking": 0.10,
    "document_fraud": 0.08,
    "property_crime": 0.06,
}
"""Shares of crime areas in the plans of these years."""
PARTNERS = ("AL", "BA", "ME", "MK", "RS", "XK")
"""Countries of the Western Balkans, most of which took part in each."""
HALF = 0.5
"""Shares in common from which on a plan is of the series (assumed)."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """Something in which two plans are unlike, with what it is in the base and in the variant."""

    what: str
    base: str
    variant: str

    def __str__(self) -> str:
        return f"{self.what} ({self.base} against {self.variant})"


def changes(base: Scenario, variant: Scenario) -> tuple[Change, ...]:
    """What a variant changes in the plan of the base; how it is called and what was published of it is no plan."""
    found = difference(base, variant)
    return tuple(change for change in found if change.path.partition(".")[0] not in TELLING)


def unlike(base: Scenario, variant: Scenario) -> tuple[Unlike, ...]:
    """Days, start, countries, crime areas, posts and counting, where they differ.

    Lanes, traffic and shifts of posts that both plans have are levers, as officers are: they make no plan unlike.
    """
    return tuple(_unlike(base, variant))


def check_common(base: Scenario, variants: Iterable[Scenario]) -> None:
    """Refuse plans that have no country in common: nothing of the one can be paired with the other.

    Raises
    ------
    UnlikeError
        If there is such a plan.
    """
    for variant in variants:
        if base.countries.keys().isdisjoint(variant.countries):
            told = ", ".join(str(one) for one in unlike(base, variant))
            raise UnlikeError(
                f"{base.name} and {variant.name} have no country in common, so nothing can be paired; they differ in "
                f"{told}. --anyway compares them all the same."
            )


def repeats(base: Scenario, variants: Sequence[Scenario], changed: Sequence[tuple[Change, ...]]) -> list[str]:
    """Of each variant, in words, with which earlier plan it is the same; empty where it is a plan of its own.

    Besides its changes, the parameters that a plan gives itself make it what it is.
    """
    plans = [
        (frozenset((one.path, one.before, one.after) for one in some), variant.given)
        for variant, some in zip(variants, changed, strict=True)
    ]
    same = frozenset[tuple[str, str, str]](), base.given
    return [
        "the base" if plan == same else f"variant {plans.index(plan) + 1}" if plan in plans[:at] else ""
        for at, plan in enumerate(plans)
    ]


def is_calibrated(plan: Scenario) -> bool:
    """Whether a plan is of the series to which parameters are calibrated.

    It is what the plan says. If it says nothing, persons or vehicles are checked, at least half of the Western Balkans
    take part, and at least half of the attention is on what the series looks for.
    """
    if plan.series is not None:
        return plan.series == CALIBRATED
    total = sum(plan.crime_areas.values())
    common = sum(min(weight / total, AREAS.get(area, 0.0)) for area, weight in plan.crime_areas.items()) if total else 0
    there = sum(code in plan.countries for code in PARTNERS)
    checked = any(country.plan.person or country.plan.vehicle for country in plan.countries.values())
    return checked and common >= HALF and there >= HALF * len(PARTNERS)


def _unlike(base: Scenario, variant: Scenario) -> Iterator[Unlike]:
    if base.days != variant.days:
        yield Unlike("days", str(base.days), str(variant.days))
    if base.start != variant.start:
        yield Unlike("start", *(f"{plan.start:%Y-%m-%d %H:%M}" for plan in (base, variant)))
    if base.countries.keys() != variant.countries.keys():
        yield Unlike("countries", *_only(list(base.countries), list(variant.countries)))
    if base.crime_areas != variant.crime_areas:
        yield Unlike("crime areas", *(_weights(plan) for plan in (base, variant)))
    here, there = _places(base), _places(variant)
    if here != there:
        yield Unlike("posts", *_only(list(here), list(there)))
    if base.counting != variant.counting:
        yield from _counted(base, variant)


def _only(here: list[str], there: list[str]) -> tuple[str, str]:
    """Names that only one of two lists has, in words for each list."""
    left, right = ([name for name in one if name not in other] for one, other in ((here, there), (there, here)))
    if not (left or right):
        return "as in the base", "with other values"
    return (
        f"with {_listed(left)}" if left else f"without {_listed(right)}",
        f"with {_listed(right)}" if right else f"without {_listed(left)}",
    )


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _weights(plan: Scenario) -> str:
    return _listed([f"{area.replace('_', ' ')} {weight:g}" for area, weight in plan.crime_areas.items()])


def _places(plan: Scenario) -> dict[str, tuple[object, ...]]:
    """Where and what each post is, and who has a side there."""
    return {key: (post.kind, post.lat, post.lon, post.sides) for key, post in plan.active_posts().items()}


def _counted(base: Scenario, variant: Scenario) -> Iterator[Unlike]:
    for change in difference(base, variant):
        if change.path.startswith("counting."):
            yield Unlike(f"counting: {change.path.partition('.')[2].replace('_', ' ')}", change.before, change.after)
