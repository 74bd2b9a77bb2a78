"""A programme: the operational actions of a year, over one theatre, with what happens between them (ODD 7.26).

A programme file names a scenario file of its folder, the theatre; each action is that theatre with fewer countries and
smaller plans.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, WithJsonSchema

from sim.errors import Fault, ScenarioError
from sim.scenario import theatre_parts, yaml_text
from sim.scenario.annotation import stripped
from sim.scenario.codes import ActionName, CountryCode, likely
from sim.scenario.effort import works_of
from sim.scenario.fitting import no_priority
from sim.scenario.load import beside, check_values, content, from_values, load
from sim.scenario.overrides import overridden
from sim.scenario.part import Finding, institutions
from sim.scenario.quantity import Count, Duration, Frozen, Scale, Sealed, Share, Staff, Targets, param, refusal
from sim.scenario.schema import Scenario, within_years
from sim.scenario.structure import faults_of
from sim.scenario.tree import MOST_FAULTS, Node, annotated, nearest, plain
from sim.scenario.tree import Path as Place
from sim.units import shown, spoken
from sim.words import CrimeArea

ASSUMED = "assumed: no published figure"
OFF_TOPIC = 0.1
"""Weight of a crime area that an action is not about, against 1 of one that it is about (assumed)."""
ORIGINS: dict[str, Place] = {
    "cooperation.trust": ("between", "most_trust"),
    "preparation.prepared_targets": ("prepared_targets",),
    "europol.analysts": ("analysts",),
}
"""Where a programme says what an action as a scenario has under some keys: in its template, or between actions."""
MOST_SECONDS = 7200.0
"""Longest that all actions of a year may take together."""


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise refusal(f"{shown(value)} is no day of the calendar", "Write a date") from error
        return within_years(day)
    raise refusal(f"{shown(value)} is not a date", "Write it as '2024-03-04'")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]


class Between(Frozen):
    """What happens from one action to the next."""

    replacement: Duration = param(
        "30 d",
        low="7 d",
        high="180 d",
        unit="h",
        trust="assumed",
        source="assumed; Duijn et al. 2014 and Bright et al. 2017 show that networks replace who is lost",
        meaning="Mean time after an action until somebody near takes the place of a lost member",
    )
    recruitment: Duration = param(
        "120 d",
        low="30 d",
        high="365 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Mean time until a newcomer joins for each member whom a network has fewer than at first",
    )
    forgetting: Duration = param(
        "270 d",
        low="90 d",
        high="720 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Time in which what Europol knows of a network ages to a third",
    )
    joint_action: Share = param(
        0.02,
        low=0.0,
        high=0.1,
        unit="share of what is missing",
        trust="assumed",
        source="assumed; joint actions build relations and trust (European Commission on EMPACT); no figure",
        meaning="Trust that two countries gain by one action together",
    )
    dialogue: Share = param(
        0.05,
        low=0.0,
        high=0.2,
        unit="share of what is missing a year",
        trust="assumed",
        source="assumed; dialogue as in ASEM and the EU Strategy for the Danube Region; no figure",
        meaning="Trust that all countries gain by a year of dialogue",
    )
    most_trust: Scale = param(
        0.3,
        low=0.1,
        high=0.6,
        unit="factor - 1",
        trust="assumed",
        source=ASSUMED,
        meaning="Most that trust can add to the level of cooperation, as a share of the level",
    )


class Template(Sealed):
    """A kind of action: length, shares of a country's officers and plan of checks, and other values of a scenario.

    A null among the `settings` takes away what is there, in the actions that have it.
    """

    days: Annotated[int, Field(ge=1, le=31, strict=True)]
    officers: Share
    checks: Share
    analysts: Staff = 4
    prepared_targets: Targets = 0
    settings: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


class Action(Sealed):
    """One operational action: when, what about, who leads, who takes part; the rest is in its template."""

    name: ActionName
    template: str
    start: Day
    areas: tuple[CrimeArea, ...] = Field(min_length=1)
    leader: CountryCode
    co_leaders: tuple[CountryCode, ...] = ()
    participants: tuple[CountryCode, ...] = ()
    days: Annotated[int, Field(ge=1, le=31, strict=True)] | None = None
    officers: Share | None = None
    checks: Share | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        """All who take part, the leader first."""
        return (self.leader, *self.co_leaders, *self.participants)


class YearPublished(Sealed):
    """What was published about a year of actions; stands beside the results and is never used."""

    arrests: Count | None = None
    investigations: Count | None = None
    source: str = ""


class Programme(Sealed):
    """The actions of a year over one theatre, as a frozen, validated object."""

    kind: Literal["programme"]
    name: str = Field(min_length=1)
    description: str = ""
    theatre: str = Field(min_length=1)
    published: YearPublished = YearPublished()
    between: Between = Between()
    officers_scale: Scale = 1
    templates: dict[str, Template] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1, max_length=1000)
    _theatre: Scenario | None = PrivateAttr(default=None)
    _text: str = PrivateAttr(default="")

    @property
    def scenario(self) -> Scenario:
        """The theatre."""
        assert self._theatre is not None
        return self._theatre

    @property
    def text(self) -> str:
        """The file."""
        return self._text

    def ordered(self) -> list[Action]:
        """Actions in order of start, then of the file."""
        return sorted(self.actions, key=lambda action: action.start)

    def length(self, action: Action) -> int:
        """Days of an action."""
        return action.days or self.templates[action.template].days


def load_programme(path: str | Path, overrides: Mapping[str, str] | None = None) -> Programme:
    """The programme in a file.

    Parameters
    ----------
    overrides
        Values in YAML by dotted path, of the programme where it has the first key, else of its theatre.

    Raises
    ------
    ScenarioError
        With all faults of the file, or of its theatre, each with its file, line and key.
    """
    path = Path(path)
    text = content(path)
    root = _read(text, str(path))
    own = {key: value for key, value in (overrides or {}).items() if key.split(".")[0] in Programme.model_fields}
    of_theatre = {key: value for key, value in (overrides or {}).items() if key not in own}
    root = overridden(root, own, [])
    programme = _valid(root)
    theatre = load(beside(path, nearest(root, ("theatre",)), ("theatre",)), of_theatre)
    return _over(theatre, programme, root, yaml_text.write(annotated(root)) if own else text)


def programme_of(text: str, theatre: Scenario, name: str) -> Programme:
    """The programme in a text, over a theatre that is there already; `name` stands for the file in errors."""
    root = _read(text, name)
    return _over(theatre, _valid(root), root, text)


def _read(text: str, name: str) -> Node:
    """The values of a text with their places, without what is said about them."""
    root = yaml_text.read(text, name)
    if isinstance(root.value, dict) and {"countries", "extends"} & root.value.keys() - {*Programme.model_fields}:
        raise ScenarioError((root.fault((), "this is a scenario, no programme", "Run it with 'jadsim run'"),))
    faults: list[Fault] = []
    root = stripped(root, faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return root


def _valid(root: Node) -> Programme:
    try:
        return Programme.model_validate(plain(root))
    except ValidationError as error:
        raise ScenarioError(faults_of(error, root, Programme)) from error


def _over(theatre: Scenario, programme: Programme, root: Node, text: str) -> Programme:
    """A programme with its theatre and its text, if its actions fit both."""
    programme._theatre, programme._text = theatre, text
    unfit = tuple(islice(_findings(programme), MOST_FAULTS))
    if unfit:
        raise ScenarioError(tuple(nearest(root, place).fault(place, found, wanted) for place, found, wanted in unfit))
    unfit = tuple(islice(_idle(programme), MOST_FAULTS))
    faults = [nearest(root, place).fault(place, found, wanted) for place, found, wanted in unfit]
    faults += dict.fromkeys(_as_they_run(programme, root))
    if faults:
        raise ScenarioError(tuple(faults[:MOST_FAULTS]))
    return programme


def is_programme(path: str | Path) -> bool:
    """Whether a file says of itself that it is a programme; a file that cannot be read does not."""
    try:
        return bool(re.search(r"^kind:\s*['\"]?programme\b", content(Path(path)), re.MULTILINE))
    except ScenarioError:
        return False


def _findings(programme: Programme) -> Iterator[Finding]:
    """What does not fit: templates and countries that are not there, countries twice, names twice."""
    seen: set[str] = set()
    for at, action in enumerate(programme.actions):
        place: Place = ("actions", at)
        if action.template not in programme.templates:
            meant = likely(action.template, [*programme.templates])
            wanted = f"Did you mean '{meant}'?" if meant else "Name one of templates"
            yield (*place, "template"), f"there is no template {shown(action.template)}", wanted
        name = unicodedata.normalize("NFC", action.name)
        if name in seen:
            yield (*place, "name"), f"two actions are called {shown(action.name)}", "Give each its own name"
        seen.add(name)
        yield from _areas(programme, action, place)
        yield from _countries(programme, action, place)


def _areas(programme: Programme, action: Action, place: Place) -> Iterator[Finding]:
    """Crime areas of an action for which the theatre has no networks, or that are no priority in its year."""
    there = [area for area, weight in programme.scenario.crime_areas.items() if weight > 0.0]
    for at, area in enumerate(action.areas):
        path = (*place, "areas", at)
        if area not in there:
            yield path, f"{area} has no weight under crime_areas of the theatre", "Name one of " + ", ".join(there)
        if area in action.areas[:at]:
            yield path, f"{area} is named twice", "Name each crime area once"
        yield from no_priority(area, action.start.year, path)


def _countries(programme: Programme, action: Action, place: Place) -> Iterator[Finding]:
    where: list[tuple[Place, str]] = [((*place, "leader"), action.leader)]
    where += [((*place, "co_leaders", n), code) for n, code in enumerate(action.co_leaders)]
    where += [((*place, "participants", n), code) for n, code in enumerate(action.participants)]
    seen: set[str] = set()
    for path, code in where:
        if code not in programme.scenario.countries:
            yield path, f"{code} takes no part in the theatre", "Name one of its countries, or add it there"
        if code in seen:
            yield path, f"{code} is named twice", "Name each country once"
        seen.add(code)
    if len(seen) < 2:
        yield place, "an action of one country", "Name participants: what crosses no border is outside the model"


def scenario_of(programme: Programme, action: Action, trust: float) -> Scenario:
    """An action as a scenario: its countries of the theatre, with shares of their officers and plans.

    Parameters
    ----------
    trust
        What trust adds to the level of cooperation between those who take part, as a share of the level.

    Raises
    ------
    ScenarioError
        If the action cannot be run, which `load_programme` has told before.
    """
    values = _values(programme, action, trust)
    return from_values(values, action.name, _settings(programme, action, values))


def _as_they_run(programme: Programme, root: Node) -> Iterator[Fault]:
    """What is wrong with the actions as scenarios, with as much trust as can be, told at the programme's lines."""
    seconds = 0.0
    for at, action in enumerate(programme.actions):
        values = _values(programme, action, programme.between.most_trust)
        try:
            scenario = check_values(values, action.name, _settings(programme, action, values))
        except ScenarioError as error:
            yield from (_told(programme, root, at, fault) for fault in error.faults)
        else:
            seconds += sum(work.seconds for work in works_of(scenario))
    if seconds > MOST_SECONDS:
        found = f"the actions together would take about {seconds / 3600:,.1f} h for each year"
        wanted = f"Stay within {spoken(MOST_SECONDS / 3600)}, by fewer or smaller actions"
        yield nearest(root, ("actions",)).fault(("actions",), found, wanted)


