"""What is shown of scenarios: what differs, what is assumed, and the format for editors."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import difference, json_schema
from sim.scenario.assumptions import Assumption, assumptions
from sim.scenario.diff import Change
from sim.scenario.load import load_text, vary
from sim.scenario.tree import plain
from sim.scenario.yaml_text import read
from tests.scenario.minimal import TEXT, with_change


def test_no_difference_from_itself() -> None:
    assert difference(load_text(TEXT), load_text(TEXT)) == []


def test_differences_are_in_human_units_and_sorted() -> None:
    base = load_text(TEXT)
    other = vary(
        base,
        {
            "start": "2024-12-01 06:00",
            "events.0.lasts": "90 min",
            "behaviour.checks.person_thorough": "{value: 20 min, source: stop-watch, trust: measured}",
            "countries.RS.officers": "{police: 100, customs: 1500}",
            "deployments": "[]",
            "days": "3",
        },
    )
    assert [(change.path, change.before, change.after) for change in difference(base, other)] == [
        ("behaviour.checks.person_thorough", "11 min", "20 min"),
        ("countries.RS.officers.customs", "absent", "1500"),
        ("days", "2", "3"),
        ("deployments.0.arrives", "0 h", "absent"),
        ("deployments.0.asset", "canine", "absent"),
        ("deployments.0.by", "", "absent"),
        ("deployments.0.country", "RS", "absent"),
        ("deployments.0.post", "kalotina-gradina", "absent"),
        ("deployments.0.shifts.0", "day", "absent"),
        ("deployments.0.shifts.1", "evening", "absent"),
        ("deployments.0.shifts.2", "night", "absent"),
        ("events.0.lasts", "4 h", "1.5 h"),
        ("start", "2024-11-25 00:00", "2024-12-01 06:00"),
    ]
    assert difference(base, other)[0].note == "measured: stop-watch"


def test_places_in_a_list_are_sorted_by_number() -> None:
    base = load_text(TEXT)
    event = "{kind: siena_down, at: 1 h, lasts: 1 h}"
    longer = vary(base, {"events": f"[{', '.join([event] * 12)}]"})
    places = [int(change.path.split(".")[1]) for change in difference(vary(base, {"events": "[]"}), longer)]
    assert places == sorted(places)
    assert Change(path="events.11.kind", before="absent", after="siena_down", note="") in difference(base, longer)


def by_path(text: str) -> dict[str, Assumption]:
    return {assumption.path: assumption for assumption in assumptions(load_text(text))}


def test_a_default_is_assumed_as_the_package_says() -> None:
    found = by_path(TEXT)["behaviour.checks.person_brief"]
    assert (found.unit, found.trust) == ("h", "assumed")
    assert found.low is not None and found.high is not None
    assert isinstance(found.value, float) and found.low <= found.value <= found.high
    assert found.source and found.meaning


def test_a_changed_parameter_is_assumed_by_the_scenario() -> None:
    found = by_path(TEXT)["behaviour.checks.person_thorough"]
    assert found.value == pytest.approx(11 / 60)
    assert (found.trust, found.source) == ("assumed", "assumed by the scenario, which names no source")


def test_a_noted_parameter_has_the_trust_of_its_note() -> None:
    noted = "{value: 11 min, source: three supervisors, trust: expert, range: [10 min, 12 min]}"
    found = by_path(with_change("11 min", noted))["behaviour.checks.person_thorough"]
    assert (found.trust, found.source) == ("expert", "three supervisors")
    assert [found.low, found.high] == pytest.approx([1 / 6, 1 / 5])


def test_what_is_measured_is_not_listed() -> None:
    measured = with_change("11 min", "{value: 11 min, source: stop-watch, trust: measured}")
    assert "behaviour.checks.person_thorough" not in by_path(measured)
    assert all(assumption.trust != "measured" for assumption in by_path(TEXT).values())


def test_values_of_the_file_are_listed_or_counted() -> None:
    found = by_path(TEXT)
    assert found["counting.thorough_vehicle"].value == pytest.approx(0.4)
    assert found["counting.thorough_vehicle"].trust == "expert"
    assert found["counting"].value == "3 values"
    assert found["crime_areas"].value == "2 values"
    assert "published" not in found


def test_reference_data_in_use_is_listed() -> None:
    found = by_path(TEXT)
    assert str(found["reference.posts.road"].value).endswith("posts")
    assert found["behaviour.standard_cooperation.answered"].source
    assert "RS" in str(found["reference.countries.detention_limit_h"].value)


def test_schema_names_every_part() -> None:
    schema = json_schema()
    scenario, programme = (schema["$defs"][name]["properties"].keys() for name in ("Scenario", "Programme"))
    assert {"extends", "countries", "behaviour"} <= scenario and {"theatre", "templates", "actions"} <= programme
    assert "name" in schema["else"]["required"]


def undescribed(part: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Keys of files of which a schema does not say what they mean."""
    for key, below in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "properties" and path[-1:] != ("then",) and path[-1:] != ("if",) and "Annotation" not in path:
            yield from (".".join((*path[-1:], name)) for name, one in below.items() if not one.get("description"))
        yield from undescribed(below, (*path, str(key)))


def test_schema_describes_every_key() -> None:
    assert sorted(undescribed(json_schema()["$defs"])) == []


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def test_schema_accepts_what_is_shipped(root: Path, validator: Any) -> None:
    for path in sorted((root / "scenarios").glob("*.yaml")):
        errors = validator.iter_errors(plain(read(path.read_text(encoding="utf-8"), path.name)))
        assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    ("old", "new", "accepted"),
    [
        ("days: 2", "days: 2", True),
        ("days: 2", "days: {value: 2, source: x}", True),
        ("days: 2", "days: {value: 2, sauce: x}", False),
        ("days: 2", "days: {value: two}", False),
        ("days: 2", "dais: 2", False),
        ("days: 2", "extends: base.yaml", True),
        ("pairs: {BG-RS: full}", "pairs: {BG-RS: null}", True),
        ("days: 2", "kind: programme", False),
        ("at: 6 h", "at: 6", False),
        ("at: 6 h", "at: {value: 6 h, trust: assumed}", True),
        ("kind: surge", "kind: surg", False),
        ("lasts: 4 h", "last: 4 h", False),
        ("thorough_person: 40 %", "thorough_person: 140", False),
        ("person_thorough: 11 min", "person_thorough: 11", False),
    ],
)
def test_schema_marks_mistakes(old: str, new: str, accepted: bool, validator: Any) -> None:
    assert validator.is_valid(plain(read(with_change(old, new), "danube.yaml"))) is accepted
