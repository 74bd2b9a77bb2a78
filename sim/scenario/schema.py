"""The scenario: what is planned for a joint action day, as a frozen, validated object that the model reads."""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, PrivateAttr, WithJsonSchema, model_validator
from pydantic_core import CoreSchema

from sim.scenario import reference
from sim.scenario.behaviour import Behaviour
from sim.scenario.codes import CountryCode, PostId
from sim.scenario.events import Event
from sim.scenario.experiment import Experiment
from sim.scenario.facts import Facts, Profile
from sim.scenario.levels import Placed
from sim.scenario.networks import Networks
from sim.scenario.part import enlarged, institutions
from sim.scenario.quantity import (
    Count,
    DailyTraffic,
    Few,
    Flag,
    Lanes,
    Latitude,
    Longitude,
    Note,
    Officers,
    PlannedChecks,
    Scale,
    Sealed,
    Share,
    Staff,
    Targets,
    Weight,
    refusal,
)
from sim.scenario.series import Series
from sim.scenario.shifts import ALL_SHIFTS, Roster, Serves
from sim.units import shown
from sim.words import CrimeArea, Framework, PostKind, SchengenRating, Service, Standing

TELLING = ("name", "description", "series", "published", "experiment")
"""Sections that tell about a plan, and that no run reads; the series decides how far its draws of parameters go."""
MOMENT = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:00$"


FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years in which an action may lie: the calendar has room before them and behind."""


def within_years[D: date](day: D) -> D:
    """A day, or a moment, that is not centuries away."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal(f"{day.year} is far from any action", f"Write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _hour(value: object) -> datetime:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str) and re.match(MOMENT, value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise refusal(f"{shown(value)} is no day of the calendar", "Write a date and a full hour") from error
    else:
        found = f"{shown(value)} is not a date and a full hour"
        raise refusal(found, "Write it in UTC, such as '2024-11-25 00:00'")
    within_years(moment)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, BeforeValidator(_hour), WithJsonSchema({"type": "string", "pattern": MOMENT})]
Pair = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")]


class Published(Sealed):
    """Figures that were published about a past action: shown beside results, never used by the model."""

    countries: Count | None = None
    officers: Count | None = None
    checks_total: Count | None = None
    checks_person: Count | None = None
    checks_vehicle: Count | None = None
    checks_parcel: Count | None = None
    checks_premises: Count | None = None
    arrests: Count | None = None
    investigations: Count | None = None
    weapons: Count | None = None
    illegal_entries: Count | None = None
    false_documents: Count | None = None
    source: str = ""


class Liaison(Sealed):
    """Liaison officers of a country who can work at once, by seat, and the shifts on which they sit there."""

    centre: Staff = 2
    europol: Staff = 0
    selec: Staff = 0
    shifts: Serves = ALL_SHIFTS


class EuropolCentre(Sealed):
    """Europol's operational centre in The Hague, where countries keep liaison bureaux."""

    open: Flag = True
    shifts: Serves = ALL_SHIFTS


class JointTeam(Sealed):
    """A joint investigation team: its countries, and the agencies that take part; a bare list names the countries."""

    members: tuple[CountryCode, ...]
    europol: Flag = False
    eurojust: Flag = False
    olaf: Flag = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if isinstance(value, list | tuple):
            return {"members": value}
        if isinstance(value, str | int | float):
            raise refusal(f"{shown(value)} is not a list", "Write a list, such as [a, b]")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """As a mapping, or as the list of its members."""
        mapping = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [mapping, mapping["properties"]["members"]]}


class CheckPlan(Sealed):
    """The checks that a country plans for the whole action, and the number of officers for which it planned them."""

    officers: Officers
    person: PlannedChecks = 0
    vehicle: PlannedChecks = 0
    parcel: PlannedChecks = 0
    premises: PlannedChecks = 0


