"""Nothing is lost and nothing is counted twice: checks, requests, movements, people held, searches, travellers."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from sim.engine import queues
from sim.institutions.deployments.plan import FRONTEX_SECTION
from sim.institutions.europol.plan import EUROPOL_FIELD
from sim.joint_action import JointAction
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from tests.theatre import Row, full_scale, of, operate, rows, small

ENDED_BEFORE_H = 1e-9
KINDS = ("person", "vehicle", "parcel")


@pytest.fixture(scope="module", params=["full scale", "small theatre", "small theatre at work"])
def made(request: pytest.FixtureRequest) -> tuple[JointAction, Outcome]:
    """An action with its outcome: as planned, small, and small with events that open and close lanes."""
    events = """[
      {kind: close_post, at: 5 h, post: kalotina-gradina, lasts: 7 h},
      {kind: surge, at: 8 h, posts: [roszke-horgos, sofia-airport], traffic: 4, lasts: 30 h},
      {kind: reassign, at: 20 h, country: RS, from: merdare, to: tompa-kelebija, officers: 30},
      {kind: close_post, at: 70 h, post: roszke-horgos, lasts: 9 h}]"""
    if request.param == "full scale":
        return operate(full_scale())
    return operate(small({"events": events} if request.param.endswith("work") else {}))


def unique(names: list[str]) -> bool:
    return len(names) == len(set(names))


def test_checks_begun_are_ended_or_still_open(made: tuple[JointAction, Outcome]) -> None:
    action, run = made
    tally = action.world.checkpoints.tally.sum(axis=(1, 2))
    assert tally[:, queues.BEGUN].sum() > 10_000
    np.testing.assert_array_equal(tally[:, queues.BEGUN], tally[:, queues.ENDED] + run["posts"].numbers("open_checks"))
    assert (tally[:, queues.THOROUGH] <= tally[:, queues.BEGUN]).all()
    assert (tally[:, queues.REFERRED] <= tally[:, queues.ENDED]).all()
    assert (tally[:, queues.FALSE_INDICATION] <= tally[:, queues.REFERRED]).all()
    assert (tally[:, queues.SUBMITTED] <= tally[:, queues.REFERRED]).all()
    assert (tally >= 0.0).all()


def test_lanes_are_never_busier_than_open(made: tuple[JointAction, Outcome]) -> None:
    """Work is booked in the hour in which it begins, so the sum may run over by the checks still open."""
    action, run = made
    open_h = run["posts"].numbers("lanes_mean") * run.hours
    busy_h = run["posts"].numbers("lanes_busy_mean") * run.hours
    never = action.world.checkpoints.events.closed == 0
    assert (busy_h <= open_h + 12.0)[never].all()
    assert (busy_h[open_h == 0.0] == 0.0).all()


def test_hours_posts_and_measures_agree(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    values = measure(run)
    for name in ("checks_person", "checks_vehicle", "checks_parcel", "passed", "referrals", "false_indications"):
        for code in run.countries:
            here = [sum(row[name] for row in rows(run, table, of(code))) for table in ("hourly", "posts")]
            assert here[0] == here[1] == values.by_country[code][name]
        assert values.total[name] == run["posts"].numbers(name).sum()
    for table, factor in (("hourly", 1.0), ("waits", 1.0)):
        np.testing.assert_allclose(
            run[table].numbers("travellers").sum() * factor, run["posts"].numbers("travellers").sum(), rtol=1e-6
        )


def test_waits_hold_every_traveller_once(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    for code in run.countries:
        by_class = sum(row["travellers"] for row in rows(run, "waits", of(code)))
        by_hour = sum(row["travellers"] for row in rows(run, "hourly", of(code)))
        assert by_class == pytest.approx(by_hour, rel=1e-6)


def test_every_request_has_one_end(made: tuple[JointAction, Outcome]) -> None:
    action, run = made
    messages = run["messages"].rows()
    assert unique([row["message"] for row in messages])
    asked = {"answered", "refused", "lost", "open"}
    ends = {"request": asked, "duplicate": asked, "report": {"delivered", "lost", "open"}}
    for row in messages:
        assert row["status"] in ends[row["kind"]]
        assert row["sender"] != row["receiver"]
        ended = row["status"] in ("answered", "delivered")
        assert np.isfinite(row["answered_h"]) == np.isfinite(row["response_h"]) == ended
        if ended:
            assert row["answered_h"] == pytest.approx(row["time_h"] + row["response_h"])
            assert row["response_h"] >= 0.0 and row["answered_h"] <= run.hours
        assert (row["content"] > 0.0) == ended
        assert row["channel"] != "national" or row["status"] in ("refused", "lost"), "nobody sent it"
    assert action.world.exchange.open_requests(None) == 0
    wanted = Counter((row["case"], row["priority"] == "other") for row in messages if row["kind"] == "request")
    assert max(wanted.values()) == 1, "a case asks once, and once in the ordinary way for its investigation"


def test_every_message_is_about_something_that_is_known(made: tuple[JointAction, Outcome]) -> None:
    """A case; or what is not one yet: a search abroad, what a patrol found online, money, somebody who is followed."""
    _, run = made
    leads = run["leads"].text("lead")
    known = {
        *run["cases"].text("case"),
        *leads,
        *(f"{lead}/visit" for lead in leads),
        *run["tracings"].text("tracing"),
        *run["pursuits"].text("pursuit"),
    }
    unknown = {row["case"] for row in run["messages"].rows()} - known
    assert all(name.rpartition("/search-")[0] in known for name in unknown)


def test_every_choice_of_channel_is_a_request(made: tuple[JointAction, Outcome]) -> None:
    """Contact points choose for each request that sets out, and financial intelligence units ask on a line of theirs.

    A request that is refused or lost before it sets out has the channel "national".
    """
    _, run = made
    chosen = Counter(
        (row["agent"], row["subject"], row["detail"])
        for row in rows(run, "decisions", lambda row: row["decision"] == "channel")
    )
    asked = Counter(
        (f"{row['sender']}/spoc", row["case"], f"{row['channel']} to {row['receiver']}")
        for row in rows(run, "messages", lambda row: row["kind"] == "request")
        if row["channel"] not in ("national", "fiu_net")
    )
    assert chosen == asked
    by_units = Counter(row["case"] for row in rows(run, "messages", lambda row: row["channel"] == "fiu_net"))
    abroad = rows(run, "tracings", lambda row: row["place"] not in ("", row["country"]))
    assert by_units == Counter(row["tracing"] for row in abroad if row["outcome"] != "no_unit")


def test_what_is_asked_twice_was_asked_before_on_another_channel(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    messages = {row["message"]: row for row in run["messages"].rows()}
    twice = [row for row in messages.values() if row["kind"] == "duplicate"]
    for row in twice:
        first = messages[row["message"].removesuffix("/again")]
        assert first["kind"] == "request"
        assert first["time_h"] <= row["time_h"]
        assert first["channel"] not in (row["channel"], "national")
        for name in ("case", "sender", "receiver", "priority"):
            assert first[name] == row[name]
    decided = rows(run, "decisions", lambda row: row["decision"] == "duplicate")
    assert Counter((row["subject"], row["detail"]) for row in decided) == Counter(
        (row["case"], f"also by {row['channel']} to {row['receiver']}") for row in twice
    )


def test_movements_are_written_down_once_each(made: tuple[JointAction, Outcome]) -> None:
    action, run = made
    moved = run["movements"].rows()
    assert unique([row["movement"] for row in moved])
    assert {row["network"] for row in moved} <= set(action.world.networks.by_name)
    found = Counter(row["cause"] for row in rows(run, "cases", lambda row: row["selection"] == "movement"))
    for row in moved:
        sides = sum(
            f"{code}/{post}" in action.env.theatre.index for post in row["route"].split() for code in run.countries
        )
        assert 0 <= row["detected"] <= row["selected"] <= row["encounters"] <= sides
        assert row["intercepted"] <= row["detected"]
        assert found[row["movement"]] == row["detected"]
        assert row["origin"] != row["destination"]
    assert sum(found.values()) == sum(row["detected"] for row in moved)


def test_a_network_loses_those_who_are_arrested(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    arrests = Counter(row["network"] for row in rows(run, "arrests", lambda row: row["network"] != ""))
    assert arrests
    for row in run["networks"].rows():
        assert row["arrested"] == min(arrests[row["network"]], row["members"]) or (
            arrests[row["network"]] >= row["members"] - 1
        )
        assert 0.0 <= row["efficiency_after"] <= row["efficiency_before"] <= 1.0
        assert 0.0 <= row["known_share"] <= 1.0


HOLD = {"wanted_home", "wanted_abroad", "suspect"}
"""Marks for which somebody is held while it is found out who it is, or what was done."""
IN_SIS = reference.connected("sis", date(2024, 10, 20))
HOLD_AT_MOST_H = 12.0
"""Longer than anybody is held without another country being asked."""


def test_everybody_who_is_held_is_arrested_let_go_or_still_there(made: tuple[JointAction, Outcome]) -> None:
    """Who is held while another country is asked has one end on paper, and at the end may be held still."""
    _, run = made
    arrested, released = (Counter(run[table].text("case")) for table in ("arrests", "releases"))
    asked = {row["case"] for row in rows(run, "messages", lambda row: row["kind"] == "request")}
    longest = {code: max(reference.countries()[code].detention_limit_h, HOLD_AT_MOST_H) for code in run.countries}
    held = 0
    for case in run["cases"].rows():
        if case["mark"] not in HOLD or case["selection"] not in ("thorough", "brief"):
            continue
        held += 1
        ends = arrested[case["case"]] + released[case["case"]]
        assert ends == 1 or (ends == 0 and case["case"] not in asked and case["time_h"] > run.hours - HOLD_AT_MOST_H)
    assert held > 100
    times = {row["case"]: row["time_h"] for row in run["cases"].rows()}
    still = rows(run, "releases", lambda row: row["reason"] == "held")
    assert 0 < len(still) < held / 4
    for row in still:
        assert row["time_h"] == run.hours
        assert times[row["case"]] > run.hours - longest[row["country"]]


def test_nobody_is_held_longer_than_the_law_allows(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    cases = {row["case"]: row for row in run["cases"].rows()}
    for table in ("arrests", "releases"):
        for row in run[table].rows():
            case = cases[row["case"]]
            if case["selection"] not in ("thorough", "brief"):
                continue
            if case["mark"] == "wanted_abroad":
                lawful_h = reference.countries()[row["country"]].detention_limit_h
                assert row["time_h"] - case["time_h"] <= lawful_h + ENDED_BEFORE_H


def test_every_release_has_a_reason_that_its_message_gives(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    status: dict[str, list[str]] = {}
    for row in rows(run, "messages", lambda row: row["kind"] == "request"):
        status.setdefault(row["case"], []).append(row["status"])
    mark = {row["case"]: row["mark"] for row in run["cases"].rows()}
    for row in run["releases"].rows():
        said = status.get(row["case"], [])
        if row["reason"] == "refused":
            assert said == ["refused"]
        elif row["reason"] == "held":
            assert said == ["open"]
        elif row["reason"] == "no_answer":
            assert len(said) == 1  # it was lost, or came too late, whatever came of it
        else:
            at_once = mark[row["case"]] == "wanted_home" or (
                mark[row["case"]] == "wanted_abroad" and row["country"] in IN_SIS
            )
            assert said == ["answered"] or (at_once and not said)


def test_every_record_stands_once(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    for table, name in (
        ("cases", "case"),
        ("arrests", "arrest"),
        ("investigations", "investigation"),
        ("packages", "package"),
        ("operations", "operation"),
        ("searches", "search"),
        ("networks", "network"),
        ("posts", "checkpoint"),
        ("leads", "lead"),
        ("tracings", "tracing"),
        ("freezes", "freeze"),
        ("pursuits", "pursuit"),
        ("crises", "crisis"),
    ):
        assert unique(run[table].text(name)), table
    assert unique(run["releases"].text("case"))
    assert unique(run["seizures"].text("case"))


def test_everything_happens_during_the_action(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    for name, table in run.tables.items():
        if "time_h" in table.columns and len(table):
            times = table.numbers("time_h")
            assert times.min() >= 0.0 and times.max() <= run.hours, name


def test_premises_counted_are_planned_searches_made(made: tuple[JointAction, Outcome]) -> None:
    action, run = made
    searched = Counter(row["country"] for row in rows(run, "searches", lambda row: row["kind"] == "planned"))
    for code in run.countries:
        counted = sum(row["checks_premises"] for row in rows(run, "hourly", of(code)))
        assert counted == searched[code] <= round(action.env.plan.planned_checks(code)["premises"])
    found = {row["search"]: row["outcome"] for row in run["searches"].rows()}
    opened = {row["case"] for row in rows(run, "cases", lambda row: row["selection"] == "premises")}
    assert opened == {
        name for name, end in found.items() if end == "found" and "/premises/" in name and "/search-" not in name
    }


def test_queries_count_what_was_asked_and_met(made: tuple[JointAction, Outcome]) -> None:
    _, run = made
    channels: Counter[tuple[str, bool]] = Counter()
    for row in rows(run, "cases", lambda row: row["detector"] in ("europol", "database", "anpr")):
        channels[row["country"], row["detector"] == "europol"] += 1
    for row in run["queries"].rows():
        checked = sum(post[f"checks_{kind}"] for kind in KINDS for post in rows(run, "posts", of(row["country"])))
        assert row["database_queries"] == checked
        assert row["database_hits"] == channels[row["country"], False]
        assert row["europol_hits"] == channels[row["country"], True]
        assert row["europol_hits"] <= row["submitted"]


def test_officer_hours_are_shifts_travel_and_overtime(made: tuple[JointAction, Outcome]) -> None:
    """Of the services of each country, and of guests: officers of Frontex and guest officers of Europol."""
    action, run = made
    plan = action.env.plan
    officers: dict[tuple[str, str], float] = {}
    for code, country in plan.countries.items():
        for service, number in country.officers.items():
            officers[code, service] = number * country.officers_scale * plan.officers_scale
    guests: Counter[tuple[str, str]] = Counter()
    for corps in FRONTEX_SECTION.of(plan).officers:
        guests[corps.country, "frontex"] += corps.officers
    for corps in EUROPOL_FIELD.of(plan).guest_officers:
        guests[corps.country, "guest_officers"] += corps.officers
    put_in = run["hours"].rows()
    assert Counter((row["country"], row["service"]) for row in put_in) == Counter([*officers, *guests])
    for row in put_in:
        present = {**officers, **guests}[row["country"], row["service"]]
        assert row["officers"] == round(present)
        assert row["officer_hours"] == pytest.approx(8.0 * plan.days * present + row["travel_h"] + row["overtime_h"])
        assert row["overtime_h"] == 0.0 or (row["country"], row["service"]) in officers
    for code in run.countries:
        overtime = sum(row["overtime_h"] for row in rows(run, "hours", of(code)))
        arrests = len(rows(run, "arrests", of(code)))
        assert overtime == pytest.approx(arrests * plan.behaviour.staffing.overtime)
    moved: list[Row] = rows(run, "hours", lambda row: row["travel_h"] > 0.0)
    assert bool(moved) == any(event.kind == "reassign" for event in plan.events)


def test_every_check_kept_is_every_check_counted() -> None:
    action, run = operate(small(), detail="checks")
    checks = run["checks"]
    counted = action.world.checkpoints.tally.sum(axis=1)
    kept = Counter(zip(checks.text("checkpoint"), checks.text("kind"), strict=True))
    for at, point in enumerate(action.env.theatre.checkpoints):
        for number, kind in enumerate(KINDS):
            assert kept[point.name, kind] == counted[at, number, queues.BEGUN]
    assert checks.numbers("thorough").sum() == counted[..., queues.THOROUGH].sum()
    assert checks.numbers("wait_min").sum() == pytest.approx(60.0 * counted[..., queues.WAIT].sum())
    assert (checks.numbers("wait_min") >= -1e-9).all()
    assert (checks.numbers("duration_min") > 0.0).all()
