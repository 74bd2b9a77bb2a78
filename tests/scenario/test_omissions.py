"""Variants of a plan without one institution each: nothing else changes but what cannot stay without it."""

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.registry import INSTITUTIONS
from sim.scenario.diff import difference
from sim.scenario.load import load_text, vary
from sim.scenario.omissions import without
from sim.scenario.schema import Scenario
from tests import theatre


def changed(base: Scenario, variant: Scenario) -> set[str]:
    """Sections in which a variant differs, but for its name."""
    return {change.path.partition(".")[0] for change in difference(base, variant)} - {"name"}


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return theatre.full_scale()


@pytest.fixture(scope="module")
def variants(plan: Scenario) -> tuple[Scenario, ...]:
    return without(plan)


def test_each_institution_that_a_plan_names_goes_alone(plan: Scenario, variants: tuple[Scenario, ...]) -> None:
    """Those that the reference action leaves off are not among them; joint teams lose Eurojust with justice."""
    named = [variant.name.removeprefix("without ").split(".")[0] for variant in variants]
    assert set(named) - {"frontex"} == {*INSTITUTIONS} - {"customs", "special_units", "actions"}
    for key, variant in zip(named, variants, strict=True):
        assert changed(plan, variant) == ({"justice", "preparation"} if key == "justice" else {key})
        assert variant.hash != plan.hash


def test_what_every_plan_has_stays(plan: Any, variants: tuple[Any, ...]) -> None:
    (field,) = (one for one in variants if "europol" in one.name)
    assert field.europol.analysts == plan.europol.analysts
    assert (field.europol.mobile_offices, field.europol.guest_officers) == ((), ())
    assert plan.europol.mobile_offices and plan.europol.guest_officers


def test_a_plan_without_institutions_has_no_such_variant_and_nothing_is_left_out_twice() -> None:
    small = load_text(theatre.TEXT, "small theatre", {"deployments": None, "europol.mobile_offices": None})
    assert without(small) == ()
    named = vary(small, {"customs.risk_management": "all", "support.cepol.trained": 0})
    (variant,) = without(named)
    assert variant.hash == vary(small, {"name": "without customs"}).hash


def test_keys_are_left_out_one_by_one(plan: Any) -> None:
    selec: Any
    teams: Any
    selec, teams = without(plan, ["channels.selec", "preparation.jits"])
    assert (selec.channels.selec, selec.channels.interpol) == (False, True)
    assert not teams.preparation.jits and teams.preparation.prepared_targets == plan.preparation.prepared_targets


def test_all_keys_of_which_a_plan_names_nothing_are_told_at_once(plan: Scenario) -> None:
    with pytest.raises(ScenarioError) as told:
        without(plan, ["customs", "cyber", "chanels", ""])
    assert [fault.key for fault in told.value.faults] == ["customs", "chanels", ""]
    assert {fault.found for fault in told.value.faults} == {"the plan names nothing here that could be taken away"}


@pytest.mark.parametrize("key", ["centre", "europol", "countries"])
def test_what_no_plan_can_be_without_is_refused(plan: Scenario, key: str) -> None:
    with pytest.raises(ScenarioError, match=f"{key}: null takes away what every plan needs"):
        without(plan, [key])
