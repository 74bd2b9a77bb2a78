"""What changes in one place changes nothing elsewhere, to the last bit, unless messages or networks carry it there.

No chance is involved: the same luck is asked for the same subjects, so equal means equal.
"""

from __future__ import annotations

import pytest

from sim.joint_action import JointAction
from sim.scenario.load import vary
from sim.world.officers.units import NationalUnit
from tests.theatre import (
    APART,
    COUNTRIES,
    QUIET,
    Row,
    changed_tables,
    everything,
    full_scale,
    operate,
    outcome,
    records_of,
    rows,
    small,
    without,
    written,
)

LEVERS = {
    "officers of a country": ({"countries.BG.officers_scale": "2"}, {"BG"}),
    "officers of a service": ({"countries.HU.officers.border_guard": "10"}, {"HU"}),
    "persons to be checked": ({"countries.BG.plan.person": "3000"}, {"BG"}),
    "premises to be searched": ({"countries.GR.plan.premises": "60"}, {"GR"}),
    "special unit at a post": (
        {"deployments": "[{asset: scanner, post: gyueshevo-deve-bair, country: BG}]"},
        {"BG", "MK"},  # and the two units that the small theatre has are gone
    ),
    "traffic of a post inland": ({"posts.traffic.sofia-airport": "3"}, {"BG"}),
    "traffic of a post between two": ({"posts.traffic.kalotina-gradina": "2"}, {"BG", "RS"}),
    "posts that take part": ({"posts.exclude": "[sofia-airport]"}, {"BG"}),
    "closed post": ({"events": "[{kind: close_post, at: 5 h, post: tirana-airport, lasts: 30 h}]"}, {"AL"}),
    "surge": ({"events": "[{kind: surge, at: 5 h, posts: [athens-airport], traffic: 3, lasts: 30 h}]"}, {"GR"}),
    "reinforcement": (
        {"events": "[{kind: reinforce, at: 5 h, country: RO, post: bucharest-otopeni, officers: 60}]"},
        {"RO"},
    ),
    "reassignment": (
        {"events": "[{kind: reassign, at: 5 h, country: RS, from: kalotina-gradina, to: merdare, officers: 4}]"},
        {"RS"},
    ),
    "coordination centre": ({"centre.open": "false"}, set()),
    "analysts": ({"europol.analysts": "0"}, set()),
    "joint investigation team": ({"preparation.jits": "[[GR, RO], [AL, MK]]"}, set()),
    "closer framework": ({"cooperation.baseline": "full"}, set()),
}
"""Levers, and the countries whose records they may change when countries share nothing."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize("lever", LEVERS)
def test_lever_changes_records_where_it_acts_and_nowhere_else(lever: str) -> None:
    change, touched = LEVERS[lever]
    before, after = outcome(small(QUIET)), outcome(small(QUIET | change))
    changed = {code for code in COUNTRIES if records_of(before, code) != records_of(after, code)}
    assert changed == touched


def test_an_outage_of_messages_delays_everyday_work_and_nothing_else() -> None:
    down = {"events": "[{kind: siena_down, at: 5 h, lasts: 20 h}]"}
    assert set(changed_tables(outcome(small(QUIET)), outcome(small(QUIET | down)))) == {"desks", "timeline"}


def test_lever_changes_every_kind_of_record_where_it_acts() -> None:
    before, after = outcome(small(QUIET)), outcome(small(QUIET, countries__BG__officers_scale="2"))
    here, there = records_of(before, "BG"), records_of(after, "BG")
    assert {table for table in here if here[table] != there[table]} >= {
        *("hourly", "posts", "waits", "hours", "queries", "cases", "messages", "arrests", "searches", "decisions")
    }


def test_full_scale_without_networks_and_answers_is_local() -> None:
    one = outcome(vary(full_scale(), QUIET))
    other = outcome(vary(full_scale(), QUIET | {"countries.BG.officers_scale": "2"}))
    assert len(one.countries) > 20
    changed = {code for code in one.countries if records_of(one, code) != records_of(other, code)}
    assert changed == {"BG"}


@pytest.mark.parametrize("replication", range(4))
def test_ordinary_offenders_elsewhere_do_not_feel_what_networks_do(replication: int) -> None:
    """With networks, only their movements carry a change from post to post: one that is checked takes up a lane."""
    before = outcome(small(APART), replication)
    after = outcome(small(APART, countries__BG__officers_scale="2"), replication)
    moved = [{repr(row): row["route"].split() for row in run["movements"].rows()} for run in (before, after)]
    touched = {
        post for name in moved[0].keys() ^ moved[1].keys() for post in moved[0].get(name, moved[1].get(name, []))
    }
    assert len(touched) < 40

    def away(row: Row) -> bool:
        code, _, post = str(row["checkpoint"]).partition("/")
        return code not in ("", "BG") and post not in touched and not row["network"]

    for table in ("cases", "arrests"):
        ordinary = [written(rows(run, table, away)) for run in (before, after)]
        assert len(ordinary[0]) > 10
        assert ordinary[0] == ordinary[1]


def test_networks_that_change_have_to_do_with_the_country() -> None:
    base, changed = small(APART), small(APART, countries__BG__officers_scale="2")
    action, before = operate(base)
    _, after = operate(changed)
    touching = {network.name for network in action.world.networks if "BG" in network.countries} | {
        row["network"]
        for run in (before, after)
        for row in rows(run, "movements")
        if any(f"BG/{post}" in action.env.theatre.index for post in row["route"].split())
    }
    assert touching != set(action.world.networks.by_name), "some network must stay away for the test to say anything"
    for table in ("movements", "networks"):
        away = [written(rows(run, table, lambda row: row["network"] not in touching)) for run in (before, after)]
        assert away[0]
        assert away[0] == away[1]
    assert before["movements"].rows() != after["movements"].rows()


@pytest.mark.parametrize("service", ["police", "border_guard", "customs"])
def test_unit_takes_its_lanes_and_records_with_it_and_nothing_else(service: str) -> None:
    scenario = small(QUIET)
    _, before = operate(scenario)
    _, after = operate(
        scenario, before=without(NationalUnit, lambda unit: unit.country == "BG" and unit.service == service)
    )
    for code in COUNTRIES:
        if code != "BG":
            assert records_of(before, code) == records_of(after, code)
    hours = [row["service"] for row in rows(after, "hours", lambda row: row["country"] == "BG")]
    assert service not in hours and len(hours) == 3
    lanes = [
        sum(row["lanes_mean"] for row in rows(run, "posts", lambda row: row["country"] == "BG"))
        for run in (before, after)
    ]
    assert lanes[1] < lanes[0]
    assert not rows(after, "decisions", lambda row: row["agent"] == f"BG/{service}")


def test_order_in_which_agents_are_removed_does_not_matter() -> None:
    scenario = small()
    one = without(NationalUnit, lambda unit: unit.country in ("BG", "GR"))

    def other(action: JointAction) -> None:
        without(NationalUnit, lambda unit: unit.country == "GR")(action)
        without(NationalUnit, lambda unit: unit.country == "BG")(action)

    assert everything(operate(scenario, before=one)[1]) == everything(operate(scenario, before=other)[1])


def test_what_is_only_shown_changes_nothing() -> None:
    """Published figures, names and places are for readers."""
    change = {
        "name": "Another name",
        "description": "Other words",
        "published.arrests": "1",
        "centre.place": "Vienna",
        "centre.lat": "48.2",
    }
    assert changed_tables(outcome(small()), outcome(small(change))) == []
