"""Criminal networks: their graphs, their choices, what they learn and when they lie low."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from sim.engine.queues import KINDS
from sim.joint_action import JointAction
from sim.world.crime import graphs
from sim.world.crime.network import OUTWARD, CriminalNetwork
from sim.world.theatre.places import Border
from sim.world.theatre.routes import routes_of
from tests.theatre import full_scale, operate, outcome, rows, small

WIDE = 4.0
"""Standard errors that a share may be off its probability: a false alarm in 16,000; seeds are fixed."""
HERE = 0
"""Position of the checkpoint that looks risky."""


@pytest.fixture(scope="module")
def many() -> list[CriminalNetwork]:
    """Eight hundred networks as they are before an action."""
    return JointAction(small(networks__count="800"), 1, 0).env.of_kind(CriminalNetwork)


@pytest.fixture(scope="module")
def network() -> CriminalNetwork:
    """A network in an action that has just been made."""
    return JointAction(small(), 1, 0).env.of_kind(CriminalNetwork)[0]


def graph_of(network: CriminalNetwork) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph(network.edges)
    graph.add_nodes_from(range(network.size))
    return graph


def test_member_graphs_are_connected_sparse_and_hang_on_few(many: list[CriminalNetwork]) -> None:
    for network in many:
        graph = graph_of(network)
        assert graph.number_of_nodes() == network.size
        assert nx.is_connected(graph)
        assert network.size - 1 <= graph.number_of_edges() <= 6 * network.size
        assert network.efficiency_before == 1.0
    large = [network for network in many if network.size >= 40]
    assert large
    for network in large:
        graph = graph_of(network)
        brokers = [number for number, role in enumerate(network.roles) if role == "broker"]
        assert 0 < len(brokers) < network.size / 2
        less = graphs.compactness(network.size, network.edges, {0, *brokers})
        outermost = set(range(network.size - len(brokers) - 1, network.size))
        assert less < graphs.compactness(network.size, network.edges, outermost)


def test_sizes_have_the_published_quartiles(many: list[CriminalNetwork]) -> None:
    """8 to 38 members; the sample quartiles of 800 lie within four standard errors (about a fifth)."""
    crime = full_scale().behaviour.crime
    sizes = np.array([network.size for network in many])
    assert sizes.min() >= 4 and sizes.max() <= crime.largest
    for share, quartile in ((0.25, 8.0), (0.5, crime.members_median), (0.75, 38.0)):
        assert np.quantile(sizes, share) == pytest.approx(quartile, rel=0.2)


def test_reach_is_two_countries_or_more_and_begins_at_home(many: list[CriminalNetwork]) -> None:
    reach = Counter(len(network.countries) for network in many)
    assert min(reach) == 2 and max(reach) == 7
    three = sum(number for size, number in reach.items() if size >= 3) / len(many)
    wide = WIDE * math.sqrt(5 / 6 / 6 / len(many))
    assert abs(three - 5 / 6) < wide
    for network in many:
        assert len(set(network.countries)) == len(network.countries)
        assert network.home == network.countries[0]
        assert set(network.member_country) <= set(network.countries)
    at_home = np.mean([network.member_country.count(network.home) / network.size for network in many])
    assert at_home > 1.2 * np.mean([1 / len(network.countries) for network in many])


def test_corruption_is_as_common_as_assumed(many: list[CriminalNetwork]) -> None:
    p = small().behaviour.interventions.corruption
    share = np.mean([network.corrupt for network in many])
    assert abs(share - p) < WIDE * math.sqrt(p * (1 - p) / len(many))


def test_larger_networks_move_more_by_the_square_root(network: CriminalNetwork) -> None:
    crime = network.model.plan.behaviour.crime
    assert network.rate_per_h == pytest.approx(crime.movements / 24.0 * math.sqrt(network.size / crime.members_median))


def test_movements_keep_to_the_countries_of_their_network() -> None:
    action, run = operate(small())
    moved = run["movements"].rows()
    main = 0
    for row in moved:
        network = action.world.networks[row["network"]]
        assert {row["origin"], row["destination"]} <= set(network.countries)
        main += row["crime_area"] == network.main_area
    p = action.env.plan.behaviour.crime.main_activity
    assert main / len(moved) > p - WIDE * math.sqrt(p * (1 - p) / len(moved))


OPTIONS = [Border(f"post-{number}", "road", HERE + number, 10 + number, 1000.0, 42.0, 23.0) for number in range(3)]


def routes_chosen(
    network: CriminalNetwork, ways: dict[str, list[list[Border]]], n: int
) -> list[tuple[list[Border], bool]]:
    """What a network chooses so often, where nobody looks and nothing is closed."""
    routes, points = routes_of(ways.items()), len(network.model.theatre.checkpoints)
    calm, everywhere = np.zeros((points, len(KINDS))), np.zeros(points, dtype=np.int64)
    luck = np.reshape(network.model.chance.many("movement", "tries", n * (1 + routes.longest)), (n, -1))
    return [network.choose_route(routes, us, calm, everywhere, looks=False) for us in luck.tolist()]


def shares(network: CriminalNetwork, options: list[Border], n: int = 1500) -> tuple[list[float], float]:
    """How often each of some posts is chosen, and how often risk changed the choice."""
    chosen = routes_chosen(network, {"way": [options]}, n)
    counts = Counter(border.post for (border,), _ in chosen)
    return [counts[border.post] / n for border in options], sum(displaced for _, displaced in chosen) / n


def test_posts_are_chosen_by_a_logit_over_traffic(network: CriminalNetwork) -> None:
    found, displaced = shares(network, [replace(OPTIONS[0], traffic=999.0), replace(OPTIONS[1], traffic=1999.0)])
    expected = 1.0 / 3.0  # twice the traffic, twice as often
    assert abs(found[0] - expected) < WIDE * math.sqrt(expected * (1 - expected) / 1500)
    assert displaced == 0.0


def test_risk_drives_away_and_says_so() -> None:
    env = JointAction(small(), 1, 0).env
    network = env.of_kind(CriminalNetwork)[0]
    calm, _ = shares(network, OPTIONS)
    network.notice(HERE, 1.0)
    wary, displaced = shares(network, OPTIONS)
    weight = env.plan.behaviour.crime.risk
    expected = math.exp(-weight) / (math.exp(-weight) + 2.0)
    assert abs(calm[0] - 1 / 3) < WIDE * math.sqrt(2 / 9 / 1500)
    assert abs(wary[0] - expected) < WIDE * math.sqrt(expected * (1 - expected) / 1500)
    assert displaced == pytest.approx(calm[0] - wary[0], abs=1e-12), (
        "whoever left the risky post is said to be displaced"
    )


def test_risk_adds_up_and_fades() -> None:
    env = JointAction(small(), 1, 0).env
    network = env.of_kind(CriminalNetwork)[0]
    network.notice(HERE, 0.5)
    network.notice(HERE, 0.5)
    assert network.perceived(HERE) == pytest.approx(1.0)
    assert network.perceived(HERE + 1) == 0.0
    memory = env.plan.behaviour.crime.memory
    env.clock.run(until=memory)
    assert network.perceived(HERE) == pytest.approx(1.0 / math.e)


def test_fewer_borders_are_chosen_more_often(network: CriminalNetwork) -> None:
    ways = {"BG RS": [OPTIONS], "BG MK RS": [OPTIONS, OPTIONS]}
    cost = network.model.plan.behaviour.crime.cost_per_border
    expected = 1.0 / (1.0 + math.exp(-cost))
    chosen = routes_chosen(network, ways, 1500)
    assert not any(displaced for _, displaced in chosen)
    short = sum(len(route) == 1 for route, _ in chosen) / 1500
    assert abs(short - expected) < WIDE * math.sqrt(expected * (1 - expected) / 1500)


def test_after_enough_losses_it_lies_low() -> None:
    env = JointAction(small(behaviour__crime__lie_low_after="3"), 1, 0).env
    network = env.of_kind(CriminalNetwork)[0]
    for number in range(3):
        assert network.hidden_until_h == 0.0
        network.learn_of_loss(HERE, f"loss-{number}")
    assert network.hidden_until_h > 0.0


def test_old_losses_are_forgotten() -> None:
    env = JointAction(small(behaviour__crime__lie_low_after="2"), 1, 0).env
    network = env.of_kind(CriminalNetwork)[0]
    network.learn_of_loss(HERE, "first")
    env.clock.run(until=env.plan.behaviour.crime.memory + 1.0)
    network.learn_of_loss(HERE, "second")
    assert network.hidden_until_h == 0.0


def test_while_it_lies_low_nothing_is_sent() -> None:
    run = outcome(small(events="[{kind: tip_off, at: 10 h, networks: 1}]", behaviour__crime__lie_low="24 h"))
    times = run["movements"].numbers("time_h")
    assert (times < 10.0).any() and (times > 34.0).any()
    assert not ((times > 10.0) & (times < 34.0)).any()


def test_losses_cost_strength_and_successors_give_some_back() -> None:
    env = JointAction(small(behaviour__crime__replacement="1 h", behaviour__crime__strangers="0"), 1, 0).env
    network = max(env.of_kind(CriminalNetwork), key=lambda agent: agent.size)
    assert network.efficiency == 1.0
    network.lose_member("first", 1)
    hurt = network.efficiency
    assert hurt < 1.0 and network.roles[1] == "broker"
    env.clock.run(until=100.0)
    crime = env.plan.behaviour.crime
    left = (network.size - 1) / network.size
    assert network.together == pytest.approx(left), "the successor has the ties of the lost"
    assert network.efficiency == pytest.approx(min(1.0, left + crime.replaced / network.size))
    row = network.row(0.0)
    assert row.efficiency_after == pytest.approx(hurt), "a replacement is not who was lost"
    assert row.roles_lost == "broker" and row.replaced == 1
    assert network.roles.count("broker") == 1 + [person.role for person in network.state.members].count("broker")


def test_who_travels_is_lost_first_and_never_the_leader() -> None:
    env = JointAction(small(networks__adaptive="false"), 1, 0).env
    network = env.of_kind(CriminalNetwork)[0]
    couriers = network.roles.count("courier")
    for number in range(network.size + 5):
        network.lose_member(f"arrest-{number}", None)
    assert network.lost == set(range(1, network.size))
    lost = network.row(0.0).roles_lost.split()
    assert lost[:couriers] == ["courier"] * couriers
    assert lost == sorted(lost, key=OUTWARD.index)


def test_members_come_to_light_in_an_order_of_their_own_and_the_leader_last(many: list[CriminalNetwork]) -> None:
    for network in many[:50]:
        assert network.known_members(0.0) == []
        everybody = network.known_members(1.0)
        assert sorted(everybody) == list(range(network.size)) and everybody[-1] == 0
        assert network.known_members(0.3) == everybody[: math.ceil(0.3 * network.size)]
    orders = [network.known_members(1.0) for network in many if network.size == 10]
    assert len({tuple(order) for order in orders}) == len(orders) > 5


def test_displaced_movements_follow_losses() -> None:
    """Without risk nobody is displaced; where risk weighs much, some are, and only after a loss was heard of."""
    blind = outcome(small(behaviour__crime__risk="0.000001"))
    slow = {"behaviour.crime.learning": "1 h", "behaviour.crime.lookouts": "0"}
    wary = outcome(small(slow, behaviour__crime__risk="6"))
    assert not blind["movements"].numbers("displaced").any()
    displaced = rows(wary, "movements", lambda row: row["displaced"])
    assert displaced
    met: dict[str, float] = {}
    for row in wary["movements"].rows():
        if row["selected"]:
            met[row["network"]] = min(met.get(row["network"], math.inf), row["time_h"])
    assert all(row["time_h"] > met[row["network"]] for row in displaced)
