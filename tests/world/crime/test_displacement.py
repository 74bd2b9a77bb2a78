"""What networks see of control, and where they go instead: to the neighbouring post, and no farther than they look."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.queues import KINDS
from sim.engine.routes import Risks, choose, weigh
from sim.outcome.outcome import Outcome
from sim.world.theatre.places import Border
from sim.world.theatre.routes import routes_of
from tests.institutions.paired import FALSE_ALARM, Figure, chance, measured, values
from tests.theatre import Floats, changed_tables, event, outcome, small

RUNS = 8
_COUNTRY = "{officers: {police: 60, border_guard: 60, customs: 30}, plan: {officers: 150, vehicle: 600, person: 600}}"
TWO = {
    "name": "Two posts at one border",
    "countries": f"{{BG: {_COUNTRY}, GR: {_COUNTRY}}}",
    "posts.traffic": "{kulata-promachonas: 0.5, makaza-nymfaia: 1}",
    "deployments": "[]",
    "preparation": "{}",
    "europol": "{analysts: 0}",
    "networks.count": "40",
}
"""Networks of two neighbours, and two posts between these."""
STRENGTHENED = event("{kind: reinforce, at: 0, post: kulata-promachonas, country: BG, officers: 400}")


def by_the_other(run: Outcome) -> float:
    """Share of the movements that take the post that was not strengthened."""
    return float(np.mean([route == "makaza-nymfaia" for route in run["movements"].text("route")]))


def pushed(**changes: str) -> Floats:
    """What a stronger post changes in the share of movements that take its neighbour."""
    scene = {**TWO, **{key.replace("__", "."): value for key, value in changes.items()}}
    weak, strong = small(scene), small({**scene, **STRENGTHENED})
    return values(by_the_other, strong, RUNS) - values(by_the_other, weak, RUNS)


def test_a_strengthened_post_pushes_movements_to_its_neighbour() -> None:
    assert chance(pushed() - 0.06) < FALSE_ALARM, "six of a hundred movements and more"


def test_who_never_looks_or_never_learns_stays() -> None:
    assert abs(pushed(behaviour__crime__lookouts="0").mean()) < 0.02
    assert abs(pushed(networks__adaptive="false").mean()) < 0.02


def announced(share: str, figure: Figure) -> Floats:
    """A figure where one post is strong and a share of the networks knows beforehand that the action comes, by run."""
    return values(figure, small({**TWO, **STRENGTHENED, "preparation.announced": share}), RUNS)


def test_networks_that_expect_the_action_wait() -> None:
    none, half, all_of_them = (announced(share, measured("movements")) for share in ("0", "0.5", "1"))
    assert chance(0.8 * none - all_of_them) < FALSE_ALARM, "a fifth of the movements is put off, and more"
    assert chance(none - half) < FALSE_ALARM and chance(half - all_of_them) < FALSE_ALARM


def test_networks_that_expect_the_action_go_where_there_is_less_control() -> None:
    none, half, all_of_them = (announced(share, by_the_other) for share in ("0", "0.5", "1"))
    assert chance(all_of_them - none - 0.1) < FALSE_ALARM, "a tenth of what still moves, and more"
    assert chance(half - none) < FALSE_ALARM and chance(all_of_them - half) < FALSE_ALARM


@pytest.mark.parametrize("off", [{"networks__count": "0"}, {"networks__adaptive": "false"}])
def test_an_announcement_that_nobody_hears_or_heeds_changes_no_byte(off: dict[str, str]) -> None:
    told, untold = (outcome(small({**TWO, "preparation.announced": share}, **off)) for share in ("1", "0"))
    assert not changed_tables(told, untold)


def risky(risks: list[float]) -> Risks:
    """Checkpoints with the risk that lookouts see at each, and a weight of 2."""
    control = np.repeat(np.array(risks)[:, None], len(KINDS), axis=1)
    nothing, none_closed = np.zeros((len(risks), 2)), np.zeros(len(risks), dtype=np.int64)
    return Risks(nothing, control, none_closed, memory_h=48.0, watched=1.0, weight=2.0, border=1.0)


def border(point: int, traffic: float = 99.0) -> Border:
    """A post with one side, which is a checkpoint."""
    return Border(f"post-{point}", "road", point, -1, traffic, 42.0, 23.0)


@pytest.mark.parametrize(
    ("traffic", "risks", "expected"),
    [
        ([9.0, 99.0], [0.0, 0.0], 0.0),
        ([9.0], [0.5], 1.0),
        ([9.0], [500.0], 1000.0),
        ([9.0, 9.0], [0.5, 0.0], -math.log(0.5 * math.exp(-1.0) + 0.5)),
    ],
)
def test_a_border_is_worth_less_by_the_risk_at_its_best_posts(
    traffic: list[float], risks: list[float], expected: float
) -> None:
    ways = routes_of([("way", [[border(point, each) for point, each in enumerate(traffic)]])]).ways
    calm, wary = np.empty(len(traffic)), np.empty(len(traffic))
    assert weigh(ways.posts, ways.traffic, 0.0, risky(risks), calm, wary) == pytest.approx(expected)
    assert calm.tolist() == [1.0 + each for each in traffic]


def test_who_can_choose_takes_no_post_that_is_closed() -> None:
    ways = routes_of([("way", [[border(0), border(1)], [border(2)]])]).ways
    for luck in np.random.default_rng(1).random((100, 3)):
        risks = risky([0.0, 5.0, 0.0])
        risks.closed[[0, 2]] = 1
        assert choose(luck, 0.0, ways, risks).tolist() == [0, 1, 2], "the other one, and the only one there is"


def test_risk_on_a_way_makes_another_way_likelier_and_says_so() -> None:
    ways = routes_of([("short", [[border(0)]]), ("long", [[border(1)], [border(2)]])]).ways
    luck = np.random.default_rng(1).random((1500, 3))
    chosen, calm = ([choose(us, 0.0, ways, risky([risk, 0.0, 0.0])).tolist() for us in luck] for risk in (1.0, 0.0))
    odds = math.exp(1.0 - 2.0)
    short = np.mean([len(posts) == 1 for _, *posts in chosen])
    assert abs(short - odds / (1.0 + odds)) < 4.0 * math.sqrt(0.25 / len(luck))
    assert not any(displaced for displaced, *_ in calm)
    moved = [one[1:] != other[1:] for one, other in zip(chosen, calm, strict=True)]
    assert [bool(displaced) for displaced, *_ in chosen] == moved and any(moved)
