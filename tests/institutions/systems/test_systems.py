"""Databases: who is not connected, or finds them down, has fewer hits; with all of them up nothing changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.engine.queues import DETECTORS, MARKS
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.institutions.paired import Figure, is_higher
from tests.institutions.scenes import detection
from tests.theatre import changed_tables, event, found_by, of_country, outcome, rows, small

ALERTS = {
    "name": "Many alerts",
    "days": "1",
    "networks.count": "0",
    "cooperation.scale": "0",
    "preparation.prepared_targets": "0",
    "behaviour.prevalence.person.wanted_abroad": "0.01",
    "behaviour.prevalence.person.wanted_home": "0.01",
    "behaviour.prevalence.person.notice": "0.01",
    "behaviour.prevalence.person.false_document": "0.01",
}
EU = ("BG", "GR", "HU", "RO")
OTHERS = ("AL", "XK", "MK", "RS")


def alerts(change: Mapping[str, str] | None = None, **more: str) -> Scenario:
    return small({**ALERTS, **(change or {})}, **more)


def falls(figure: Figure, change: Scenario) -> bool:
    """Whether a figure is lower after a change."""
    return is_higher(figure, change, alerts(), runs=8)


def in_database(mark: str, codes: tuple[str, ...] = EU + OTHERS) -> Figure:
    """Findings of a mark by a database in some countries."""
    return lambda run: float(
        sum(
            row["detector"] == "database" and row["mark"] == mark and row["country"] in codes
            for row in run["cases"].rows()
        )
    )


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"systems": "{separate: false, outages: false}"},
        {"behaviour.systems.availability.sis": "0.9", "behaviour.systems.outage": "10 h"},
        {"behaviour.systems.sis.notice": "0.1"},
        {
            "systems": "{outages: true}",
            **{f"behaviour.systems.availability.{s}": "1.0" for s in ("sis", "interpol", "europol", "national")},
        },
        {"systems": "{separate: true, sis: [BG, GR, HU, RO, AL, XK, MK, RS]}"},
    ],
)
def test_with_all_databases_reached_and_up_nothing_changes(change: dict[str, str]) -> None:
    assert changed_tables(outcome(small()), outcome(small(change))) == []


def test_who_is_not_connected_to_sis_has_fewer_hits() -> None:
    apart = alerts(systems__separate="true")
    for mark in ("wanted_abroad", "notice", "false_document"):
        assert falls(in_database(mark, OTHERS), apart), mark
        assert not falls(in_database(mark, EU), apart), mark
    for code in EU:
        assert of_country(outcome(apart), code, "hits") == of_country(outcome(alerts()), code, "hits")


def test_a_country_can_be_connected_by_the_scenario() -> None:
    apart = alerts(systems="{separate: true, sis: [RS]}")
    assert falls(in_database("notice", EU), apart)
    assert of_country(outcome(apart), "RS", "hits") == of_country(outcome(alerts()), "RS", "hits")


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("switch", "fewer", "same"),
    [
        ("interpol", ("wanted_abroad", "notice", "false_document"), ()),
        ("notices", ("wanted_abroad", "notice"), ("false_document",)),
        ("sltd", ("false_document",), ("wanted_abroad", "notice")),
    ],
)
def test_without_interpol_there_are_fewer_hits(switch: str, fewer: tuple[str, ...], same: tuple[str, ...]) -> None:
    change = alerts({f"systems.{switch}": "false"})
    assert all(falls(in_database(mark), change) for mark in fewer)
    before, after = detection(alerts()), detection(change)
    for mark in same:
        at = DETECTORS.index("database"), MARKS.index(mark)
        assert np.array_equal(before[:, *at], after[:, *at])


def down(system: str) -> Mapping[str, str]:
    """A day on which a system does not answer."""
    return event(f"{{kind: system_down, at: 0, system: {system}, lasts: 24 h}}")


@pytest.mark.parametrize(("system", "mark"), [("sis", "wanted_abroad"), ("interpol", "false_document")])
def test_a_system_that_is_down_gives_fewer_hits(system: str, mark: str) -> None:
    assert falls(in_database(mark), alerts(down(system)))


def test_what_only_one_system_holds_is_not_found_while_it_is_down() -> None:
    """The first checks are made before anybody hears of it."""

    def later(run: Outcome, channel: str, *marks: str) -> int:
        return len(
            rows(
                run,
                "cases",
                lambda row: row["detector"] == channel and row["mark"] in marks and row["time_h"] > 2.0,
            )
        )

    assert later(outcome(alerts()), "database", "wanted_home") > 5
    assert later(outcome(alerts(down("national"))), "database", "wanted_home") == 0
    asked = {"name": "Europol is asked", "cooperation.scale": "1"}
    assert later(outcome(alerts(asked)), "europol", "suspect", "associate") > 5
    assert later(outcome(alerts({**asked, **down("europol")})), "europol", "suspect", "associate") == 0


def test_an_outage_ends_and_is_written_down() -> None:
    late = event("{kind: system_down, at: 3 h, system: sis, lasts: 2 h, country: RS}")
    base, run = outcome(alerts()), outcome(alerts(late))
    said = rows(run, "decisions", lambda row: row["subject"] == "sis")
    assert [(row["time_h"], row["agent"], row["decision"]) for row in said] == [
        (3.0, "RS/databases", "down"),
        (5.0, "RS/databases", "up"),
    ]
    found = [{row["case"] for row in rows(one, "cases", lambda row: row["mark"] == "notice")} for one in (base, run)]
    lost = found[0] - found[1]
    assert lost
    times = {row["case"]: (row["country"], row["time_h"]) for row in base["cases"].rows()}
    assert all(times[case][0] == "RS" and 3.0 <= times[case][1] < 6.0 for case in lost)


def test_outages_are_drawn_from_availability() -> None:
    often = {f"behaviour.systems.availability.{name}": "0.9" for name in ("sis", "interpol", "europol", "national")}
    run = outcome(small(often, days="10", networks__count="0", systems__outages="true"))
    said = rows(run, "decisions", lambda row: row["decision"] in ("down", "up"))
    agents = {row["agent"] for row in said}
    assert {"eu-LISA", "INTERPOL", "EUROPOL"} <= agents
    assert any(agent.endswith("/databases") for agent in agents)
    hours = -sum(row["time_h"] * (1 if row["decision"] == "down" else -1) for row in said)
    still = sum(row["decision"] == "down" for row in said) - sum(row["decision"] == "up" for row in said)
    assert (hours + 240.0 * still) / (11 * 240.0) == pytest.approx(0.1, abs=0.04)


def test_outages_give_fewer_hits() -> None:
    often = {f"behaviour.systems.availability.{name}": "0.9" for name in ("sis", "interpol", "national")}
    often |= {"behaviour.systems.outage": "30 min"}
    assert falls(lambda run: found_by(run, "database"), alerts(often, systems__outages="true"))