def _told(programme: Programme, root: Node, at: int, fault: Fault) -> Fault:
    """A fault of an action as a scenario, at the place of the programme that it comes from."""
    action = programme.actions[at]
    place = _origin(programme, at, fault.key)
    said = fault.found if place[0] == "templates" else f"{shown(action.name)} as a scenario, {fault.key}: {fault.found}"
    return nearest(root, place).fault(place, said, fault.wanted)


def _origin(programme: Programme, at: int, key: str) -> Place:
    """Where a programme says what stands under a key of the scenario of an action: there, in its template, nearby."""
    action = programme.actions[at]
    template: Place = ("templates", action.template)
    for setting in programme.templates[action.template].settings:
        if f"{key}.".startswith(f"{setting}.") or f"{setting}.".startswith(f"{key}."):
            return (*template, "settings", setting)
    for beginning, place in ORIGINS.items():
        if key.startswith(beginning):
            return place if place[0] == "between" else (*template, *place)
    section = key.split(".")[0]
    return ("actions", at, section) if section in Action.model_fields else ("actions", at)


def _settings(programme: Programme, action: Action, values: Mapping[str, Any]) -> dict[str, str]:
    """The settings of the template of an action, as a command line gives them, less what takes nothing away."""
    settings = programme.templates[action.template].settings.items()
    return {
        key: yaml_text.write(value).removesuffix("...\n").strip()
        for key, value in settings
        if value is not None or _is_there(values, key)
    }


