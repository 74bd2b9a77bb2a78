"""What is right in a plan and probably not meant: plans of a kind with which nothing was ever compared."""

import pytest

from sim.scenario.doubts import doubts
from tests.theatre import small

NEVER = "no action of this kind was ever compared with what was published"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"crime_areas": "{cybercrime: 3, excise_fraud: 1}"}, "crime_areas: cybercrime, excise_fraud alone"),
        ({"crime_areas": "{firearms: 0, property_crime: 1}"}, "crime_areas: property_crime alone"),
        ({"countries.BG.plan.premises": "9000"}, "of the planned checks are on premises"),
    ],
)
def test_a_plan_of_a_kind_that_was_never_compared_is_told(change: dict[str, str], told: str) -> None:
    (found,) = (one for one in doubts(small(change)) if NEVER in one)
    assert told in found


def test_a_plan_without_checks_is_told() -> None:
    plan = small()
    nothing = {f"countries.{code}.plan": f"{{officers: {each.plan.officers}}}" for code, each in plan.countries.items()}
    assert any(f"no checks are planned; {NEVER}" in one for one in doubts(small(nothing)))


@pytest.mark.parametrize("areas", ["{firearms: 1}", "{cybercrime: 9, drugs: 0.1}"])
def test_a_plan_like_those_that_were_compared_raises_no_doubt(areas: str) -> None:
    assert list(doubts(small({"crime_areas": areas}))) == []
