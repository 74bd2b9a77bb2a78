"""A scenario is put together from parts: each section in its place, several parts in one, and no other key."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import Field, ValidationError

from sim.errors import ScenarioError
from sim.registry import INSTITUTIONS, parts
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import load_text
from sim.scenario.part import Group, Section, enlarged, institutions
from sim.scenario.quantity import Count, Frozen, Sealed
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change


class Office(Sealed):
    """What a plan itself says of an office."""

    desks: Count
    open: Count = 1


class Dogs(Sealed):
    """What one part adds."""

    dogs: Count = 2


class Handlers(Sealed):
    """What another adds to the same section."""

    handlers: Count = 3


class Ships(Sealed):
    """A section that no other part adds to."""

    ships: Count = 4


class Habits(Frozen):
    """A group of parameters."""

    speed: Count = 5


class MoreHabits(Frozen):
    """More parameters of the same group."""

    rest: Count = 6


DOGS, HANDLERS = (
    Section(key="teams", kind=Dogs, default=Dogs()),
    Section(key="teams", kind=Handlers, default=Handlers()),
)
DOGS_OF_OFFICE = Section(key="office", kind=Dogs, default=Dogs())
FLEET = Section(key="fleet", kind=Ships, default=Ships(), before="office")
PORTS: Section[tuple[int, ...]] = Section(key="ports", kind=tuple[Count, ...], default=(1, 2))
HABITS, MORE_HABITS = Group(key="habits", default=Habits()), Group(key="habits", default=MoreHabits())


class Bare(Sealed):
    """A plan to which no part has added anything."""

    name: str
    office: Office
    events: Count = 0


@enlarged([DOGS, FLEET, PORTS, HANDLERS, DOGS_OF_OFFICE, HABITS, MORE_HABITS])
class Plan(Bare):
    """A plan with all parts."""


def plan(**values: Any) -> Plan:
    return Plan.model_validate({"name": "Plan", "office": {"desks": 7}, **values})


def test_sections_stand_before_the_key_that_they_name_in_the_order_of_the_parts() -> None:
    keys = ["name", "fleet", "office", "teams", "ports", "events", "habits"]
    assert list(Plan.model_fields) == keys == list(plan().model_dump())
    assert list(enlarged([PORTS, DOGS])(Bare).model_fields) == ["name", "office", "ports", "teams", "events"]
    assert list(enlarged([DOGS, HABITS, FLEET])(Bare).model_fields) == [
        *("name", "fleet", "office", "teams", "events", "habits")
    ]


def test_a_plan_without_parts_is_as_it_was() -> None:
    assert enlarged([])(Bare).model_json_schema() == Bare.model_json_schema()
    assert list(Bare.model_fields) == ["name", "office", "events"]


def test_parts_of_one_key_are_one_section_with_the_fields_of_the_first_before() -> None:
    assert plan().model_dump(exclude={"name"}) == {
        "fleet": {"ships": 4},
        "office": {"desks": 7, "open": 1, "dogs": 2},
        "teams": {"dogs": 2, "handlers": 3},
        "ports": (1, 2),
        "events": 0,
        "habits": {"speed": 5, "rest": 6},
    }
    assert [list(getattr(plan(), key).model_dump()) for key in ("office", "teams", "habits")] == [
        *(["desks", "open", "dogs"], ["dogs", "handlers"], ["speed", "rest"])
    ]


def test_a_section_of_several_parts_has_the_name_and_words_of_the_first() -> None:
    for key, kind in (("office", Office), ("teams", Dogs), ("habits", Habits)):
        section = getattr(plan(), key)
        assert (type(section).__name__, type(section).__doc__) == (kind.__name__, kind.__doc__)
    assert isinstance(DOGS.of(plan()), Handlers)


def test_what_one_part_says_leaves_the_rest_of_the_section_at_its_default() -> None:
    said = plan(teams={"handlers": 9}, office={"desks": 1, "dogs": 8}, habits={"rest": 0})
    assert said.model_dump(include={"teams", "office", "habits"}) == {
        "office": {"desks": 1, "open": 1, "dogs": 8},
        "teams": {"dogs": 2, "handlers": 9},
        "habits": {"speed": 5, "rest": 0},
    }
    assert (FLEET.of(said), PORTS.of(said)) == (Ships(), (1, 2))


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"flet": {}}, ("flet",)),
        ({"fleet": {"boats": 1}}, ("fleet", "boats")),
        ({"teams": {"dogs": 1, "cats": 1}}, ("teams", "cats")),
        ({"office": {"desks": 1, "handlers": 1}}, ("office", "handlers")),
        ({"habits": {"haste": 1}}, ("habits", "haste")),
    ],
)
def test_an_unknown_key_is_refused_where_it_stands(values: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        plan(**values)
    assert [(fault["type"], fault["loc"]) for fault in refused.value.errors()] == [("extra_forbidden", place)]


def test_what_the_plan_itself_demands_is_still_demanded() -> None:
    with pytest.raises(ValidationError) as refused:
        Plan.model_validate({"office": {"dogs": 1}})
    assert {fault["loc"] for fault in refused.value.errors()} == {("name",), ("office", "desks")}


class Desks(Sealed):
    """What a plan says of a bureau that may be left out."""

    desks: Count
    open: Count = 1


class Phones(Sealed):
    """What a part adds to it."""

    phones: Count = 2


class Pace(Sealed):
    """A group that a plan has of its own."""

    speed: Count = 5


class Pause(Sealed):
    """What a part adds to it."""

    rest: Count = 6


class Furnished(Sealed):
    """A plan with defaults of its own."""

    name: str
    bureau: Desks = Desks(desks=4, open=0)
    pace: Pace = Field(default_factory=lambda: Pace(speed=9))
    events: Count = 0


def test_what_the_plan_itself_leaves_open_stays_open_with_its_own_defaults() -> None:
    phones = Section(key="bureau", kind=Phones, default=Phones(phones=8))
    whole = enlarged([phones, Group(key="pace", default=Pause(rest=7))])(Furnished)
    assert whole.model_validate({"name": "Plan"}).model_dump() == {
        "name": "Plan",
        "bureau": {"desks": 4, "open": 0, "phones": 8},
        "pace": {"speed": 9, "rest": 7},
        "events": 0,
    }


def test_a_plan_of_several_parts_travels_to_another_process() -> None:
    said = plan(teams={"handlers": 9}, habits={"speed": 1})
    assert pickle.loads(pickle.dumps(said)) == said


# The scenario ---------------------------------------------------------------------------------------------------------


def test_every_institution_brings_its_part_in_the_order_of_the_registry() -> None:
    folders = [module.__name__.split(".")[2] for module in parts("plan")]
    assert folders == [name for name in INSTITUTIONS if name in folders]
    assert [id(part) for part in institutions()] == [id(module.PART) for module in parts("plan")]


def keys_of(section: object) -> set[str]:
    return set(type(section).model_fields) if isinstance(section, Sealed) else set()


def test_every_section_and_group_of_a_part_is_in_the_scenario() -> None:
    scenario, keys = load_text(TEXT), list(Scenario.model_fields)
    for part in institutions():
        for section in part.sections:
            assert keys.index(section.key) < keys.index(section.before)
            assert keys_of(section.default) <= keys_of(section.of(scenario))
        for group in part.practice:
            assert group.key in Behaviour.model_fields
            assert keys_of(group.default) <= keys_of(group.of(scenario))
            assert keys_of(group.default), "parameters"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("customs: {risk_managment: [BG]}", "customs.risk_managment: unknown key. Did you mean 'risk_management'?"),
        ("custom: {}", "custom: unknown key. Did you mean 'customs'?"),
        (
            "frontex: {\n  pool: 1,\n  fish: 2}",
            "frontex.fish: unknown key. Known here: officers, document_experts, pool",
        ),
    ],
)
def test_an_unknown_key_of_a_part_is_told_with_its_line(said: str, fault: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(with_change("networks: {count: 5}", f"networks: {{count: 5}}\n{said}"), "danube.yaml")
    (told,) = refused.value.faults
    assert str(told).partition("  ")[2] == fault
    at = with_change("networks: {count: 5}", "networks: {count: 5}\n#").splitlines().index("#") + 1
    assert told.line == at + said.count("\n")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "  mobile_offices: [",
            "  mobile_ofices: [",
            "europol.mobile_ofices: unknown key. Did you mean 'mobile_offices'?",
        ),
        ("    person_thorough: 11 min", "    person_thorough: 11 min\n  assets: {lede: 1 h}", "behaviour.assets.lede"),
        ("    person_thorough: 11 min", "    person_thorough: 11 min\n  asets: {}", "behaviour.asets: unknown key"),
    ],
)
def test_an_unknown_key_of_a_section_of_several_parts_is_told_with_its_line(old: str, new: str, fault: str) -> None:
    text = with_change(old, new)
    with pytest.raises(ScenarioError) as refused:
        load_text(text, "danube.yaml")
    (told,) = refused.value.faults
    assert str(told).partition("  ")[2].startswith(fault)
    assert told.line == text[: text.index(new) + len(new)].count("\n") + 1
