"""Where nothing goes in, nothing comes out; and every arrest has a chain of causes down to something that was done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from sim.outcome.outcome import Outcome
from sim.scenario.behaviour import Behaviour
from sim.scenario.leaves import leaves
from tests.theatre import APART, Row, full_scale, outcome, rows, small, total

CLEAN = {
    f"behaviour.prevalence.{kind}.{mark}": "0"
    for kind in ("person", "vehicle", "parcel", "premises")
    for mark in getattr(Behaviour().prevalence, kind)
}
SILENT = {f"behaviour.detection.false_alarm.{channel}": "0" for channel in Behaviour().detection.false_alarm}
NOTHING = {**CLEAN, **SILENT, "networks.scale": "0", "preparation.prepared_targets": "0"}
"""Nobody offends, nothing indicates, no network moves, no target is prepared."""


@pytest.mark.parametrize("replication", range(3))
def test_no_cooperation_no_information_from_abroad(replication: int) -> None:
    run = outcome(small(APART), replication)
    assert rows(run, "arrests")
    assert not rows(run, "arrests", lambda row: row["needs_abroad"])
    assert {row["status"] for row in rows(run, "messages")} == {"refused"}
    assert not rows(run, "messages", lambda row: row["kind"] == "report")
    for table in ("packages", "operations"):
        assert not rows(run, table)
    zero = ("answered_share", "hits_europol", "submitted_entities", "messages", "arrests_network_operation")
    assert {name: total(run, name) for name in zero} == dict.fromkeys(zero, 0.0)
    assert total(outcome(small(), replication), "arrests_needing_abroad") > 0.0


def test_nothing_to_find_nobody_to_arrest() -> None:
    run = outcome(small(NOTHING))
    assert total(run, "checks_total") > 10_000
    for table in ("cases", "arrests", "releases", "seizures", "investigations", "movements", "messages"):
        assert not rows(run, table), table


@pytest.mark.parametrize(
    ("source", "change", "path"),
    [
        ("people at posts", {"behaviour.prevalence.person.wanted_home": "0.01"}, "database_hit"),
        ("goods in vehicles", {"behaviour.prevalence.vehicle.firearms": "0.01"}, "caught_in_the_act"),
        ("premises", {"behaviour.prevalence.premises.drugs": "0.5"}, "caught_in_the_act"),
        ("prepared targets", {"preparation.prepared_targets": "60"}, "prepared_target"),
        ("networks", {"networks.scale": "1"}, "caught_in_the_act"),
    ],
)
def test_each_way_of_finding_leads_to_arrests_of_its_own(source: str, change: dict[str, str], path: str) -> None:
    paths = Counter(outcome(small({**NOTHING, **change}))["arrests"].text("path"))
    assert paths[path] > 0, source
    if source != "networks":  # whose people may carry false documents, which are hits
        assert paths.keys() <= {path, "follow_up_search"}


def test_no_parameter_is_an_arrest_rate() -> None:
    named = [".".join(map(str, leaf.path)) for leaf in leaves(Behaviour())]
    assert named
    assert not [name for name in named if "arrest" in name.replace("unarrested", "")]


def _chain(run: Outcome) -> dict[str, Row]:
    """Everything that may be a cause, by identity."""
    chain: dict[str, Row] = {}
    for table, name in (
        ("movements", "movement"),
        ("operations", "operation"),
        ("packages", "package"),
        ("searches", "search"),
        ("cases", "case"),
        ("investigations", "investigation"),
        ("leads", "lead"),
        ("tracings", "tracing"),
        ("pursuits", "pursuit"),
    ):
        for row in run[table].rows():
            chain.setdefault(f"{table}/{row[name]}", row)
    return chain


@pytest.fixture(scope="module", params=[0, 1])
def run(request: pytest.FixtureRequest) -> Outcome:
    return outcome(full_scale(), request.param)


ALWAYS = {
    ("caught_in_the_act", "thorough"),
    ("caught_in_the_act", "brief"),
    ("caught_in_the_act", "movement"),
    ("caught_in_the_act", "premises"),
    ("database_hit", "thorough"),
    ("database_hit", "brief"),
    ("follow_up_search", "search"),
    ("prepared_target", "target"),
    ("network_operation", "target"),
    ("surveillance", "thorough"),
    ("cyber_lead", "lead"),
}
SELDOM = {
    ("database_hit", "movement"),
    ("surveillance", "brief"),
    ("pursuit", "movement"),
    ("financial_lead", "lead"),
    ("network_operation", "lead"),
}


def test_every_arrest_goes_back_to_what_was_done_first(run: Outcome) -> None:
    """A check, a movement, a target, a search of premises, a find online, a trail of money."""
    chain = _chain(run)
    ways: Counter[tuple[str, str]] = Counter()
    for arrest in run["arrests"].rows():
        case = chain[f"cases/{arrest['case']}"]
        assert arrest["cause"] == arrest["case"]
        assert arrest["network"] == case["network"]
        assert arrest["country"] == _where_caught(chain, arrest, case)
        assert arrest["time_h"] >= case["time_h"] >= 0.0
        ways[arrest["path"], case["selection"]] += 1
        _goes_back(chain, case, arrest["path"])
    assert ways.keys() - SELDOM == ALWAYS


def _where_caught(chain: dict[str, Row], arrest: Row, case: Row) -> str:
    """The country of the case, but where somebody was followed into another."""
    if arrest["path"] not in ("pursuit", "surveillance"):
        return str(case["country"])
    followed = chain[f"pursuits/{case['case']}/{arrest['path']}"]
    assert (followed["kind"], followed["outcome"], followed["cause"]) == (arrest["path"], "caught", case["case"])
    assert followed["time_h"] <= arrest["time_h"]
    return str(followed["into"] or case["country"])


def _goes_back(chain: dict[str, Row], case: Row, path: str) -> None:
    """From a case to what was done first."""
    name, cause = case["case"], case["cause"]
    match case["selection"]:
        case "thorough" | "brief":
            kind = case["kind"]
            assert re.fullmatch(rf"{re.escape(case['checkpoint'])}/{kind}/h\d{{3}}/\d+", name)
            assert cause == ""
            assert path != "surveillance" or (case["mark"], case["detector"]) == ("associate", "europol")
        case "movement":
            moved = chain[f"movements/{cause}"]
            assert moved["detected"]
            assert moved["intercepted"] != (f"pursuits/{name}/pursuit" in chain), "who gets away is pursued"
            assert moved["network"] == case["network"]
            assert moved["time_h"] <= case["time_h"]
            assert case["checkpoint"].partition("/")[2] in moved["route"].split()
        case "premises":
            assert chain[f"searches/{name}"]["kind"] == "planned"
        case "search":
            assert chain[f"searches/{name}"]["kind"] == "follow_up"
            origin = chain[f"cases/{cause}"]
            assert origin["time_h"] <= case["time_h"]
            _goes_back(chain, origin, path)
        case "lead":
            _goes_back_to_a_lead(chain, case)
        case "target" if path == "prepared_target":
            assert chain[f"searches/{name}"]["kind"] == "target"
        case "target":
            operation = chain[f"operations/{cause}"]
            package = chain[f"packages/{operation['cause']}"]
            assert operation["network"] == package["network"] == case["network"]
            assert package["time_h"] <= operation["time_h"]
            assert case["country"] in operation["countries"].split()
        case other:
            pytest.fail(f"{name} was selected by {other}")


def _goes_back_to_a_lead(chain: dict[str, Row], case: Row) -> None:
    """From a visit, or from a parcel that was announced, to an operation, a find online or a trail of money."""
    name, cause = case["case"], case["cause"]
    visited = case["kind"] == "premises"
    if visited:
        assert (chain[f"searches/{name}"]["kind"], chain[f"searches/{name}"]["cause"]) == ("lead", cause)
    if operation := chain.get(f"operations/{cause}"):
        assert visited and operation["network"] == case["network"] and operation["time_h"] <= case["time_h"]
        assert operation["named"] and case["country"] in operation["countries"].split()
        return
    if lead := chain.get(f"leads/{cause}"):
        assert (lead["kind"], lead["outcome"]) == (("target", "arrested") if visited else ("parcel", "intercepted"))
        assert (lead["network"], lead["crime_area"]) == (case["network"], case["crime_area"])
        assert lead["cause"].startswith(f"{lead['country']}/cyber-teams/")
        assert lead["time_h"] <= lead["read_h"] <= case["time_h"]
        return
    trail = chain[f"tracings/{cause}"]
    assert visited
    assert (trail["outcome"], trail["network"], trail["place"]) == ("account", case["network"], case["country"])
    assert trail["time_h"] <= case["time_h"]
    _goes_back_from_a_trail(chain, trail)


def _goes_back_from_a_trail(chain: dict[str, Row], trail: Row) -> None:
    """From a trail of money to the transaction, package, investigation or cash that gave rise to it."""
    cause = trail["cause"]
    if not cause:
        assert re.fullmatch(rf"{trail['network']}/transaction-\d+/money", trail["tracing"])
        return
    (first,) = [chain[key] for table in ("packages", "investigations", "cases") if (key := f"{table}/{cause}") in chain]
    assert first["network"] == trail["network"]
    assert first["time_h"] <= trail["time_h"]
    if f"packages/{cause}" not in chain:
        case = chain[f"cases/{first['cause']}"] if f"investigations/{cause}" in chain else first
        _goes_back(chain, case, "")


def test_what_needs_abroad_came_from_abroad_first(run: Outcome) -> None:
    answered: dict[str, float] = {}
    for row in rows(run, "messages", lambda row: row["status"] == "answered"):
        answered[row["case"]] = min(answered.get(row["case"], 1e9), row["answered_h"])
    needing = rows(run, "arrests", lambda row: row["needs_abroad"])
    cases = {row["case"]: row for row in run["cases"].rows()}
    followed_abroad = {row["cause"] for row in rows(run, "pursuits", lambda row: row["into"] != "")}
    assert len(needing) > 50
    for arrest in needing:
        if arrest["path"] in ("network_operation", "cyber_lead", "financial_lead"):
            continue  # its package was walked above; leads are walked in test_cyber.py and test_finance.py
        ancestry = list(_ancestry(cases, arrest["case"]))
        told = [answered[name] for name in ancestry if name in answered]
        by_europol = any(cases[name]["detector"] == "europol" for name in ancestry)
        by_patrol = any(cases[name]["selection"] == "lead" for name in ancestry)  # which read it in another country
        assert by_europol or by_patrol or followed_abroad & {*ancestry} or min(told) <= arrest["time_h"], arrest


def _ancestry(cases: dict[str, Row], name: str) -> Iterator[str]:
    """A case and the cases that led to it."""
    while name in cases:
        yield name
        name = cases[name]["cause"]


RESTS_ON_OTHERS = {"network_operation", "surveillance"}
"""Paths that rest on Europol in each case: on a package, on an associate whom it knows."""
MAY_REST_ON_OTHERS = {"database_hit", "follow_up_search", "cyber_lead", "financial_lead", "pursuit"}


def test_what_came_from_abroad_is_said_to_need_it(run: Outcome) -> None:
    arrests = run["arrests"].rows()
    needing = {row["case"] for row in arrests if row["needs_abroad"]}
    home = {row["case"] for row in arrests if not row["needs_abroad"]}
    assert not needing & home
    cases = {row["case"]: row for row in run["cases"].rows()}
    told = {row["case"] for row in rows(run, "messages", lambda row: row["kind"] == "report")}
    alerts = {name for name in home if cases[name]["mark"] == "wanted_abroad"}
    assert alerts and alerts <= told, "an alert that acts at once is answered by a report to who entered it"
    assert not {name for name in needing if cases[name]["mark"] == "false_document"}
    assert home >= {row["case"] for row in arrests if cases[row["case"]]["selection"] == "premises"}
    paths = {row["path"] for row in arrests if row["needs_abroad"]}
    seldom = {"pursuit", "financial_lead"}
    assert paths - seldom == (RESTS_ON_OTHERS | MAY_REST_ON_OTHERS) - seldom
    assert not RESTS_ON_OTHERS & {row["path"] for row in arrests if not row["needs_abroad"]}


def test_a_lead_needs_abroad_where_others_read_it_asked_for_it_or_followed_it(run: Outcome) -> None:
    chain = _chain(run)
    readers = {
        row["subject"]: row["agent"].partition("/")[0]
        for row in rows(run, "decisions", lambda row: row["decision"] == "identify" and "/cyber-teams" in row["agent"])
    }
    seen = Counter[str]()
    for arrest in rows(run, "arrests", lambda row: row["path"] in ("cyber_lead", "financial_lead", "pursuit")):
        case = chain[f"cases/{arrest['case']}"]
        match arrest["path"]:
            case "cyber_lead":
                lead = chain[f"leads/{case['cause']}"]
                concerned = {lead["country"], readers[lead["lead"]], arrest["country"]}
            case "financial_lead":
                trail = chain[f"tracings/{case['cause']}"]
                concerned = {trail["country"], trail["place"]}
            case _:
                concerned = {case["country"], arrest["country"]} | ({"EUROPOL"} & {case["detector"].upper()})
        assert arrest["needs_abroad"] == (len(concerned) > 1), arrest
        seen[arrest["path"]] += 1
    assert seen["cyber_lead"] > 20
