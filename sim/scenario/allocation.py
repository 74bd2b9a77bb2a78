"""How totals of an action divide over its countries: the rule for what nobody has published.

A country sends officers in proportion to the strength of its police, times how engaged it is. Engagement is its
published share of officers over its share of strength, in past actions; a country that has published none has that of
the published countries of its region (Western Balkans, or elsewhere). `left_out` shows how far this can be trusted.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from sim.scenario import reference
from sim.scenario.reference import PastShare, Post
from sim.words import Kind, Service

CHECK_KINDS: tuple[str, ...] = get_args(Kind)
OFFICERS_RULE = "allocation rule, police strength x engagement"
SERVICES_RULE = "allocation rule, services of its kind of national system"
CHECKS_RULE = "allocation rule, checks by officers, parcels by customs officers"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A published figure beside what the rule says when it has not seen this country."""

    year: int
    country: str
    published: int
    predicted: float
    earlier: float

    @property
    def missed_by(self) -> float:
        """Factor between prediction and publication, 1 or more."""
        return math.exp(abs(math.log(self.predicted / self.published)))


def officers(total: int, codes: Sequence[str], given: Mapping[str, int]) -> dict[str, int]:
    """Officers of each country: those that are given, and a share of the rest; sums to `total`.

    At least one officer each where that is possible.
    """
    rest = [code for code in codes if code not in given]
    shares = _weights(rest, reference.past_shares())
    left = total - sum(given.values())
    least = 1 if left >= len(rest) else 0
    divided = apportioned(left - least * len(rest), shares)
    return {code: given[code] if code in given else divided[code] + least for code in codes}


def services(total: int, code: str) -> dict[str, int]:
    """Officers of a country by service; sums to `total`. A country that is in no data has one police."""
    splits = reference.service_splits()
    split = splits.get(code) or next(iter(splits.values()))
    return apportioned(total, {name: share for name in get_args(Service) if (share := getattr(split, name)) > 0})


def can_check(code: str, kind: str, posts: Iterable[Post]) -> bool:
    """Whether a country has one of some posts at which there is something of a kind to check."""
    of_country = [post for post in posts if code in post.sides]
    return any(getattr(post, f"{kind}s_per_day", 1) > 0 for post in of_country)


def checks(total: int, able: Mapping[str, float], given: Mapping[str, int]) -> dict[str, int]:
    """Checks of one kind by country: those that are given, and of the rest a share by the officers that are able."""
    rest = {code: weight for code, weight in able.items() if code not in given}
    divided = apportioned(max(0, total - sum(given.values())), rest)
    return {code: given.get(code, divided.get(code, 0)) for code in able}


def apportioned(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """A whole number divided in proportion, by largest remainders; nothing where all weights are 0."""
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: math.floor(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: parts[key] - exact[key])
    return parts | {key: parts[key] + 1 for key in by_remainder[: total - sum(parts.values())]}


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Each country with published officers, predicted from the others, and by the root of police strength alone."""
    return tuple(_trial(share) for share in reference.past_shares())


@cache
def checks_left_out(kind: str) -> tuple[LeftOut, ...]:
    """Each country with published checks of a kind, predicted by its officers; no earlier rule to compare with."""
    trials = []
    for share in reference.past_shares():
        published, total = getattr(share, kind), getattr(reference.past_actions()[share.year], kind)
        if published is not None and total is not None:
            predicted = total * share.officers / reference.past_actions()[share.year].officers
            trials.append(_seen(share, published, predicted, math.nan))
    return tuple(trials)


@cache
def factor(kind: str | None = None) -> float:
    """What the rule missed by at worst: of officers, or of checks of a kind."""
    trials = left_out() if kind is None else checks_left_out(kind)
    return max(trial.missed_by for trial in trials)


def _trial(share: PastShare) -> LeftOut:
    action = reference.past_actions()[share.year]
    others = tuple(one for one in reference.past_shares() if one.country != share.country)
    known = {one.country: one.officers for one in others if one.year == share.year}
    weights = _weights([code for code in action.countries if code not in known], others)
    predicted = (action.officers - sum(known.values())) * weights[share.country] / sum(weights.values())
    return _seen(share, share.officers, predicted, share.earlier_rule)


def _seen(share: PastShare, published: int, predicted: float, earlier: float) -> LeftOut:
    return LeftOut(year=share.year, country=share.country, published=published, predicted=predicted, earlier=earlier)


def _weights(codes: Iterable[str], seen: tuple[PastShare, ...]) -> dict[str, float]:
    return {code: _strength(code) * _engagement(code, seen) for code in codes}


def _strength(code: str) -> int:
    return reference.countries()[code].police_officers


def _engagement(code: str, seen: tuple[PastShare, ...]) -> float:
    """Mean (geometric) of a country's own published engagements, or else of those of the countries of its region."""
    by_country: dict[str, list[float]] = {}
    for share in seen:
        by_country.setdefault(share.country, []).append(_engaged(share))
    means = {country: _mean(values) for country, values in by_country.items()}
    alike = [mean for country, mean in means.items() if _is_core(country) == _is_core(code)]
    return means.get(code) or _mean(alike)


def _engaged(share: PastShare) -> float:
    """A country's share of the officers of an action over its share of the strength of all who took part."""
    action = reference.past_actions()[share.year]
    strength = _strength(share.country) / sum(_strength(code) for code in action.countries)
    return share.officers / action.officers / strength


def _mean(values: Sequence[float]) -> float:
    """Geometric mean; 1 where there is nothing to go by."""
    return math.exp(sum(map(math.log, values)) / len(values)) if values else 1.0


def _is_core(code: str) -> bool:
    """Whether a country is of the Western Balkans, around which all actions of the series were held."""
    return any(row.framework == "western_balkans" and row.country == code for row in reference.memberships())