class CountryPlan(Sealed):
    """What one country brings: officers by service, liaison officers, a plan of checks.

    `schengen_rating` stands in place of the rating in the reference data. A country that these do not have brings a
    `profile`. `shifts` are those of its officers, and `trained` the share of them who were trained together with others
    before, in place of those of the action.
    """

    profile: Profile | None = Field(None, exclude_if=lambda profile: profile is None)
    officers: dict[Service, Officers]
    officers_scale: Scale = 1
    shifts: Roster = Field(default_factory=dict, exclude_if=lambda shifts: not shifts)
    liaison: Liaison = Liaison()
    schengen_rating: SchengenRating | None = None
    trained: Share | None = Field(None, exclude_if=lambda trained: trained is None)
    plan: CheckPlan


class Counting(Sealed):
    """What counts as a check: the share that is thorough (the rest is brief), and how plans grow with officers."""

    thorough_person: Share
    thorough_vehicle: Share
    thorough_parcel: Share
    per_officer: Share = 0.5


class AddedPost(Sealed):
    """A post that is not in the reference data; `lanes` of ordinary control on each side, 0 where there is none.

    `second_lanes` are those on the side of the second country, where they are others.
    """

    name: str = Field(min_length=1)
    kind: PostKind
    lat: Latitude
    lon: Longitude
    countries: tuple[CountryCode, ...] = Field(min_length=1, max_length=2)
    persons_per_day: DailyTraffic
    vehicles_per_day: DailyTraffic
    parcels_per_day: DailyTraffic = 0
    lanes: Lanes = 0
    second_lanes: Lanes | None = Field(None, exclude_if=lambda lanes: lanes is None)


class Counted(Sealed):
    """Ordinary traffic of a post a day, both ways, in place of that of the reference data; what is left out stays."""

    persons: DailyTraffic | None = None
    vehicles: DailyTraffic | None = None
    parcels: DailyTraffic | None = None


class PostChoice(Sealed):
    """Which posts take part: reference posts of the participating countries, less some, plus some.

    An added post with the id of a reference post stands in its place; `lanes` are of ordinary control, by
    post and side, and so are `shifts` of the officers there; `traffic` is a factor on what crosses `per_day`.
    """

    exclude: tuple[PostId, ...] = ()
    traffic: dict[PostId, Scale] = Field(default_factory=dict)
    added: dict[PostId, AddedPost] = Field(default_factory=dict)
    lanes: dict[PostId, dict[CountryCode, Count]] = Field(default_factory=dict, exclude_if=lambda lanes: not lanes)
    shifts: dict[PostId, dict[CountryCode, Roster]] = Field(default_factory=dict, exclude_if=lambda shifts: not shifts)
    per_day: dict[PostId, Counted] = Field(default_factory=dict, exclude_if=lambda counted: not counted)


class Centre(Sealed):
    """The international coordination centre."""

    place: str = Field(min_length=1)
    lat: Latitude
    lon: Longitude
    open: Flag = True
    desks: Staff
    shifts: Serves = ALL_SHIFTS


class Europol(Sealed):
    """What Europol brings: analysts, its centre, mobile offices, and guest officers for secondary security checks.

    `office_desks` is the number of desks of each mobile office; without it nobody ever waits there.
    """

    analysts: Staff
    centre: EuropolCentre = EuropolCentre()


