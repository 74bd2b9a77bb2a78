"""What a plan does not inherit: figures published of another plan; and totals that stay where days change."""

from pathlib import Path

import pytest

from sim.scenario.doubts import doubts
from sim.scenario.load import load, load_text, vary
from sim.scenario.schema import Scenario
from tests.experiment import plans

PRINTED = plans.SMALL + "published: {officers: 70, arrests: 9, source: invented}\n"


def over(folder: Path, text: str) -> Scenario:
    (folder / "printed.yaml").write_text(PRINTED)
    (folder / "variant.yaml").write_text(f"extends: printed.yaml\n{text}")
    return load(folder / "variant.yaml")


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("officers_scale: 0.1\n", "officers"),
        ("countries: {AT: {officers_scale: 2}}\n", "officers"),
        ("countries: {BG: {officers: {police: 3}}}\n", "officers"),
        ("countries: {BG: null}\n", "countries"),
        ("days: 3\n", "days"),
        ('start: "2025-01-10 00:00"\n', "start"),
        ("days: 3\nofficers_scale: 2\n", "officers and days"),
    ],
)
def test_published_figures_stay_with_the_plan_that_they_are_about(tmp_path: Path, text: str, differs: str) -> None:
    plan = over(tmp_path, text)
    assert plan.published.arrests is None and plan.published.source == ""
    assert f"published: of a plan with other {differs}" in plan.gone
    assert load_text(plan.text).published.arrests is None


@pytest.mark.parametrize(
    "text",
    [
        "name: Another name\n",
        "europol: {analysts: 9}\n",
        "cooperation: {scale: 0.5}\n",
        "officers_scale: 1\n",
        "countries: {AT: {plan: {person: 900}}}\n",
        "days: 1\n",
    ],
)
def test_a_plan_that_varies_something_else_keeps_them(tmp_path: Path, text: str) -> None:
    plan = over(tmp_path, text)
    assert plan.published.arrests == 9 and plan.gone == ()


def test_a_plan_keeps_the_figures_that_it_gives_itself(tmp_path: Path) -> None:
    plan = over(tmp_path, "days: 2\npublished: {arrests: 9, weapons: 4}\n")
    assert (plan.published.arrests, plan.published.weapons, plan.published.officers) == (9, 4, None)


def test_it_is_so_for_single_values_and_from_python_and_along_a_chain(tmp_path: Path) -> None:
    base = load_text(PRINTED)
    assert vary(base, {"officers_scale": 2}).published.arrests is None
    assert vary(base, {"officers_scale": 2, "published.arrests": 5}).published.arrests == 5
    assert vary(base, {"europol.analysts": 9}).published.arrests == 9
    over(tmp_path, "days: 3\n")
    (tmp_path / "third.yaml").write_text("extends: variant.yaml\nname: Third\n")
    assert load(tmp_path / "third.yaml").published.arrests is None


def test_other_days_with_the_same_totals_are_doubtful(tmp_path: Path) -> None:
    (told,) = doubts(over(tmp_path, "days: 3\n"))
    assert told.startswith("days is 3, where the plan that it changes has 1") and "totals" in told
    assert [*doubts(vary(load_text(PRINTED), {"days": 2}))]
    assert [*doubts(vary(over(tmp_path, "days: 3\n"), {"officers_scale": 2}))] == [told], "a change keeps it"
    assert told not in [*doubts(vary(over(tmp_path, "days: 3\n"), {"days": 1}))]
    assert not [*doubts(over(tmp_path, "days: 3\ncountries: {AT: {plan: {person: 900}}}\n"))]
    assert not [*doubts(over(tmp_path, "start: '2025-01-10 00:00'\n"))]
