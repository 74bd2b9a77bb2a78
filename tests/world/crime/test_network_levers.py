"""Roles have consequences, and the levers of networks do what they say: whom to look for first, learning, bribes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.outcome.records import Decision as DecisionRow
from sim.scenario.schema import Scenario
from sim.world.crime import graphs
from sim.world.crime.network import CriminalNetwork
from tests.institutions.paired import FALSE_ALARM, Figure, chance, is_higher, measured, values
from tests.theatre import Floats, operate, outcome, rows, small, total

RUNS = 12
STRUCK = {
    "name": "Much is known",
    "days": "2",
    "europol.analysts": "20",
    "networks.count": "30",
    "preparation.prior_traces": "6",
    "behaviour.fusion.gain": "0.3",
    "behaviour.fusion.package": "1 h",
    "behaviour.interventions.coordination": "2 h",
    "behaviour.interventions.present": "0.9",
}
"""Many operations against networks of which a part is known."""


def a_network(**changes: str) -> CriminalNetwork:
    env = JointAction(small(None, **changes), 1, 0).env
    return max(env.of_kind(CriminalNetwork), key=lambda agent: agent.size)


def targeting(whom: str) -> Scenario:
    """Much is known, and some are looked for first."""
    return small({**STRUCK, "networks.targeting": whom})


def compactness_left(run: Outcome) -> float:
    """Compactness after against before, over networks that were struck."""
    struck = set(run["operations"].text("network"))
    found = rows(run, "networks", lambda row: row["network"] in struck)
    return float(sum(row["compactness_after"] for row in found) / sum(row["compactness_before"] for row in found))


def lost(role: str) -> Callable[[Outcome], float]:
    return lambda run: float(sum(text.split().count(role) for text in run["networks"].text("roles_lost")))


def test_targeting_brokers_takes_brokers_and_splits_networks() -> None:
    assert is_higher(lost("broker"), small(STRUCK), targeting("brokers"), runs=RUNS)
    assert is_higher(compactness_left, targeting("brokers"), small(STRUCK), runs=RUNS)


LITTLE = {
    **STRUCK,
    "networks.adaptive": "false",
    "behaviour.fusion.gain": "0.15",
    "behaviour.fusion.threshold": "0.15",
    "behaviour.crime.members_median": "40",
    "behaviour.interventions.named_by_brokers": "0.3",
}
"""Operations against large networks of which little is known."""


def arrested_later(run: Outcome) -> float:
    """Arrests of those to whom the arrests in operations led."""
    return total(run, "arrests_network_operation") - float(run["operations"].numbers("arrests").sum())


def brokers_first(figure: Figure, **changes: str) -> Floats:
    """What it changes to look for brokers first, by run."""
    as_known, brokers = (small({**LITTLE, "networks.targeting": whom}, **changes) for whom in ("as_known", "brokers"))
    return values(figure, brokers, RUNS) - values(figure, as_known, RUNS)


def test_brokers_who_are_taken_first_lead_to_others_and_leave_movements_without_orders() -> None:
    assert chance(brokers_first(arrested_later) - 3.0) < FALSE_ALARM, "a quarter more"
    assert chance(-brokers_first(measured("movements"))) < FALSE_ALARM
    silent = {"behaviour__interventions__named": "0", "behaviour__interventions__named_by_brokers": "0"}
    assert not brokers_first(arrested_later, **silent).any()


def test_nobody_is_named_where_no_network_is_struck() -> None:
    run = outcome(small({**LITTLE, "networks.count": "0"}))
    assert not len(run["operations"]) and not rows(run, "searches", lambda row: "/named-" in row["search"])


def test_who_is_named_was_no_target_knows_somebody_arrested_and_is_visited() -> None:
    action, run = operate(small(LITTLE))
    named = rows(run, "searches", lambda row: "/named-" in row["search"])
    assert named
    for visit in named:
        network = action.world.networks[visit["cause"].removesuffix("/operation")]
        member = int(visit["search"].rpartition("-")[2])
        taken = {
            int(row["case"].rpartition("-")[2])
            for row in run["arrests"].rows()
            if row["case"].startswith(f"{visit['cause']}/member-")
        }
        assert member not in taken and network.member_country[member] == visit["country"]
        assert any({member} < {*tie} <= taken | {member} for tie in network.ties)


def test_targeting_leaders_takes_leaders() -> None:
    assert is_higher(lost("leader"), small(STRUCK), targeting("leaders"), runs=RUNS)


def test_targeting_changes_the_order_in_which_members_come_to_light_and_not_their_number() -> None:
    for targeting in ("as_known", "brokers", "leaders", "random"):
        network = a_network(networks__targeting=targeting)
        everybody = network.known_members(1.0)
        assert sorted(everybody) == list(range(network.size))
        assert len(network.known_members(0.3)) == int(np.ceil(0.3 * network.size))
        first = [network.roles[member] for member in everybody]
        if targeting == "leaders":
            assert first == sorted(first, key=graphs.ROLES.index)
        if targeting == "brokers":
            between = graphs.brokerage(network.size, network.edges)
            assert [between[member] for member in everybody] == sorted(between, reverse=True)
        if targeting == "as_known":
            assert first[-1] == "leader"


def test_networks_that_do_not_adapt_learn_nothing_and_replace_nobody() -> None:
    fast = {"behaviour.crime.learning": "1 h", "behaviour.crime.replacement": "2 h"}
    blind = outcome(small({**fast, "networks.adaptive": "false"}))
    wary = outcome(small(fast))
    words = {"reroute", "lie_low", "replace"}
    assert words <= set(wary["decisions"].text("decision"))
    assert not words & set(blind["decisions"].text("decision"))
    assert not blind["movements"].numbers("displaced").any() and not blind["networks"].numbers("replaced").any()


def test_without_corruption_no_operation_leaks() -> None:
    leaky = {"behaviour.interventions.leak": "0.9", "behaviour.interventions.corruption": "1"}
    assert outcome(small({**STRUCK, **leaky}))["operations"].numbers("leaked").any()
    clean = outcome(small({**STRUCK, **leaky, "networks.corruption": "false"}))
    assert len(clean["operations"]) and not clean["operations"].numbers("leaked").any()


def test_a_network_whose_facilitators_are_lost_has_no_corrupt_contacts() -> None:
    network = a_network(behaviour__interventions__corruption="1", networks__adaptive="false")
    assert network.corrupt
    for member, role in enumerate(network.roles):
        if role == "facilitator":
            network.lose_member(f"loss-{member}", member)
    assert not network.corrupt


def test_without_a_forger_false_documents_stop_until_he_is_replaced() -> None:
    def take_forgers(action: JointAction) -> None:
        for network in action.env.agents:
            if isinstance(network, CriminalNetwork):
                for member, role in enumerate(network.roles):
                    if role == "forger":
                        network.lose_member(f"{network.name}/loss-{member}", member)

    papers = {"crime_areas": "{document_fraud: 1}", "behaviour.crime.replacement": "24 h"}
    _, never = operate(small({**papers, "networks.adaptive": "false"}), before=take_forgers)
    _, later = operate(small(papers), before=take_forgers)
    assert not len(never["movements"]) and "stop" in never["decisions"].text("decision")
    assert len(outcome(small(papers))["movements"]) > len(later["movements"]) > 0
    for row in later["movements"].rows():
        replaced = [
            decision["time_h"]
            for decision in rows(later, "decisions", lambda decision: decision["decision"] == "replace")
            if decision["agent"] == row["network"]
        ]
        assert min(replaced) < row["time_h"]


def test_without_a_money_handler_replacement_takes_longer() -> None:
    def time_of(*also: str) -> float:
        network = a_network(behaviour__crime__unpaid="3")
        for member, role in enumerate(network.roles):
            if role in also:
                network.lose_member(f"also-{member}", member)
        network.lose_member("this", network.roles.index("courier"))
        env = network.model
        env.clock.run(until=2000.0)
        (when,) = (
            row[0] for row in env.journal.rows(DecisionRow) if row.subject == "this" and row.decision == "replace"
        )
        return float(when)

    assert time_of("money_handler") == pytest.approx(3.0 * time_of())


def test_recovery_makes_a_network_compact() -> None:
    network = a_network(behaviour__crime__replacement="1 h")
    for member in range(1, 4):
        network.lose_member(f"loss-{member}", member)
    hurt = graphs.compactness(network.size, network.ties, network.lost)
    network.model.clock.run(until=100.0)
    healed = graphs.compactness(network.size, network.ties, network.lost)
    whole = graphs.compactness(network.size, network.edges)
    assert hurt < whole < healed
    assert network.row(0.0).compactness_after == pytest.approx(healed)
