"""Reference data that ships with the package: countries, posts, centres, shapes of the map.

Facts have a first day and a last; the first day of an action selects what holds. Every row says how far it can be
trusted; what has no source is called assumed, here as in every report.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sim.words import Standing

DIALOGUES = frozenset({"asem"})
"""Frameworks in which countries talk; membership gives no level of cooperation."""
_DAYS = frozenset({"since", "until", "control_since", "control_until"})
_SAID = _DAYS | {"source", "note", "trust", "police_status", "police_source", "detention_source"}
"""Fields that say when a fact holds and how it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What holds from its first day to its last; None where the data has no such day."""

    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return (self.since or date.min) <= on <= (self.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country that can take part: strength of its police, legal limits.

    `detention_limit_h` is the time in hours after which a suspect must be released or brought before a judge;
    `police_status` says how `police_officers` was found; `languages` says in what its police work.
    """

    code: str
    name: str
    lat: float
    lon: float
    population_millions: float
    police_officers: int
    police_status: str
    police_source: str
    schengen_rating: str
    detention_limit_h: float
    detention_source: str
    note: str
    languages: tuple[str, ...]

    @property
    def trust(self) -> str:
        """Trust of `police_officers`: measured where a source was read, assumed where it is a stand-in."""
        return self.police_status

    def frameworks(self, on: date) -> frozenset[str]:
        """Frameworks of cooperation that the country belongs to on a day."""
        return frozenset(row.framework for row in memberships() if row.country == self.code and row.holds(on))

    def standing(self, on: date) -> Standing:
        """What it is to Europol on a day."""
        if self.code in connected("europol_member", on):
            return "member"
        return "operational_agreement" if self.code in connected("europol_agreement", on) else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Dated):
    """A country belongs to a framework of cooperation."""

    framework: str
    country: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Dated):
    """A country is tied to Europol, or connected to a system of information: "siena", "interpol" or "sis"."""

    system: str
    country: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """A priority of an EMPACT cycle as it was printed, and the crime areas of the model that it covers.

    It holds from the first day of `first_year` to the last of `last_year`.
    """

    cycle: str
    first_year: int
    last_year: int
    printed: str
    crime_areas: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Dated):
    """A place where checks are made: a border crossing with two sides, or a place inside one country.

    Traffic is per day and both ways; `lanes_a` and `lanes_b` are the lanes of ordinary control on each side, 0 where
    there is none. There is control from `control_since` to `control_until`, and at inner borders of Schengen not after.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    country_a: str
    country_b: str = ""
    persons_per_day: float
    vehicles_per_day: float
    parcels_per_day: float
    lanes_a: int = 0
    lanes_b: int = 0
    control_since: date | None = None
    control_until: date | None = None
    equipment: tuple[str, ...] = ()
    trust: str = "assumed"
    source: str = ""
    note: str = ""

    @property
    def sides(self) -> tuple[str, ...]:
        """Codes of the one or two countries that control here."""
        return (self.country_a, self.country_b) if self.country_b else (self.country_a,)

    def as_of(self, on: date) -> "Post":
        """The post as it is on a day: without lanes where there is no ordinary control."""
        control = Dated(since=self.control_since, until=self.control_until)
        return self if control.holds(on) else replace(self, lanes_a=0, lanes_b=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderCentre(Dated):
    """A Police and Customs Cooperation Centre: officers of neighbouring countries under one roof.

    `shifts` are the shifts on which it is open, `desks` the officers who can work at once.
    """

    id: str
    name: str
    place: str
    lat: float
    lon: float
    countries: tuple[str, ...]
    shifts: tuple[str, ...]
    desks: int
    trust: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAction:
    """Published totals of a past action, and who took part; `named` where the countries were published by name."""

    year: int
    action: str
    officers: int
    person: int | None
    vehicle: int | None
    parcel: int | None
    premises: int | None
    named: bool
    countries: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShare:
    """What one country reported of a past action; `earlier_rule` is what the root of police strength gave for it."""

    year: int
    country: str
    officers: int
    person: int | None
    vehicle: int | None
    parcel: int | None
    premises: int | None
    earlier_rule: int
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSplit:
    """How the officers of a country divide over services, by kind of national system."""

    system: str
    police: float
    border_guard: float
    gendarmerie: float
    customs: float
    immigration: float
    cyber: float
    special_intervention: float
    countries: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A town in which a coordination centre may sit."""

    place: str
    lat: float
    lon: float


def _flag(text: str) -> bool:
    return {"1": True, "0": False}[text]


_READERS: Mapping[object, Callable[[str], Any]] = {
    str: str.strip,
    int: int,
    bool: _flag,
    int | None: lambda text: int(text) if text else None,
    float: lambda text: float(text or "inf"),
    date | None: lambda text: date.fromisoformat(text) if text else None,
    tuple[str, ...]: lambda text: tuple(text.split()),
}


