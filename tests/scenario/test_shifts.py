"""Shifts of officers in files: by name or hours, in equal parts or with shares."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.doubts import doubts
from sim.scenario.load import load_text, vary
from tests.scenario.minimal import TEXT


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        ("[06:00-18:00, 18:00-06:00]", {"06:00-18:00": 0.5, "18:00-06:00": 0.5}),
        ("{06:00-18:00: 60 %, 18:00-06:00: 0.4}", {"06:00-18:00": 0.6, "18:00-06:00": 0.4}),
        ("[day, evening]", {"day": 0.5, "evening": 0.5}),
        ("[]", {}),
    ],
)
@pytest.mark.parametrize("key", ["shifts", "countries.BG.shifts", "posts.shifts.kalotina-gradina.BG"])
def test_shifts_are_lists_or_have_shares(key: str, written: str, shares: dict[str, float]) -> None:
    plan = load_text(TEXT, "a plan", {key: written})
    found = {
        "shifts": plan.shifts,
        "countries.BG.shifts": plan.countries["BG"].shifts,
        "posts.shifts.kalotina-gradina.BG": plan.posts.shifts.get("kalotina-gradina", {}).get("BG", {}),
    }
    assert found.pop(key) == shares
    assert not any(found.values())
    assert load_text(plan.text, "again").hash == plan.hash
    assert (plan.hash == load_text(TEXT).hash) == (not shares and not key.startswith("posts"))


@pytest.mark.parametrize(
    ("key", "written", "found"),
    [
        ("shifts", "{06:00-18:00: 0.6, 08:00-20:00: 0.6}", "sum to 1.2"),
        ("shifts", "{06:00-18:00: 0.6}", "sum to 0.6"),
        ("shifts", "[day, day]", "twice"),
        ("shifts", "06:00-18:00", "not a list"),
        ("shifts", "[6-18]", "not known here"),
        ("countries.BG.shifts", "[06:00-25:00]", "not known here"),
        ("countries.BG.shifts", "{day: -1, night: 2}", "-1"),
        ("shifts", "[00:00-24:00]", "lasts 24 h"),
        ("countries.BG.shifts", "{06:00-23:00: 0.5, 23:00-06:00: 0.5}", "lasts 17 h"),
        ("countries.BG.shifts", "[12:00-11:00, day]", "lasts 23 h"),
        ("posts.shifts.kalotina-gradina.BG", "[10:00-10:30]", "lasts 0.5 h"),
        ("posts.shifts.kalotina-gradina.BG", "[06:00-36:00]", "not known here"),
        ("posts.shifts.kalotina-gradina.HU", "[day]", "no side"),
        ("posts.shifts.kalotina.BG", "[day]", "not a known post"),
    ],
)
def test_what_is_no_shift_is_located(key: str, written: str, found: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT, "a plan", {key: written})
    assert any(found in fault.found and fault.key.startswith(key.rpartition(".")[0]) for fault in caught.value.faults)


def test_from_python_shifts_are_lists_and_mappings() -> None:
    base = load_text(TEXT)
    assert (
        vary(base, {"shifts": ["06:00-18:00", "18:00-06:00"]}).hash
        == vary(base, {"shifts": {"06:00-18:00": 0.5, "18:00-06:00": 0.5}}).hash
    )


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("shifts", "[06:00-18:00, 18:00-06:00]", []),
        ("shifts", "[day, evening, 20:00-08:00]", []),
        ("shifts", "{day: 0.5, evening: 0.5, night: 0}", ["from 22:00 to 06:00"]),
        ("countries.BG.shifts", "[22:30-06:00, 07:15-15:00]", ["from 15:00 to 22:30", "from 06:00 to 07:15"]),
        ("shifts", "[20:00-09:00, 04:00-05:00]", ["from 09:00 to 20:00"]),
        ("posts.shifts.kalotina-gradina.BG", "[06:00-20:00, 18:00-07:00]", ["06:00-20:00 leaves 10 h of rest"]),
    ],
)
def test_hours_without_anybody_and_too_little_rest_are_said(key: str, written: str, told: list[str]) -> None:
    said = [one for one in doubts(vary(load_text(TEXT), {key: written})) if one.startswith(f"{key}: ")]
    assert len(said) == len(told)
    assert all(words in one for words, one in zip(told, said, strict=True))


def test_desks_may_be_staffed_all_day() -> None:
    plan = vary(load_text(TEXT), {"centre.shifts": ["00:00-24:00"]})
    assert plan.centre.shifts == ("00:00-24:00",)
