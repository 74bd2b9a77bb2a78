"""What each mechanism of the channels does, and does not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.shifts import ALL_SHIFTS
from sim.world.theatre.shifts import shift_of
from tests.institutions.channels.questions import (
    AT_SELEC,
    BUREAUX,
    BUSY,
    MEMBERS,
    NOBODY,
    asked,
    by,
    run_of,
    to_europol,
    with_country,
)
from tests.theatre import COUNTRIES, changed_tables, event, rows, small, total

ALL = {
    "channels": "{pccc: all, selec: true, interpol: true, deadlines: true, translation: true, mistakes: true}",
    "behaviour.channels.duplicated": "0.3",
    "behaviour.channels.wrong_desk": "0.3",
    "behaviour.channels.pccc_serious": "0.5",
}
NEW_DECISIONS = {"hand_over", "pass_up", "relay", "hurry", "translate", "duplicate", "send_back"}


def decisions(run: Outcome) -> set[str]:
    return {row["decision"] for row in run["decisions"].rows()}


def test_what_a_scenario_leaves_out_does_nothing() -> None:
    run = run_of(small(BUSY))
    assert {row["channel"] for row in run["messages"].rows()} == {"siena", "liaison"}
    assert not decisions(run) & NEW_DECISIONS
    assert set(run["desks"].text("desk")) == {
        *("contact_point", "liaison", "search_teams", "analysts", "centre", "europol_centre")
    }
    assert {row["kind"] for row in run["messages"].rows()} == {"request"}


def test_parameters_of_channels_that_are_off_change_nothing() -> None:
    moved = {
        f"behaviour.channels.{name}": "1" for name in ("selec", "interpol", "pccc", "bureau", "heeded", "quickest")
    }
    moved |= {f"behaviour.channels.{name}": "0.01" for name in ("duplicated", "wrong_desk", "translated")}
    assert changed_tables(run_of(small(BUSY)), run_of(small({**BUSY, **moved}))) == []


def test_no_liaison_officers_is_the_same_as_none_at_any_seat() -> None:
    nobody = {f"countries.{code}.liaison.centre": "0" for code in COUNTRIES}
    assert changed_tables(run_of(small(NOBODY)), run_of(small({**BUSY, **nobody}))) == []


def test_every_mechanism_leaves_rows_of_its_own() -> None:
    run = run_of(small({**BUREAUX, **ALL, **{f"countries.{code}.liaison.selec": "1" for code in MEMBERS}}))
    assert decisions(run) >= NEW_DECISIONS - {"hurry"}
    assert {row["channel"] for row in run["messages"].rows()} >= {"siena", "liaison_europol", "selec", "pccc"}
    assert {"liaison_europol", "liaison_selec", "selec", "pccc/kalotina"} <= set(run["desks"].text("desk"))
    again = rows(run, "messages", lambda row: row["kind"] == "duplicate")
    first = {row["message"]: row["channel"] for row in run["messages"].rows()}
    assert again and all(row["channel"] != first[row["message"].removesuffix("/again")] for row in again)
    assert "hurry" in decisions(run_of(small({**NOBODY, **ALL})))


@pytest.mark.parametrize("shift", ["day", "evening", "night"])
def test_a_gap_in_the_shifts_closes_the_centre(shift: str) -> None:
    served = [other for other in ("day", "evening", "night") if other != shift]
    run = run_of(small({**BUSY, "centre.shifts": f"[{', '.join(served)}]"}))
    chosen = {ALL_SHIFTS[shift_of(row["time_h"] % 24.0)] for row in by(run, "liaison")}
    assert chosen == set(served)


def test_an_officer_off_shift_is_not_asked_and_keeps_the_queue() -> None:
    run = run_of(small({**BUSY, "countries.RS.liaison.shifts": "[day]"}))
    with_rs = [row for row in by(run, "liaison") if with_country("RS")(row)]
    assert with_rs and all(6.0 <= row["time_h"] % 24.0 < 14.0 for row in with_rs)
    assert by(run, "liaison") != with_rs


def test_who_finds_an_officer_busy_takes_the_line_that_promises_to_be_quicker() -> None:
    slow = {**BUSY, "behaviour.close_cooperation.liaison": "80 min"}

    def ways(officers: str) -> set[str]:
        run = run_of(small({**slow, **{f"countries.{code}.liaison.centre": officers for code in COUNTRIES}}))
        return {row["channel"] for row in asked(run, lambda row: row["priority"] == "urgent")}

    assert (ways("20"), ways("1")) == ({"liaison"}, {"liaison", "siena"})


def test_an_officer_serves_at_hours_of_the_plans_own() -> None:
    run = run_of(small({**BUSY, "countries.RS.liaison.shifts": "['06:30-13:15']"}))
    hours = [row["time_h"] % 24.0 for row in by(run, "liaison") if with_country("RS")(row)]
    assert hours and all(6.5 <= hour < 13.25 for hour in hours)


def test_neighbours_share_a_centre_for_what_is_minor() -> None:
    run = run_of(small({**NOBODY, "channels.pccc": "[kalotina, giurgiu]"}))
    pairs = {frozenset((row["sender"], row["receiver"])) for row in by(run, "pccc")}
    assert pairs == {frozenset(("BG", "RS")), frozenset(("BG", "RO"))}
    both = {row["priority"] for row in by(run, "pccc")}
    assert both == {"urgent"}
    serious = run_of(small({**NOBODY, "channels.pccc": "all", "behaviour.channels.pccc_serious": "1"}))
    passed = rows(serious, "decisions", lambda row: row["decision"] == "pass_up")
    assert {row["agent"].partition("/")[0] for row in passed} == {"pccc"}
    assert all(row["messages"] in (1, 6) for row in by(serious, "pccc"))


def test_only_members_of_selec_ask_through_it() -> None:
    run = run_of(small({**AT_SELEC, "channels.selec": "true"}))
    assert {code for row in by(run, "selec") for code in (row["sender"], row["receiver"])} == set(MEMBERS)
    assert not by(run_of(small({**AT_SELEC, "channels.selec": "true", "channels.selec_desks": "0"})), "selec")


def test_lines_reach_whom_they_reach() -> None:
    with_tr = {"countries.TR": "{officers: {police: 200}, plan: {officers: 200}}", "channels.interpol": "true"}
    run = run_of(small({**NOBODY, **with_tr}))
    assert by(run, "interpol") and all("TR" in (row["sender"], row["receiver"]) for row in by(run, "interpol"))
    without_way = [row for row in by(run, "national") if row["status"] == "lost"]
    assert {frozenset((row["sender"], row["receiver"])) for row in without_way} == {frozenset(("TR", "XK"))}
    off = run_of(small({**NOBODY, **with_tr, "channels.interpol": "false"}))
    assert {row["channel"] for row in off["messages"].rows()} == {"siena"}


def test_deadlines_bind_states_of_the_union_and_of_schengen() -> None:
    run = run_of(small(NOBODY))
    limits = {"urgent": 8.0, "urgent_indirect": 72.0, "other": 168.0}
    for row in asked(run):
        bound = {row["sender"], row["receiver"]} <= {"BG", "GR", "HU", "RO"}
        assert row["deadline_h"] == limits[row["priority"]] if bound else np.isnan(row["deadline_h"])
    late = [row for row in asked(run) if row["deadline_h"] < np.inf and not row["response_h"] <= row["deadline_h"]]
    late = [row for row in late if row["response_h"] > 0 or row["time_h"] + row["deadline_h"] < run.hours]
    assert total(run, "past_deadline") == len(late) > 0


def test_bureaux_at_europol_hand_over_in_the_house() -> None:
    run = run_of(small({**BUREAUX, **event("{kind: siena_down, at: 0 h, lasts: 48 h}")}))
    assert {row["channel"] for row in to_europol(run) if row["answered_h"] < 48.0} == {"liaison_europol"}
    away = run_of(small({**BUREAUX, **event("{kind: liaison_away, at: 0 h, country: BG, lasts: 48 h, seat: europol}")}))
    assert all("BG" not in (row["sender"], row["receiver"]) for row in by(away, "liaison_europol"))
    elsewhere = small({**BUREAUX, **event("{kind: liaison_away, at: 0 h, country: BG, lasts: 48 h, seat: centre}")})
    assert changed_tables(run_of(small(BUREAUX)), run_of(elsewhere)) == ["timeline"]


def test_centres_of_the_data_are_whole() -> None:
    for name, centre in reference.centres().items():
        assert set(centre.countries) <= reference.countries().keys() and len(set(centre.countries)) > 1, name
        assert centre.shifts and set(centre.shifts) <= set(ALL_SHIFTS) and centre.desks > 0
        assert -90 <= centre.lat <= 90 and -180 <= centre.lon <= 180 and centre.source
    assert all(country.languages for country in reference.countries().values())
    day = date(2024, 11, 25)
    assert "XK" not in reference.connected("interpol", day) and "TR" not in reference.connected("siena", day)
