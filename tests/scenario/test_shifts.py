"""Shifts of officers in files: by name or hours, in equal parts or with shares."""

import pytest

from sim.errors import ScenarioError
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