def _rows[
    Row: (
        Country,
        Post,
        BorderCentre,
        Membership,
        Connection,
        Priority,
        PastAction,
        PastShare,
        ServiceSplit,
        Seat,
    )
](name: str, kind: type[Row]) -> tuple[Row, ...]:
    text = (files("sim.scenario") / "data" / name).read_text(encoding="utf-8")
    readers = {field.name: _READERS[field.type] for field in fields(kind)}
    lines = csv.DictReader(text.splitlines(), strict=True)
    return tuple(kind(**{name: read(line[name].strip()) for name, read in readers.items()}) for line in lines)


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """Countries by code (ISO 3166-1 alpha-2, and XK), in the order of the file."""
    return MappingProxyType({row.code: row for row in _rows("countries.csv", Country)})


@lru_cache(maxsize=64)
def posts(on: date | None = None) -> Mapping[str, Post]:
    """Posts by id, in the order of the file: all that the data has, or those of a day, as they are then."""
    if on is None:
        return MappingProxyType({row.id: row for row in _rows("posts.csv", Post)})
    return MappingProxyType({key: post.as_of(on) for key, post in posts().items() if post.holds(on)})


@lru_cache(maxsize=64)
def centres(on: date | None = None) -> Mapping[str, BorderCentre]:
    """Police and Customs Cooperation Centres by id, in the order of the file: all of the data, or those of a day."""
    if on is None:
        return MappingProxyType({row.id: row for row in _rows("centres.csv", BorderCentre)})
    return MappingProxyType({key: centre for key, centre in centres().items() if centre.holds(on)})


@lru_cache(maxsize=1)
def memberships() -> tuple[Membership, ...]:
    """Who belongs to which framework of cooperation, and when."""
    return _rows("memberships.csv", Membership)


@lru_cache(maxsize=64)
def members(framework: str, on: date) -> frozenset[str]:
    """Codes of the countries that belong to a framework on a day."""
    return frozenset(row.country for row in memberships() if row.framework == framework and row.holds(on))


@lru_cache(maxsize=1)
def connections() -> tuple[Connection, ...]:
    """Who is tied to Europol and connected to systems of information, and when."""
    return _rows("connections.csv", Connection)


@lru_cache(maxsize=64)
def connected(system: str, on: date) -> frozenset[str]:
    """Codes of the countries that are connected to a system on a day."""
    return frozenset(row.country for row in connections() if row.system == system and row.holds(on))


def dialogues(on: date) -> Mapping[str, frozenset[str]]:
    """Who sits together in each dialogue on a day: it changes no answer to a request, at most trust over the years."""
    return MappingProxyType({name: members(name, on) for name in sorted(DIALOGUES)})


@lru_cache(maxsize=1)
def priorities() -> tuple[Priority, ...]:
    """The priorities of the EMPACT cycles."""
    return _rows("priorities.csv", Priority)


@lru_cache(maxsize=1)
def past_actions() -> Mapping[int, PastAction]:
    """Past actions of South East Europe by year, in order."""
    return MappingProxyType({row.year: row for row in _rows("past_actions.csv", PastAction)})


@lru_cache(maxsize=1)
def past_shares() -> tuple[PastShare, ...]:
    """What single countries reported of past actions."""
    return _rows("past_shares.csv", PastShare)


@lru_cache(maxsize=1)
def service_splits() -> Mapping[str, ServiceSplit]:
    """How officers divide over services, by country."""
    return MappingProxyType({code: row for row in _rows("services.csv", ServiceSplit) for code in row.countries})


@lru_cache(maxsize=1)
def seats() -> Mapping[str, Seat]:
    """Towns by name."""
    return MappingProxyType({row.place: row for row in _rows("places.csv", Seat)})


@lru_cache(maxsize=1)
def shapes() -> Mapping[str, list[list[list[float]]]]:
    """Outlines for the map: for each country a list of rings, each a list of [longitude, latitude] in degrees."""
    text = (files("sim.scenario") / "data" / "shapes.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text)["shapes"])


@lru_cache(maxsize=64)
def digest(on: date) -> str:
    """Fingerprint of the data on which runs of a day depend: two runs with different digests are different runs.

    What is said about the data (sources, notes) is no part of it, nor is what held on other days.
    """
    held = (row for row in (*memberships(), *connections()) if row.holds(on))
    rows: tuple[Country | Dated, ...]
    rows = (*countries().values(), *posts(on).values(), *centres(on).values(), *held)
    lines = ([getattr(row, field.name) for field in fields(row) if field.name not in _SAID] for row in rows)
    return hashlib.sha256("\n".join(map(repr, lines)).encode()).hexdigest()
