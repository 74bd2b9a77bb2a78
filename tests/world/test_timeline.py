"""What changes during the action: each kind of event does what it says while it lasts, and nothing when absent."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.engine import queues
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.world.exchange.contact_points import CoordinationCentre, LiaisonOfficer
from tests.theatre import Floats, Row, changed_tables, event, operate, outcome, rows, small, without

PLANNED = {"frontex.pool": "2", "behaviour.assets.expert_deployment": "12 h", "behaviour.assets.lead": "6 h"}
"""What has to be planned for some events; by itself it changes nothing."""
ONE_OF_EACH = {
    "surge": "{kind: surge, at: 6 h, posts: [kalotina-gradina], traffic: 3, lasts: 20 h}",
    "close_post": "{kind: close_post, at: 6 h, post: kalotina-gradina, lasts: 20 h}",
    "siena_down": "{kind: siena_down, at: 6 h, lasts: 20 h}",
    "liaison_away": "{kind: liaison_away, at: 6 h, country: RS, lasts: 20 h}",
    "centre_down": "{kind: centre_down, at: 6 h, lasts: 20 h}",
    "intelligence": "{kind: intelligence, at: 6 h, country: RS, traces: 12}",
    "reassign": "{kind: reassign, at: 6 h, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 10}",
    "reinforce": "{kind: reinforce, at: 6 h, country: BG, post: sofia-airport, officers: 30}",
    "mobile_office": "{kind: mobile_office, at: 6 h, post: presevo-tabanovce}",
    "jit_signed": "{kind: jit_signed, at: 6 h, countries: [GR, RO, HU]}",
    "jit_proposed": "{kind: jit_proposed, at: 6 h, countries: [GR, RO, HU], europol: true}",
    "crisis": "{kind: crisis, at: 6 h, country: RS, units: 40, lasts: 40 h}",
    "tip_off": "{kind: tip_off, at: 6 h, networks: 0.5}",
    "move_asset": (
        "{kind: move_asset, at: 6 h, asset: concealment_expert, country: MK, from: presevo-tabanovce, "
        "to: bogorodica-evzoni}"
    ),
    "send_asset": "{kind: send_asset, at: 6 h, asset: scanner, country: MK, post: medzitlija-niki, by: NL}",
    "call_experts": "{kind: call_experts, at: 6 h, country: MK, post: medzitlija-niki}",
    "move_mobile_office": "{kind: move_mobile_office, at: 6 h, from: kalotina-gradina, to: presevo-tabanovce}",
    "system_down": "{kind: system_down, at: 6 h, system: sis, lasts: 20 h}",
}
DECISIONS = (
    *("take_seat", "leave_seat", "standing_order", "answer", "launch", "lift", "lanes"),
    *("ask", "reserve", "commit"),
)
"""What people decide: tested in `tests/world/seats`."""
NEVER = "when: {measure: arrests, at_least: 100000}"


def happened(text: str) -> Outcome:
    return outcome(small({**PLANNED, **event(text)}))


def run_with(text: str) -> tuple[JointAction, Outcome]:
    return operate(small(event(text)))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_an_event_that_comes_changes_something(kind: str) -> None:
    run = happened(ONE_OF_EACH[kind])
    (row,) = run["timeline"].rows()
    assert (row["event"], row["time_h"], row["number"]) == (kind, 6.0, 1) and row["outcome"] != "never"
    assert set(changed_tables(outcome(small()), run)) - {"timeline"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_an_event_that_never_comes_changes_nothing(kind: str) -> None:
    run = happened(ONE_OF_EACH[kind].replace("at: 6 h", NEVER))
    assert changed_tables(outcome(small()), run) == ["timeline"]
    (row,) = run["timeline"].rows()
    assert row["outcome"] == "never" and np.isnan(row["time_h"])


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_nothing_changes_before_it_comes(kind: str) -> None:
    before, after = outcome(small()), happened(ONE_OF_EACH[kind])

    def early(run: Outcome, table: str) -> list[str]:
        return [repr(row) for row in rows(run, table, lambda row: row["time_h"] < 6.0)]

    for table in ("cases", "arrests", "releases", "seizures", "searches", "decisions"):
        assert early(before, table) == early(after, table), table


def test_every_kind_of_event_is_tested() -> None:
    from typing import get_args

    from sim.scenario import events

    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(events.Event)[0])}
    assert kinds == {*ONE_OF_EACH, *DECISIONS}


# Posts ---------------------------------------------------------------------------------------------------------------


def test_surge_multiplies_traffic_while_it_lasts() -> None:
    base, _ = operate(small())
    action, run = run_with(ONE_OF_EACH["surge"])
    level = action.world.checkpoints.traffic_by_hour
    posts = action.env.theatre.points_of(["kalotina-gradina"])
    assert len(posts) == 2
    during = slice(6, 26)
    assert (level[posts][:, during] == 3.0).all()
    assert (np.delete(level, posts, axis=0) == 1.0).all()
    assert (level[:, :6] == 1.0).all() and (level[:, 26:] == 1.0).all()
    offered = [
        one.world.checkpoints.tally[posts, during][..., [queues.BEGUN, queues.PASSED]].sum() for one in (base, action)
    ]
    assert 2.0 < offered[1] / offered[0] < 4.0
    assert run["posts"].numbers("travellers").sum() > outcome(small())["posts"].numbers("travellers").sum()


def test_surges_that_overlap_multiply_and_end_each_at_its_time() -> None:
    action, _ = run_with(
        """{kind: surge, at: 6 h, posts: [kalotina-gradina, merdare], traffic: 2, lasts: 10 h},
           {kind: surge, at: 10 h, posts: [kalotina-gradina], traffic: 3, lasts: 2 h},
           {kind: surge, at: 60 h, posts: [merdare], traffic: 5, lasts: 400 h}"""
    )
    level = action.world.checkpoints.traffic_by_hour
    first, second = action.env.theatre.points_of(["kalotina-gradina"])
    merdare = action.env.theatre.points_of(["merdare"])[0]
    expected = np.ones(72)
    expected[6:16] = 2.0
    expected[10:12] = 6.0
    np.testing.assert_array_equal(level[first], expected)
    np.testing.assert_array_equal(level[second], expected)
    assert (level[merdare, 6:16] == 2.0).all() and (level[merdare, 16:60] == 1.0).all()
    assert (level[merdare, 60:] == 5.0).all(), "an event may last beyond the end"


@cache
def lanes_as_usual(post: str) -> Floats:
    """Lanes at both sides of a post, hour by hour, when nothing happens."""
    action = operate(small())[0]
    return action.world.checkpoints.lanes_by_hour[action.env.theatre.points_of([post])]


def test_closed_post_is_empty_and_opens_again() -> None:
    action, run = run_with(ONE_OF_EACH["close_post"])
    posts = action.env.theatre.points_of(["kalotina-gradina"])
    tally = action.world.checkpoints.tally[posts].sum(axis=2)
    lanes = action.world.checkpoints.lanes_by_hour[posts]
    assert tally[:, 6:26, queues.BEGUN].sum() == 0.0
    usual = lanes_as_usual("kalotina-gradina")
    assert (lanes[:, 6:26] == 0.0).all() and usual[:, 6:26].any(axis=1).all()
    np.testing.assert_array_equal(np.delete(lanes, np.s_[6:26], axis=1), np.delete(usual, np.s_[6:26], axis=1))
    assert tally[:, :6, queues.BEGUN].sum() > 0.0 and tally[:, 27:, queues.BEGUN].sum() > 0.0
    base = outcome(small())

    def travellers(run: Outcome) -> float:
        return float(sum(row["travellers"] for row in rows(run, "posts", lambda r: r["post"] == "kalotina-gradina")))

    assert travellers(run) < 0.85 * travellers(base)
    names = {f"{code}/kalotina-gradina" for code in ("BG", "RS")}
    late = rows(run, "cases", lambda row: row["checkpoint"] in names and 9.0 < row["time_h"] < 26.0)
    assert not late


def test_events_of_one_moment_come_in_the_order_of_the_file() -> None:
    more = "{kind: reinforce, at: 6 h, country: BG, post: sofia-airport, officers: 900}"
    away = "{kind: reassign, at: 6 h, country: BG, from: sofia-airport, to: kalotina-gradina, officers: 900}"
    first, second = (happened(f"{one}, {other}")["timeline"].rows() for one, other in ((more, away), (away, more)))
    assert [(row["number"], row["event"], row["outcome"]) for row in first] == [
        (1, "reinforce", "happened"),
        (2, "reassign", "happened"),
    ]
    capped, _ = second
    assert (capped["event"], capped["outcome"]) == ("reassign", "capped")
    assert capped["limit"].endswith("of 900 officers were there")


def test_nobody_waits_at_a_closed_post_until_it_opens() -> None:
    """Who stood in line when it closed goes on, and so does who comes while it is closed."""
    base, _ = operate(small())
    action, _ = run_with("{kind: close_post, at: 10.4 h, post: kalotina-gradina, lasts: 20 h}")
    posts = action.env.theatre.points_of(["kalotina-gradina"])
    wait, begun = (
        [one.world.checkpoints.tally[posts, 30:34][..., what].sum() for one in (base, action)]
        for what in (queues.WAIT, queues.BEGUN)
    )
    assert begun[1] > 0.5 * begun[0] > 0.0
    assert wait[1] <= wait[0]


def test_post_closed_twice_is_open_after_the_later_end() -> None:
    action, _ = run_with(
        """{kind: close_post, at: 6 h, post: merdare, lasts: 10 h},
           {kind: close_post, at: 10 h, post: merdare, lasts: 10 h}"""
    )
    lanes = action.world.checkpoints.lanes_by_hour[action.env.theatre.points_of(["merdare"])]
    assert (lanes[:, 6:20] == 0.0).all()
    np.testing.assert_array_equal(lanes[:, 20:], lanes_as_usual("merdare")[:, 20:])


def test_reassigned_officers_leave_at_once_travel_and_arrive() -> None:
    base, before = operate(small())
    text = "{kind: reassign, at: 30 h, country: GR, from: athens-airport, to: kakavije-ktismata, officers: 200}"
    action, run = run_with(text)
    here, there = (action.env.theatre.index[f"GR/{post}"] for post in ("athens-airport", "kakavije-ktismata"))
    lanes = [one.world.checkpoints.lanes_by_hour for one in (base, action)]
    way = action.env.theatre.way_h(here, there)
    assert 5.0 < way < 15.0
    assert (lanes[1][here, 30:] == 0.0).all()
    arrived = 30 + int(np.ceil(way)) + 1
    np.testing.assert_array_equal(lanes[1][there, :30], lanes[0][there, :30])
    np.testing.assert_array_equal(lanes[1][there, 30 : 30 + int(way)], lanes[0][there, 30 : 30 + int(way)])
    assert (lanes[1][there, arrived:] > lanes[0][there, arrived:]).all()
    moved = action.world.checkpoints.events.moved
    assert moved[here] == -action.env.theatre.posting["GR", "police"][here] - sum(
        action.env.theatre.posting["GR", service][here] for service in ("border_guard", "customs")
    ), "no more than are there"
    assert moved[there] == pytest.approx(-moved[here])
    travel = sum(row["travel_h"] for row in rows(run, "hours", lambda row: row["country"] == "GR"))
    assert travel == pytest.approx(moved[there] * way)
    assert not before["hours"].numbers("travel_h").any()
    assert rows(run, "decisions", lambda row: row["decision"] == "reassign")


def test_reinforcement_opens_lanes_and_is_paid_for() -> None:
    base, before = operate(small())
    action, run = run_with(ONE_OF_EACH["reinforce"])
    here = action.env.theatre.index["BG/sofia-airport"]
    lanes = [one.world.checkpoints.lanes_by_hour[here] for one in (base, action)]
    np.testing.assert_array_equal(lanes[0][:6], lanes[1][:6])
    assert (lanes[1][7:] > lanes[0][7:]).all()

    def regular(run: Outcome) -> float:
        chosen = rows(run, "hours", lambda row: row["country"] == "BG")
        return float(sum(row["officer_hours"] - row["overtime_h"] for row in chosen))

    assert regular(run) - regular(before) == pytest.approx(30 * (72 - 6) / 24 * 8)


# Messages ------------------------------------------------------------------------------------------------------------


def asked(run: Outcome, channel: str, since: float, until: float) -> list[Row]:
    return rows(run, "messages", lambda row: row["channel"] == channel and since <= row["time_h"] < until)


def test_no_message_passes_while_the_line_is_down() -> None:
    base, run = outcome(small()), happened(ONE_OF_EACH["siena_down"])
    quick = [row for row in asked(base, "siena", 6.0, 26.0) if row["answered_h"] < 26.0]
    assert len(quick) > 20
    through = [row for row in asked(run, "siena", 6.0, 26.0) if row["answered_h"] < 26.0]
    assert not through
    assert [row for row in asked(run, "siena", 6.0, 26.0) if row["answered_h"] >= 26.0]
    delayed = np.mean([row["response_h"] for row in asked(run, "siena", 6.0, 26.0) if row["response_h"] > 0.0])
    assert delayed > np.mean([row["response_h"] for row in asked(base, "siena", 6.0, 26.0) if row["response_h"] > 0.0])


def test_nobody_asks_a_liaison_officer_who_is_away() -> None:
    def with_rs(run: Outcome) -> list[Row]:
        return [row for row in asked(run, "liaison", 6.0, 26.0) if "RS" in (row["sender"], row["receiver"])]

    base, run = outcome(small()), happened(ONE_OF_EACH["liaison_away"])
    assert with_rs(base)
    assert not with_rs(run)
    assert asked(run, "liaison", 6.0, 26.0), "others go on"
    back = [row for row in asked(run, "liaison", 26.0, 72.0) if "RS" in (row["sender"], row["receiver"])]
    assert back


def test_nobody_meets_in_a_centre_that_is_down() -> None:
    run = happened(ONE_OF_EACH["centre_down"])
    assert asked(outcome(small()), "liaison", 6.0, 26.0)
    assert asked(run, "liaison", 0.0, 6.0) and asked(run, "liaison", 26.0, 72.0)
    assert not asked(run, "liaison", 6.0, 26.0)


def test_a_team_that_signed_passes_information_directly() -> None:
    def between(run: Outcome, since: float, until: float) -> list[Row]:
        team = {"GR", "RO", "HU"}
        return [row for row in asked(run, "jit", since, until) if {row["sender"], row["receiver"]} <= team]

    base, run = outcome(small()), happened(ONE_OF_EACH["jit_signed"])
    assert not between(base, 0.0, 72.0)
    assert not between(run, 0.0, 6.0) and between(run, 6.0, 72.0)
    inside = rows(
        run,
        "messages",
        lambda row: (
            {row["sender"], row["receiver"]} <= {"GR", "RO", "HU"} and row["time_h"] > 6.0 and row["kind"] == "request"
        ),
    )
    assert {row["channel"] for row in inside} == {"jit"}


def test_mobile_office_submits_more_and_asks_on_the_spot() -> None:
    base, run = outcome(small()), happened(ONE_OF_EACH["mobile_office"])

    def submitted(run: Outcome) -> int:
        return sum(row["submitted"] for row in rows(run, "queries", lambda row: row["country"] in ("MK", "RS")))

    assert submitted(run) > submitted(base)
    many = small({**event(ONE_OF_EACH["mobile_office"]), "behaviour.prevalence.person.suspect": "0.03"})
    spot = [row["case"] for row in asked(outcome(many), "mobile_office", 0.0, 72.0)]
    assert any("presevo-tabanovce" in case for case in spot)
    assert all("presevo-tabanovce" in case or "kalotina-gradina" in case for case in spot)


# Networks ------------------------------------------------------------------------------------------------------------


def test_intelligence_becomes_traces_and_traces_become_knowledge() -> None:
    run = happened("{kind: intelligence, at: 6 h, country: RS, traces: 40}")
    brought = rows(run, "messages", lambda row: "/intelligence-" in row["case"])
    assert len(brought) == 40
    assert {(row["sender"], row["receiver"], row["kind"]) for row in brought} == {("RS", "EUROPOL", "report")}
    little = {"behaviour.fusion.gain": "0.02"}
    more = event("{kind: intelligence, at: 6 h, country: RS, traces: 40}")
    known = [outcome(small({**little, **told}))["networks"].numbers("known_share").sum() for told in ({}, more)]
    assert known[1] > known[0]


def test_the_same_intelligence_twice_is_twice_as_much() -> None:
    text = ONE_OF_EACH["intelligence"]
    run = happened(f"{text}, {text}")
    brought = rows(run, "messages", lambda row: "/intelligence-" in row["case"])
    assert len(brought) == len({row["message"] for row in brought}) == 24


def test_crisis_binds_the_teams_that_operations_need() -> None:
    codes = ("BG", "GR", "HU", "RO", "AL", "XK", "MK", "RS")
    everywhere = ", ".join(f"{{kind: crisis, at: 0, country: {code}, units: 2, lasts: 300 h}}" for code in codes)
    assert len(outcome(small())["operations"]) > 3
    action, run = run_with(everywhere)
    assert not len(run["operations"])
    assert len(run["packages"])
    assert all(teams.count == teams.capacity for teams in action.world.officers.arrest_teams.values())


def test_crisis_lets_the_teams_go_again() -> None:
    action, run = run_with("{kind: crisis, at: 6 h, country: RS, units: 16, lasts: 30 h}")
    waiting = sum(teams.count for teams in action.world.officers.arrest_teams.values())
    assert waiting < sum(teams.capacity for teams in action.world.officers.arrest_teams.values())
    here = rows(run, "operations", lambda row: "RS" in row["countries"].split())
    strike = action.env.plan.behaviour.interventions.strike
    assert all(row["time_h"] < 6.0 + strike + 1e-9 or row["time_h"] >= 36.0 + strike for row in here)


@pytest.mark.parametrize(("share", "low", "high"), [("0", 0, 0), ("0.5", 4, 16), ("1", 20, 20)])
def test_tip_off_warns_a_share_of_the_networks(share: str, low: int, high: int) -> None:
    action, run = run_with(f"{{kind: tip_off, at: 6 h, networks: {share}}}")
    warned = [network.name for network in action.world.networks if network.warned]
    assert low <= len(warned) <= high
    said = rows(run, "decisions", lambda row: row["detail"] == "it was warned")
    assert sorted(row["agent"] for row in said) == sorted(warned)


def test_warned_networks_are_hardly_met() -> None:
    change = {"preparation.prior_traces": "6", "behaviour.interventions.warned": "0"}
    base = outcome(small(preparation__prior_traces="6"))
    run = outcome(small({**change, **event("{kind: tip_off, at: 0, networks: 1}")}))
    assert sum(base["operations"].numbers("arrests")) > 10
    assert sum(run["operations"].numbers("arrests")) == 0
    assert sum(run["operations"].numbers("targets")) > 10


HITS = ("wanted_home", "wanted_abroad", "notice")


# Conditions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "country", "at_least"),
    [
        ("arrests", None, 50),
        ("arrests", "BG", 5),
        ("hits", None, 60),
        ("hits", "RS", 8),
        ("weapons", None, 10),
        ("weapons", "GR", 3),
    ],
)
def test_condition_comes_true_once_at_the_next_briefing(measure: str, country: str | None, at_least: int) -> None:
    where = f", country: {country}" if country else ""
    run = happened(f"{{kind: siena_down, when: {{measure: {measure}, at_least: {at_least}{where}}}, lasts: 1 h}}")
    (told,) = run["timeline"].rows()
    table, weight = {"arrests": ("arrests", None), "hits": ("cases", None), "weapons": ("seizures", "weapons")}[measure]

    def counted(until: float) -> int:
        chosen = rows(
            run,
            table,
            lambda row: (
                row["time_h"] <= until
                and country in (None, row["country"])
                and (measure != "hits" or (row["mark"] in HITS and row["selection"] in ("thorough", "brief")))
            ),
        )
        return sum(row[weight] if weight else 1 for row in chosen)

    briefing = small().behaviour.checks.briefing
    assert told["time_h"] % briefing == pytest.approx(0.0, abs=1e-9)
    assert counted(told["time_h"]) >= at_least or measure == "hits"  # hits of the window that ended now count already
    assert counted(told["time_h"] - briefing) < at_least


def test_referrals_and_open_requests_may_be_asked_for() -> None:
    for text in ("{measure: referrals, at_least: 100}", "{measure: referrals, country: MK, at_least: 10}"):
        (told,) = happened(f"{{kind: siena_down, when: {text}, lasts: 1 h}}")["timeline"].rows()
        assert 0.0 < told["time_h"] < 72.0
    everywhere, here = (
        happened(f"{{kind: siena_down, when: {{measure: open_requests, at_least: 6{where}}}, lasts: 1 h}}")["timeline"]
        for where in ("", ", country: AL")
    )
    assert len(everywhere) == 1
    assert not len(here) or here.numbers("time_h")[0] > everywhere.numbers("time_h")[0]


def test_condition_that_is_true_from_the_start_comes_at_once() -> None:
    (told,) = happened("{kind: siena_down, when: {measure: arrests, at_least: 0}, lasts: 1 h}")["timeline"].rows()
    assert told["time_h"] == 0.0


def test_events_about_what_is_not_there_do_nothing() -> None:
    away = f"{ONE_OF_EACH['centre_down']}, {ONE_OF_EACH['liaison_away']}"
    bare = small({"centre.open": "false", "countries.RS.liaison.centre": "0", "networks.scale": "0"})
    told = small(
        {
            **event(f"{away}, {ONE_OF_EACH['intelligence']}, {ONE_OF_EACH['tip_off']}"),
            **{"centre.open": "false", "countries.RS.liaison.centre": "0", "networks.scale": "0"},
        }
    )
    assert changed_tables(outcome(bare), outcome(told)) == ["timeline"]
    ends = {row["event"]: (row["outcome"], row["limit"]) for row in outcome(told)["timeline"].rows()}
    assert ends == {
        "centre_down": ("capped", "there is no such centre"),
        "liaison_away": ("capped", "RS has no liaison officer there"),
        "intelligence": ("capped", "no network is at work in RS"),
        "tip_off": ("happened", ""),
    }
    for nobody, name in ((CoordinationCentre, "centre_down"), (LiaisonOfficer, "liaison_away")):
        _, run = operate(small(event(away)), before=without(nobody))
        assert {row["event"] for row in run["timeline"].rows() if row["outcome"] == "capped"} >= {name}


# Luck ----------------------------------------------------------------------------------------------------------------

PAIRS = {
    "crisis": (
        "{kind: crisis, at: 6 h, country: RS, units: 3, lasts: 2 h}",
        "{kind: crisis, at: 30 h, country: RS, units: 3, lasts: 2 h}",
    ),
    "send_asset": (
        "{kind: send_asset, at: 2 h, asset: scanner, country: MK, post: medzitlija-niki}",
        "{kind: send_asset, at: 20 h, asset: scanner, country: MK, post: medzitlija-niki}",
    ),
    "intelligence": (
        "{kind: intelligence, at: 6 h, country: RS, traces: 3}",
        "{kind: intelligence, at: 20 h, country: RS, traces: 3}",
    ),
}


def brought(kind: str, run: Outcome) -> set[str]:
    """What the second event of a pair brought, by the names by which its luck is drawn."""
    if kind == "crisis":
        return {f"{row['crisis']}" for row in rows(run, "crises", lambda row: row["begun_h"] == 30.0)}
    if kind == "send_asset":
        return {f"{row['agent']} {row['time_h']}" for row in rows(run, "decisions") if "scanner-sent" in row["agent"]}
    return {row["case"] for row in rows(run, "messages", lambda row: "intelligence" in row["case"])}


@pytest.mark.parametrize("kind", PAIRS)
def test_leaving_one_event_out_changes_the_luck_of_no_other(kind: str) -> None:
    first, second = PAIRS[kind]
    alone, both = happened(second), happened(f"{first}, {second}")
    assert brought(kind, alone)
    assert brought(kind, alone) <= brought(kind, both)
