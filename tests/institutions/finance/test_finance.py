"""The money of networks: units trace it, offices freeze it, and a network that cannot pay sends nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.institutions.finance.agents import AssetOffice, FinancialUnit
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from sim.world.crime.purse import Purse
from tests.institutions.paired import is_higher, measured, values
from tests.institutions.scenes import CALM, merged
from tests.theatre import Floats, changed_tables, operate, outcome, rows, small, without

RUNS = 12
BLIND = {**CALM, "name": "Nobody follows the money", "days": "4"}
FOLLOWED = {
    **BLIND,
    "name": "Followed money",
    "finance.fiu": "all",
    "finance.aro": "all",
    "behaviour.finance.transactions": "5",
    "behaviour.finance.investigated": "0.3",
    "behaviour.finance.order": "4 h",
    "behaviour.finance.tracing": "2 h",
    "behaviour.finance.staff": "0.01",
    "behaviour.finance.account": "0.5",
    "behaviour.finance.loan": "10 d",
    "behaviour.finance.traced": "0.8",
    "behaviour.finance.moves_on": "14 d",
    "behaviour.finance.earning": "0.9",
    "behaviour.finance.credit": "1 h",
}
"""Trails are many, orders are quick and money is scarce, so that four days of a few countries suffice."""
NO_OFFICE = {"finance.aro": "[]"}
ALONE = {"cooperation.scale": "0"}


def followed(*changes: dict[str, str]) -> Scenario:
    """The theatre with financial units and asset recovery offices, changed."""
    return small(merged(FOLLOWED, *changes))


def found(scenario: Scenario) -> list[Outcome]:
    """Outcomes of the first replications."""
    return [outcome(scenario, replication) for replication in range(RUNS)]


def totals(scenario: Scenario, name: str) -> Floats:
    """A measure over the first replications."""
    return values(measured(name), scenario, RUNS)


def rises(name: str, low: Scenario, high: Scenario) -> bool:
    """Whether a measure is higher in the second scenario than in the first."""
    return is_higher(measured(name), low, high, runs=RUNS)


def test_off_leaves_no_rows_and_money_is_without_limit() -> None:
    run = outcome(small(BLIND))
    assert not rows(run, "tracings") and not rows(run, "freezes")
    assert not rows(run, "desks", lambda row: row["desk"] in ("fiu", "aro"))
    poor = small(BLIND, behaviour__finance__cash="1", behaviour__finance__loan="1000 h")
    assert not changed_tables(run, outcome(poor))


def test_freezing_stops_movements_and_only_after_the_first_of_it() -> None:
    frozen, free = found(followed()), found(followed(NO_OFFICE))
    assert rises("movements", followed(), followed(NO_OFFICE))
    for one, other in zip(frozen, free, strict=True):
        first = min(row["time_h"] for row in rows(one, "freezes"))
        assert first > 6.0
        before = [
            sorted(row["movement"] for row in rows(run, "movements") if row["time_h"] < first) for run in (one, other)
        ]
        assert before[0] == before[1]


def test_assets_are_frozen_by_offices_and_by_nobody_else() -> None:
    assert (totals(followed(), "assets_frozen_eur") > 0.0).all()
    assert not totals(followed(NO_OFFICE), "assets_frozen_eur").any()
    assert not totals(followed({"finance.fiu": "[]"}), "assets_frozen_eur").any()
    only = outcome(followed({"finance.aro": "[BG]"}))
    assert {row["country"] for row in rows(only, "freezes")} == {"BG"}


def test_without_cooperation_tracing_ends_at_the_border() -> None:
    def ends_abroad(scenario: Scenario) -> Counter[str]:
        return Counter(
            row["outcome"]
            for run in found(scenario)
            for row in rows(run, "tracings", lambda row: row["place"] not in ("", row["country"]))
        )

    together, alone = ends_abroad(followed()), ends_abroad(followed(ALONE))
    assert together["account"] > 20
    assert alone.keys() <= {"refused"}
    assert not ends_abroad(followed({"finance.fiu": "[BG]"})).keys() - {"no_unit"}
    assert rises("assets_frozen_eur", followed(ALONE), followed())


def test_units_speak_on_a_channel_of_their_own_with_desks_on_both_sides() -> None:
    run = outcome(followed())
    asked = rows(run, "messages", lambda row: row["channel"] == "fiu_net")
    assert {row["status"] for row in asked} >= {"answered", "refused"}
    traced = {row["tracing"]: row for row in rows(run, "tracings")}
    for row in asked:
        assert (row["sender"], row["receiver"]) == (traced[row["case"]]["country"], traced[row["case"]]["place"])
        assert row["status"] != "answered" or row["response_h"] > 0.0


@pytest.mark.parametrize("kind", [FinancialUnit, AssetOffice])
def test_without_its_agents_a_country_does_no_financial_work(kind: type[FinancialUnit | AssetOffice]) -> None:
    table = "tracings" if kind is FinancialUnit else "freezes"
    assert rows(outcome(followed()), table, lambda row: row["country"] == "RS")
    gone = operate(followed(), before=without(kind, lambda agent: agent.country == "RS"))[1]
    assert not rows(gone, table, lambda row: row["country"] == "RS")
    assert rows(gone, table)


def test_offices_work_in_office_hours() -> None:
    quick = {"behaviour.finance.freezing": "30 min", "behaviour.finance.variation": "0.3"}
    action, run = operate(followed(quick))
    hours = [action.env.clock.hour_of_day(row["time_h"]) for row in rows(run, "freezes")]
    assert len(hours) > 10
    assert min(hours) > 6.0 and max(hours) < 14.0 + 1.5, "a job that was begun is finished"


def test_every_financial_arrest_goes_back_to_a_trail_of_money() -> None:
    seen = 0
    for run in found(followed()):
        traced = {row["tracing"]: row for row in rows(run, "tracings")}
        cases = {row["case"]: row for row in rows(run, "cases")}
        known = {
            *(row["investigation"] for row in rows(run, "investigations")),
            *(row["package"] for row in rows(run, "packages")),
            "",
        }
        for arrest in rows(run, "arrests", lambda row: row["path"] == "financial_lead"):
            seen += 1
            trail = traced[cases[arrest["case"]]["cause"]]
            assert (trail["outcome"], trail["network"], trail["place"]) == (
                "account",
                arrest["network"],
                arrest["country"],
            )
            assert trail["time_h"] < arrest["time_h"]
            assert trail["cause"] in known
            assert arrest["needs_abroad"] == (trail["place"] != trail["country"])
    assert seen > 10


def test_cash_is_spent_lent_and_never_without_a_row() -> None:
    poor, lent = ({"behaviour.finance.cash": "1", "behaviour.finance.loan": loan} for loan in ("10 d", "12 h"))
    decisions = Counter(row["decision"] for row in rows(outcome(followed(lent)), "decisions"))
    assert decisions["out_of_cash"] > 0 < decisions["borrow"]
    assert rises("movements", followed(poor), followed())
    assert rises("movements", followed(poor), followed(lent))


def test_purse_pays_with_credit_and_stops_after_it() -> None:
    dry: list[float] = []
    purse = Purse(2.5, 1.5, 10.0, lambda: dry.append(1.0))
    paid = [purse.pay(hour) for hour in (0.0, 1.0, 10.9, 11.0)]
    assert paid == [True, True, True, False]
    assert purse.cash == pytest.approx(-0.5)
    assert sum(dry) == 1.0
    assert purse.freeze(0.5, 12.0) == 0.0
    purse.earn()
    assert purse.cash == pytest.approx(1.0)
    assert purse.pay(13.0)
    assert sum(dry) == 2.0
    endless = Purse()
    assert all(endless.pay(float(hour)) for hour in range(100))
    assert not endless.empty