class Cooperation(Sealed):
    """How well countries answer each other and Europol: levels by framework, single pairs, and one scale for all.

    A level has a name, or is a number from 0 to 1; the behaviour says what the named ones mean.

    `trust` is what earlier actions together add to every level, as a share of it.
    """

    named_scale: Share = Field(1, alias="scale")
    trust: Share = Field(0, exclude_if=lambda trust: trust == 0)
    liaison: Flag = True
    baseline: Placed
    frameworks: dict[Framework, Placed] = Field(default_factory=dict)
    pairs: dict[Pair, Placed] = Field(default_factory=dict)
    europol: dict[Standing, Placed] = Field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Factor on every level, trust included."""
        return self.named_scale * (1.0 + self.trust)


class Preparation(Sealed):
    """What was done before hour 0: targets, traces at Europol per network, training, joint teams; who was told."""

    prepared_targets: Targets = 0
    prior_traces: Few = 0
    trained: Share = 0.0
    jits: tuple[JointTeam, ...] = ()
    announced: Share = 0.0


@enlarged(section for part in institutions() for section in part.sections)
class Scenario(Sealed):
    """A joint action day as planned. Countries keep the order of the file; a run puts everything in the order of names.

    `hash` is the identity of the scenario: equal hashes give equal runs with equal parameters. To vary a scenario use
    `sim.scenario.load.vary`, which keeps `text` true as well.
    """

    name: str = Field(min_length=1)
    description: str = ""
    series: Series | None = Field(None, exclude_if=lambda series: series is None)
    start: Moment
    days: Annotated[int, Field(ge=1, le=31, strict=True)]
    published: Published = Published()
    experiment: Experiment | None = Field(None, exclude_if=lambda experiment: experiment is None)
    crime_areas: dict[CrimeArea, Weight] = Field(min_length=1)
    officers_scale: Scale = 1
    shifts: Roster = Field(default_factory=dict, exclude_if=lambda shifts: not shifts)
    countries: dict[CountryCode, CountryPlan] = Field(min_length=1)
    counting: Counting
    posts: PostChoice = PostChoice()
    centre: Centre
    europol: Europol
    cooperation: Cooperation
    preparation: Preparation = Preparation()
    networks: Networks
    events: tuple[Event, ...] = ()
    behaviour: Behaviour = Behaviour()
    _notes: dict[str, Note] = PrivateAttr(default_factory=dict)
    _text: str = PrivateAttr(default="")
    _given: frozenset[str] = PrivateAttr(default=frozenset())
    _gone: tuple[str, ...] = PrivateAttr(default=())
    _doubts: tuple[str, ...] = PrivateAttr(default=())

    def __repr__(self) -> str:
        """The action in one line."""
        officers = sum(self.officers(code) for code in self.countries)
        return (
            f"<Scenario {self.name!r}: {len(self.countries)} countries, {officers:,.0f} officers, "
            f"{self.days} days from {self.start:%Y-%m-%d}>"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The countries of the action with their officers and planned checks, for a notebook."""
        rows = [
            [html.escape(self.facts[code].name), self.officers(code), *self.planned_checks(code).values()]
            for code in self.countries
        ]
        heads = "".join(f"<th>{head}</th>" for head in ("", "officers", "persons", "vehicles", "parcels", "premises"))
        lines = (
            "".join(f"<td>{cell if isinstance(cell, str) else f'{cell:,.0f}'}</td>" for cell in row) for row in rows
        )
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<p>{html.escape(repr(self))}</p><table><tr>{heads}</tr>{body}</table>"

    @property
    def hours(self) -> float:
        """Length of the action in hours."""
        return self.days * 24.0

    @property
    def facts(self) -> Facts:
        """What is known of its countries on its first day, those of its own included."""
        own = {code: country.profile for code, country in self.countries.items() if country.profile is not None}
        return Facts(self.start.date(), own, (self.centre.lat, self.centre.lon))

    @property
    def notes(self) -> Mapping[str, Note]:
        """What the file says about its values (source, trust, range), by dotted path."""
        return MappingProxyType(self._notes)

    @property
    def text(self) -> str:
        """The resolved file: one YAML document without `extends`, overrides included, that loads to the same hash."""
        return self._text

    @property
    def given(self) -> frozenset[str]:
        """Behavioural parameters that the file names itself, by dotted path: no calibration replaces them."""
        return self._given

    @property
    def gone(self) -> tuple[str, ...]:
        """Countries that the file takes away from the one that it extends, and all entries that went with them."""
        return self._gone

    @property
    def doubts(self) -> tuple[str, ...]:
        """What in the change of another plan is right and probably not meant, in words."""
        return self._doubts

    @property
    def hash(self) -> str:
        """SHA-256 over all values, the names of those of behaviour that are `given`, and the reference data, as hex.

        What is to be tried with a plan is no part of what it is.
        """
        known = self.model_dump(mode="json", by_alias=True, exclude={"experiment"})
        values = json.dumps(known, separators=(",", ":"), allow_nan=False)
        lines = [reference.digest(self.start.date()), values, *sorted(self._given)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def written(
        self,
        text: str,
        notes: Mapping[str, Note],
        given: frozenset[str] = frozenset(),
        gone: tuple[str, ...] = (),
        doubts: tuple[str, ...] = (),
    ) -> Self:
        """The same scenario with what it was read from, what of behaviour it names, and what is to be told of it."""
        self._text, self._notes, self._given = text, dict(notes), given
        self._gone, self._doubts = gone, doubts
        return self

    def officers(self, code: str) -> float:
        """Officers that a country brings after both scales."""
        country = self.countries[code]
        return sum(country.officers.values()) * country.officers_scale * self.officers_scale

    def planned_checks(self, code: str) -> dict[str, float]:
        """Counted checks that a country plans, by kind, at its number of officers.

        The share ``counting.per_officer`` of the plan grows with the officers; the rest is set per post and does not.
        """
        plan = self.countries[code].plan
        growth = self.officers(code) / plan.officers if plan.officers else 1.0
        factor = 1 - self.counting.per_officer + self.counting.per_officer * growth
        kinds = {"person": plan.person, "vehicle": plan.vehicle, "parcel": plan.parcel, "premises": plan.premises}
        return {kind: number * factor for kind, number in kinds.items()}

    def active_posts(self) -> dict[str, reference.Post]:
        """Posts of the first day that take part, by id, reference posts first; traffic is not yet scaled."""
        return {key: self._as_set(post) for key, post in self._known_posts().items() if self._takes_part(post)}

    def active_post(self, key: str) -> reference.Post | None:
        """One of them; None where it does not take part, or is no post."""
        post = self._known_posts().get(key)
        return self._as_set(post) if post and self._takes_part(post) else None

    def _takes_part(self, post: reference.Post) -> bool:
        return post.id not in self.posts.exclude and not self.countries.keys().isdisjoint(post.sides)

    def _known_posts(self) -> dict[str, reference.Post]:
        """Posts of the first day, as the data or the scenario has them."""
        added = {
            key: reference.Post(
                id=key,
                name=post.name,
                kind=post.kind,
                lat=post.lat,
                lon=post.lon,
                country_a=post.countries[0],
                country_b="".join(post.countries[1:]),
                persons_per_day=post.persons_per_day,
                vehicles_per_day=post.vehicles_per_day,
                parcels_per_day=post.parcels_per_day,
                lanes_a=post.lanes,
                lanes_b=post.lanes if post.second_lanes is None else post.second_lanes,
                equipment=reference.posts()[key].equipment if key in reference.posts() else (),
                source="the scenario",
            )
            for key, post in self.posts.added.items()
        }
        return {**reference.posts(self.start.date()), **self.facts.crossings(), **added}

    def _as_set(self, post: reference.Post) -> reference.Post:
        """A post with the lanes and the traffic that the scenario sets for it."""
        if post.id not in self.posts.lanes and post.id not in self.posts.per_day:
            return post
        lanes = self.posts.lanes.get(post.id, {})
        counted = self.posts.per_day.get(post.id, Counted())
        traffic: dict[str, Any] = {f"{what}_per_day": number for what, number in counted if number is not None}
        sides = lanes.get(post.country_a, post.lanes_a), lanes.get(post.country_b, post.lanes_b)
        return replace(post, lanes_a=sides[0], lanes_b=sides[1], **traffic)
