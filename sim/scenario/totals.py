"""A complete scenario from what a planner says first: countries, officers, days, the place of the centre.

Everything else is divided by the rules of `sim.scenario.allocation` or taken from another scenario, and called assumed
with its rule and a range. Institutions are on only where the scenario that the new one is like has them.
"""

import operator
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, SupportsIndex

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario import allocation, reference, yaml_text
from sim.scenario.allocation import CHECK_KINDS, apportioned
from sim.scenario.annotation import stripped
from sim.scenario.codes import is_own, likely
from sim.scenario.facts import PROFILE, Facts, Profile
from sim.scenario.inclusion import included
from sim.scenario.known import Known, code_of, refused
from sim.scenario.load import load, load_text, validated
from sim.scenario.part import institutions
from sim.scenario.removal import without
from sim.scenario.schema import Scenario
from sim.scenario.shipped import REFERENCE, found
from sim.scenario.structure import faults_of
from sim.scenario.tree import annotated, node_of
from sim.units import shown, whole

OWN = (
    "name",
    "description",
    "series",
    "start",
    "days",
    "published",
    "experiment",
    "officers_scale",
    "countries",
    "centre",
    "events",
)
"""Sections that a new scenario never takes from another one."""
NEEDED = ("crime_areas", "counting", "cooperation", "networks")
"""Sections that every scenario needs, and takes from the reference action where it is like no other."""
GIVEN = {"trust": "expert", "source": "given by the planner"}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What is known of an action before it is planned; see `new`."""

    name: str
    officers: int
    start: str
    days: int
    centre: str
    countries: int | Sequence[str] | None = None
    own: Mapping[str, Values] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    checks: int | Mapping[str, int] | None = None
    like: str | Path | None = None
    tables: Mapping[str, str | Path] = field(default_factory=dict)


def new(
    name: str,
    *,
    officers: int,
    start: str | date,
    days: int,
    centre: str,
    countries: int | Sequence[str] | None = None,
    own: Mapping[str, Values] | None = None,
    known: Mapping[str, Mapping[str, int]] | None = None,
    checks: int | Mapping[str, int] | None = None,
    like: str | Path | None = None,
    tables: Mapping[str, str | Path] | None = None,
) -> Scenario:
    """A scenario from totals.

    Parameters
    ----------
    officers
        Officers of all countries together.
    start, days
        First day (``"2025-11-10"``; of a year alone, the day of the scenario that this one is like), and how many.
    centre
        Town of the coordination centre; one that is not known with its place, as ``"Lezha, 41.78, 19.64"``.
    countries
        Codes, or how many: then those who took part most often. Left out: those of `known`, of `like`, or of the
        reference action.
    own
        Countries that the reference data do not have: their profiles by code, such as
        ``{"XA": {"name": "Examplia", "neighbours": ["BG"]}}``. They take part; `known` has their officers.
    known
        Figures of single countries, such as ``{"RS": {"officers": 4368, "person": 40_000}}``: officers in all or by
        service, checks by kind.
    checks
        Checks in all, or by kind: person, vehicle, parcel, premises. Left out: as many an officer as in `like`.
    like
        A scenario file whose institutions, cooperation and networks this one takes.
    tables
        Files of ``"posts"``, ``"events"`` and ``"networks"`` that are laid into the plan.

    Raises
    ------
    ScenarioError
        If what is given cannot be, such as more officers of single countries than in all.
    """
    given = known or {}
    totals = Totals(
        name=name,
        officers=whole(officers, "the number of officers", 1),
        start=f"{start:%Y-%m-%d}" if isinstance(start, date) else start,
        days=whole(days, "the number of days", 1),
        centre=centre,
        countries=operator.index(countries) if isinstance(countries, SupportsIndex) else countries,
        own=own or {},
        known={code: {name: operator.index(one) for name, one in figures.items()} for code, figures in given.items()},
        checks=checks,
        like=like,
        tables=tables or {},
    )
    return load_text(draft(totals), "new")


def draft(totals: Totals) -> str:
    """The text of a scenario file from totals; raises as `new` does."""
    base = _Base(totals.like)
    own = base.profiles() | dict(totals.own)
    known = {code_of(code, own): Known.of(figures, code) for code, figures in totals.known.items()}
    first = _first_day(totals.start, base.scenario)
    codes, chosen = _participants(totals, own, known, base.scenario)
    facts = Facts(first, _profiles({code: own[code] for code in codes if code in own}, known), (0.0, 0.0))
    numbers = _officers(totals.officers, codes, known)
    plans = _plans(totals.checks, numbers, known, base.scenario, facts)
    listed = {code: _country(code, numbers[code], plans[code], known.get(code, Known()), base, facts) for code in codes}
    start = f"{first} 00:00"
    values: Values = {
        "name": totals.name,
        "description": f"{totals.days} days of checks by {len(codes)} countries, made from totals.",
        "start": _assumed(start, f"day of the year as in {base.name}", None) if len(totals.start) == 4 else start,
        "days": totals.days,
        "countries": _assumed(listed, chosen, None) if chosen else listed,
        "centre": _centre(totals.centre, len(codes), base),
        **base.sections(codes, first, totals.officers),
    }
    if totals.tables:
        values = _with_tables(values, totals)
    return _HEAD.format(like=base.name) + yaml_text.write_briefly(values)


def _with_tables(values: Values, totals: Totals) -> Values:
    """The values of a file with posts, events and networks of tables; what does not fit is told at its line there."""
    root = stripped(node_of(values, "new"), [])
    for what, name in totals.tables.items():
        root = included(root, what, Path(name))
    validated(root)
    known = annotated(root)
    assert isinstance(known, dict)
    return known


_HEAD = """\
# Made from totals. What is marked "expert" was given; all else is assumed, by the rules of
# sim/scenario/allocation.py or as in {like}. A range goes as far as the rule missed published figures at worst.
"""


class _Base:
    """The scenario that a new one is like: in its institutions where one is named, else in what every plan needs."""

    def __init__(self, like: str | Path | None) -> None:
        self.whole = like is not None
        path = found(REFERENCE if like is None else like)
        self.name = path.name
        self.scenario = load(path)

    def sections(self, codes: Sequence[str], first: date, officers: int) -> Values:
        """All but its own sections, as far as they concern those who take part on that day."""
        root = stripped(yaml_text.read(self.scenario.text, self.name), [])
        absent = frozenset(self.scenario.countries) - frozenset(codes)
        values = annotated(without(root, absent, frozenset(), []))
        assert isinstance(values, dict)
        kept = {key: value for key, value in values.items() if (key not in OWN if self.whole else key in NEEDED)}
        for part in institutions():
            part.restrict(kept, set(codes), first)
        kept["crime_areas"] = _areas(kept["crime_areas"], first)
        kept |= {"europol": kept.get("europol", self._analysts()), "preparation": self._preparation(kept, officers)}
        as_there = f"as in {self.name}"
        return {key: value if key == "behaviour" else _assumed(value, as_there, None) for key, value in kept.items()}

    def profiles(self) -> dict[str, Values]:
        """Its countries that are not in the reference data."""
        return {code: profile.written() for code, profile in self.scenario.facts.profiles.items()}

    def _analysts(self) -> Values:
        return {"analysts": self.scenario.europol.analysts}

    def _preparation(self, kept: Values, officers: int) -> Values:
        """Prepared targets in proportion to officers, the rest as it is there."""
        there = self.scenario.preparation
        brought = sum(self.scenario.officers(code) for code in self.scenario.countries)
        targets = round(there.prepared_targets * officers / brought)
        source = f"prepared targets an officer as in {self.name}; half to twice as many"
        own = {"prepared_targets": _assumed(targets, source, (targets // 2, targets * 2))}
        return {"prior_traces": there.prior_traces, "trained": there.trained, **kept.get("preparation", {}), **own}


def _assumed(value: Any, source: str, bounds: tuple[float, float] | None) -> Values:
    noted = {"value": value, "trust": "assumed", "source": source}
    return noted | ({"range": [min(bounds[0], value), max(bounds[1], value)]} if bounds else {})


def _first_day(start: str, base: Scenario) -> date:
    text = f"{start}-{base.start:%m-%d}" if len(start) == 4 and start.isdigit() else start
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refused("start", f"{shown(start)} is no day", "Write a day, such as 2025-11-10, or a year") from None


def _participants(
    totals: Totals, own: Container[str], known: Mapping[str, Known], base: Scenario
) -> tuple[list[str], str]:
    """Who takes part, in order, and the source of the choice if it was made here."""
    countries = totals.countries
    if isinstance(countries, int):
        chosen = _most_often(countries - len(totals.own), known, base)
        return [*chosen, *totals.own], f"{countries} countries given; those who took part most often"
    named = [code_of(code, own) for code in countries] if countries else [*known] or [*base.countries]
    named += [code for code in totals.own if code not in named]
    if len(set(named)) < len(named):
        raise refused("countries", "a country is named twice", "Name each once")
    if outside := sorted(set(known) - set(named)):
        raise refused("countries", f"{outside[0]} has figures and takes no part", "Add it to the countries")
    return named, ""


def _most_often(number: int, known: Mapping[str, Known], base: Scenario) -> list[str]:
    """Countries with figures first, then those of the scenario that this is like, then by past actions."""
    actions = [action for action in reference.past_actions().values() if action.named]
    staffed = {side for post in reference.posts().values() for side in post.sides}
    able = [code for code in reference.countries() if code in staffed or code in base.countries]
    if not 1 <= number <= len(able):
        raise refused("countries", f"{number} countries", f"Write a number from 1 to {len(able)}, or name them")

    def rank(code: str) -> tuple[bool, bool, int, int]:
        years = [action.year for action in actions if code in action.countries]
        return code not in known, code not in base.countries, -len(years), -max(years, default=0)

    chosen = sorted(able, key=rank)[:number]
    return [code for code in base.countries if code in chosen] + [c for c in chosen if c not in base.countries]


def _profiles(own: Mapping[str, Values], known: Mapping[str, Known]) -> dict[str, Profile]:
    """Profiles of those who are not in the reference data; no rule says how many officers these bring."""
    profiles = {}
    for code, values in own.items():
        if not is_own(code):
            raise refused("own", f"{shown(code)} is no code for a country of your own", "Write two letters, not taken")
        if code not in known or known[code].total is None:
            raise refused("own", f"nothing says how many officers {code} brings", f"Give them: --country {code}=300")
        try:
            profiles[code] = Profile.model_validate(values, context=own)
        except ValidationError as error:
            raise ScenarioError(faults_of(error, node_of(values, "new"), Profile)) from error
    return profiles


def _described(profile: Profile) -> Values:
    """A profile in which what was not given is marked assumed."""
    values = profile.model_dump(mode="json", exclude_none=True) | {"detention_limit": f"{profile.detention_limit!r} h"}
    return {
        key: {"value": value, **GIVEN}
        if key in profile.model_fields_set
        else _assumed(value, "default of a profile", None)
        for key, value in values.items()
    }


def _officers(total: int, codes: Sequence[str], known: Mapping[str, Known]) -> dict[str, int]:
    given = {code: brought for code in codes if code in known and (brought := known[code].total) is not None}
    if sum(given.values()) > total:
        found = f"{sum(given.values()):,} officers of single countries, {total:,} in all"
        raise refused("officers", found, "Give at least their sum as the total")
    if len(given) == len(codes) and sum(given.values()) < total:
        found = f"the countries bring {sum(given.values()):,} officers, the total is {total:,}"
        raise refused("officers", found, "Give their sum as the total, or leave a country open")
    return allocation.officers(total, codes, given)


Plan = dict[str, tuple[int, tuple[float, float] | None]]
"""Checks by kind, each with its range, or None if it was given."""


def _plans(
    checks: int | Mapping[str, int] | None,
    numbers: Mapping[str, int],
    known: Mapping[str, Known],
    base: Scenario,
    facts: Facts,
) -> dict[str, Plan]:
    """Planned checks by country."""
    totals = _totals(checks, sum(numbers.values()), base)
    plans: dict[str, Plan] = {code: {} for code in numbers}
    for kind in CHECK_KINDS:
        given = {code: one.checks[kind] for code, one in known.items() if kind in one.checks}
        if sum(given.values()) > totals[kind] and checks is not None:
            found = f"{sum(given.values()):,} of single countries, {totals[kind]:,} in all"
            raise refused(f"checks {kind}", found, "Give at least their sum as the total")
        divided = allocation.checks(totals[kind], _able(kind, numbers, known, facts), given)
        wide = allocation.factor(kind)
        for code, number in divided.items():
            plans[code][kind] = number, None if code in given else _around(number, wide)
    return plans


def _totals(checks: int | Mapping[str, int] | None, officers: int, base: Scenario) -> dict[str, int]:
    """Checks of each kind in all: as given, and else as many an officer as in the scenario that this one is like."""
    plans = [country.plan for country in base.countries.values()]
    planned = {kind: sum(getattr(plan, kind) for plan in plans) for kind in CHECK_KINDS}
    if isinstance(checks, int):
        return apportioned(checks, planned)
    each = officers / sum(plan.officers for plan in plans)
    usual = {kind: round(number * each) for kind, number in planned.items()}
    return usual | {kind: number for kind, number in (checks or {}).items() if kind in usual}


def _able(kind: str, numbers: Mapping[str, int], known: Mapping[str, Known], facts: Facts) -> dict[str, float]:
    """Officers who make checks of a kind, where there is something to check: of parcels, those of customs."""
    posts = [*reference.posts().values(), *facts.crossings().values()]
    there = {code: number for code, number in numbers.items() if allocation.can_check(code, kind, posts)}
    if kind != "parcel":
        return {code: float(there.get(code, 0)) for code in numbers}
    return {code: float(_services(there.get(code, 0), code, known).get("customs", 0)) for code in numbers}


def _services(number: int, code: str, known: Mapping[str, Known]) -> Mapping[str, int]:
    return (known.get(code) or Known()).services or allocation.services(number, code)


def _country(code: str, number: int, plan: Plan, known: Known, base: _Base, facts: Facts) -> Values:
    wide = allocation.factor()
    rule = allocation.OFFICERS_RULE if known.total is None else allocation.SERVICES_RULE
    spread = wide if known.total is None else 2.0

    def service(brought: int) -> Values:
        return {"value": brought, **GIVEN} if known.services else _assumed(brought, rule, _around(brought, spread))

    whole = _assumed(number, rule, _around(number, wide)) if known.total is None else {"value": number, **GIVEN}
    checks = {
        kind: {"value": value, **GIVEN} if bounds is None else _assumed(value, allocation.CHECKS_RULE, bounds)
        for kind, (value, bounds) in plan.items()
    }
    own = facts.profiles.get(code)
    return {
        **({PROFILE: _described(own)} if own is not None else {}),
        "liaison": _liaison(code, base, facts),
        "officers": {name: service(brought) for name, brought in _services(number, code, {code: known}).items()},
        "plan": {"officers": whole, **checks},
    }


def _around(value: int, factor: float) -> tuple[float, float]:
    return round(value / factor), round(value * factor)


def _liaison(code: str, base: _Base, facts: Facts) -> Values:
    """Liaison officers: as in the scenario that this is like, or one at Europol and SELEC for who may sit there."""
    if base.whole and code in base.scenario.countries:
        there = base.scenario.countries[code].liaison.model_dump(mode="json", exclude_defaults=True)
        return _assumed(there, f"as in {base.name}", None)
    seats = {"europol": int(facts.standing(code) != "none"), "selec": int("selec" in facts.frameworks(code))}
    return _assumed({seat: number for seat, number in seats.items() if number}, "one where it may sit", None)


def _centre(text: str, countries: int, base: _Base) -> Values:
    """The centre with a desk for each country, or as many as in the scenario that this is like, if it has more."""
    desks = max(countries, base.scenario.centre.desks if base.whole else 0)
    source = "one desk a country" if desks == countries else f"as in {base.name}"
    return {**_place(text), "desks": _assumed(desks, source, (1, 2 * desks))}


def _place(text: str) -> Values:
    """A town with its place: one of the reference data, or as given."""
    place, *where = [part.strip() for part in text.split(",")]
    if where:
        try:
            lat, lon = map(float, where)
        except ValueError:
            raise refused("centre", f"{shown(text)} is no place", "Write 'Lezha, 41.78, 19.64'") from None
        return {"place": place, "lat": lat, "lon": lon}
    towns = {name.casefold(): seat for name, seat in reference.seats().items()}
    if place.casefold() not in towns:
        meant = likely(place.casefold(), [*towns])
        wanted = f"Did you mean '{towns[meant].place}'?" if meant else "Write its place: 'Lezha, 41.78, 19.64'"
        raise refused("centre", f"{shown(place)} is not a town of the reference data", wanted)
    seat = towns[place.casefold()]
    return {"place": seat.place, "lat": seat.lat, "lon": seat.lon}


def _areas(areas: Values, first: date) -> Values:
    """Crime areas that are a priority of the cycle in which the action lies; all of them alike if none is."""
    cycle = [row for row in reference.priorities() if row.first_year <= first.year <= row.last_year]
    named = dict.fromkeys(area for row in cycle for area in row.crime_areas)
    return {area: weight for area, weight in areas.items() if not cycle or area in named} or dict.fromkeys(named, 1)
