"""Where the parts of an action meet: what one of them lacks stops or favours no other."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.joint_action import JointAction
from sim.world.crime.carry_over import Legacy
from sim.world.officers.units import NationalUnit
from tests.joint_action.test_parameters import RICH
from tests.theatre import QUIET, SEED, event, operate, outcome, records_of, rows, small, without

WITHOUT_EVENTS = {key: value for key, value in RICH.items() if key != "events"}


@pytest.mark.parametrize(
    "text",
    [
        "{kind: reinforce, at: 1 h, country: BG, post: kalotina-gradina, officers: 60}",
        "{kind: reassign, at: 1 h, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 60}",
        "{kind: send_asset, at: 1 h, asset: scanner, country: BG, post: kalotina-gradina}",
    ],
)
def test_who_has_no_units_left_commands_nobody(text: str) -> None:
    _, run = operate(
        small({**WITHOUT_EVENTS, **event(text)}), before=without(NationalUnit, lambda unit: unit.country == "BG")
    )
    assert not rows(run, "decisions", lambda row: row["agent"] == "BG/command" and row["decision"] == "reinforce")
    services = {row["service"] for row in rows(run, "hours", lambda row: row["country"] == "BG")}
    assert services <= {"guests", "frontex", "guest_officers"}


def test_nobody_asks_at_a_mobile_office_without_desks() -> None:
    asked = rows(outcome(small(RICH)), "messages", lambda row: row["channel"] == "mobile_office")
    assert asked
    run = outcome(small(RICH, europol__office_desks="0"))
    assert not rows(run, "messages", lambda row: row["channel"] == "mobile_office")


@pytest.mark.parametrize("group", ["selection", "customs"])
def test_indicator_that_is_always_shown_is_refused(group: str) -> None:
    with pytest.raises(ScenarioError, match=f"behaviour.{group}.false_alarm: an indicator"):
        small({f"behaviour.{group}.false_alarm": "1"})


def test_finds_are_not_passed_on_to_who_takes_nothing() -> None:
    """So that patrols in one country change nothing elsewhere where nobody answers anybody."""
    before = outcome(small({**RICH, **QUIET}))
    after = outcome(
        small(
            {
                **RICH,
                **QUIET,
                "countries.RS.officers.cyber": "0",
                "cyber.patrols": "[MK, GR, RO]",
                "cyber.languages": "{}",
            }
        )
    )
    assert not rows(before, "decisions", lambda row: row["decision"] == "pass_on")
    assert records_of(before, "RO") == records_of(after, "RO")


def test_network_without_cash_has_no_endless_credit() -> None:
    """Whether it ran out of cash now or in the action before."""
    poor = {
        **RICH,
        "behaviour.finance.cash": "0.5",
        "behaviour.finance.loan": "100 h",
        "behaviour.finance.earning": "0.1",
    }
    first, run = operate(small(poor))
    dry = {row["agent"] for row in rows(run, "decisions", lambda row: row["decision"] == "out_of_cash")}
    assert dry >= {name for name, network in first.world.networks.by_name.items() if network.purse.empty}
    legacy: Legacy = first.legacy()
    broke = {name for name, state in legacy.networks.items() if state.cash < 1.0}
    assert broke
    second = JointAction(small(poor), SEED, 1, legacy=legacy)
    after = second.run()
    told = rows(after, "decisions", lambda row: row["decision"] == "out_of_cash" and row["time_h"] == 0.0)
    assert broke & second.world.networks.by_name.keys() <= {row["agent"] for row in told}