def _is_there(values: object, key: str) -> bool:
    """Whether plain values have something at a dotted path."""
    for part in key.split("."):
        places = dict(enumerate(values)) if isinstance(values, list) else values
        if not isinstance(places, Mapping):
            return False
        values = places.get(int(part) if isinstance(values, list) and part.isdigit() else part)
    return values is not None


def _idle(programme: Programme) -> Iterator[Finding]:
    """Nulls of templates that take nothing away in any action."""
    for name, template in programme.templates.items():
        actions = [action for action in programme.actions if action.template == name]
        for key, value in template.settings.items():
            if value is None and not any(_is_there(_values(programme, one, 0.0), key) for one in actions):
                path = ("templates", name, "settings", key)
                yield path, "there is nothing to take away", "Name what an action of this template has"


def _values(programme: Programme, action: Action, trust: float) -> dict[str, Any]:
    """An action in the keys and plain values of a scenario."""
    theatre, template = programme.scenario, programme.templates[action.template]
    values = dict(theatre_parts.carried(theatre.text))
    codes = sorted(action.countries, key=list(theatre.countries).index)
    officers = template.officers if action.officers is None else action.officers
    checks = template.checks if action.checks is None else action.checks
    pairs = theatre.cooperation.pairs.items()
    values["cooperation"] = values["cooperation"] | {
        "scale": theatre.cooperation.named_scale,
        "trust": theatre.cooperation.trust + trust,
        "pairs": {pair: level for pair, level in pairs if set(pair.split("-")) <= set(codes)},
    }
    values |= {
        "name": action.name,
        "start": f"{action.start.isoformat()} 00:00",
        "days": programme.length(action),
        "crime_areas": {area: _weight(action, area) for area in theatre.crime_areas},
        "actions": [_led(action, area, codes) for area in action.areas],
        "countries": {
            code: theatre_parts.part(theatre, code, officers * programme.officers_scale, checks) for code in codes
        },
        "posts": theatre_parts.posts(theatre, set(codes)),
        "europol": {"analysts": template.analysts},
        "preparation": {
            "prepared_targets": template.prepared_targets,
            "trained": theatre.preparation.trained,
            "announced": theatre.preparation.announced,
            "jits": [jit.model_dump() for jit in theatre.preparation.jits if set(jit.members) <= set(codes)],
        },
        **{
            name: theatre_parts.limited(values[name], set(codes), theatre.facts)
            for name in theatre_parts.LIMITED
            if name in values
        },
    }
    for part in institutions():
        part.restrict(values, set(codes), action.start)
    return values


def _weight(action: Action, area: str) -> float:
    """Weight of a crime area in an action: little where it is about another, none where it is no priority then."""
    if area in action.areas:
        return 1.0
    return 0.0 if any(no_priority(area, action.start.year, ())) else OFF_TOPIC


def _led(action: Action, area: str, codes: list[str]) -> dict[str, Any]:
    """An operational action against one crime area, with those who lead it."""
    roles = {"leader": action.leader, "co_leaders": list(action.co_leaders), "participants": codes}
    return {"name": f"{action.name}: {area}", "area": area, **roles}
