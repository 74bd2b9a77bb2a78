"""Luck belongs to names: the order of a file changes nothing, and what has no part in anything changes nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.outcome.outcome import Outcome
from sim.scenario.load import load_text
from tests.theatre import COUNTRIES, QUIET, TEXT, changed_tables, outcome, records_of, rows

Tree = dict[str, Any]
MORE = """\
deployments:
- {asset: canine, post: makaza-nymfaia, country: BG}
- {asset: scanner, post: kalotina-gradina, country: RS, by: HU}
- {asset: canine, post: makaza-nymfaia, country: BG, shifts: [night]}
posts:
  added:
    inland-a: {name: A, kind: inland, lat: 42.7, lon: 23.3, countries: [BG], persons_per_day: 900, vehicles_per_day: 90}
    inland-b: {name: B, kind: inland, lat: 42.8, lon: 23.4, countries: [BG], persons_per_day: 900, vehicles_per_day: 90}
europol:
  analysts: 4
  mobile_offices: [makaza-nymfaia, kalotina-gradina]
  office_desks: 2
  guest_officers: [{post: sofia-airport, country: BG, officers: 6}, {post: merdare, country: RS, officers: 6}]
frontex:
  document_experts: [{post: sofia-airport, country: BG}, {post: athens-airport, country: GR}]
  officers: [{post: kalotina-gradina, country: BG, officers: 10}, {post: merdare, country: RS, officers: 5}]
cyber: {patrols: [RO, BG, RS]}
channels: {pccc: all, selec: true, interpol: true, translation: true, mistakes: true}
national: {bureaus: [RS, BG], centres: [BG]}
justice: {prosecutors: [RO, BG], eurojust: {open: true}}
finance: {fiu: [RO, BG, GR], aro: [GR, BG]}
customs:
  risk_management: [RS, BG]
  plans:
  - {name: one, members: [BG, RO], from: "2023-01-01", until: "2025-12-31", laboratory: true}
  - {name: two, members: [RS, MK], from: "2023-01-01", until: "2025-12-31", laboratory: true}
actions:
- {name: drugs by road, area: drugs, leader: BG, participants: [BG, GR, RO], weight: 34}
- {name: other drugs, area: drugs, leader: RS, participants: [RS, MK], weight: 34}
support: {eusdr: true, easo: [GR, BG]}
cross_border:
  pursuit: true
  agreements: {BG-RO: {}, HU-RO: {surveillance_h: 5 h}}
  joint_patrols: [{post: kalotina-gradina, countries: [BG, RS]}, {post: merdare, countries: [RS, XK]}]
systems: {separate: true, outages: true}
"""
"""Something of everything that a file can say in another order."""
MEANT = ("countries",)
"""Lists whose order means something: which side of a post is the first."""
OBSERVER = {"officers": {"police": 20}, "plan": {"officers": 0}}
"""A country that sends officers, and for which nothing is planned."""


def read(text: str) -> Tree:
    """YAML as a tree."""
    return dict(YAML(typ="safe").load(text))


def plain() -> Tree:
    """The small theatre, as a tree."""
    return read(TEXT)


def full() -> Tree:
    """The small theatre, with all institutions."""
    tree = plain() | read(MORE) | {"days": 2}
    for code in tree["cyber"]["patrols"]:
        tree["countries"][code]["officers"]["cyber"] = 30
    tree["preparation"]["jits"] = [["BG", "RS"], ["RO", "HU"]]
    return tree


def turned(part: Any, key: str = "") -> Any:
    """The same with all mappings and lists the other way round."""
    if isinstance(part, dict):
        return {name: turned(part[name], name) for name in reversed(part)}
    if isinstance(part, list):
        return [turned(entry) for entry in (part if key in MEANT else part[::-1])]
    return part


def run_of(tree: Tree, **changes: str) -> Outcome:
    """The outcome of a tree; a double underscore in a keyword stands for a dot."""
    return outcome(
        load_text(json.dumps(tree), "a tree", {key.replace("__", "."): value for key, value in changes.items()})
    )


def others(before: Outcome, after: Outcome) -> dict[str, list[str]]:
    """Of each country that takes part in both, the kinds of record that differ."""
    both = {code: (records_of(before, code), records_of(after, code)) for code in before.countries}
    return {code: [table for table in one if one[table] != two[table]] for code, (one, two) in both.items()}


def test_order_of_a_file_changes_no_record() -> None:
    one, other = run_of(full()), run_of(turned(full()))
    assert one.countries == other.countries[::-1], "countries are listed as the file has them"
    assert len(one["cases"]) > 500
    assert changed_tables(one, other) == []


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_country_for_which_nothing_is_planned_changes_no_record_of_others(place: str) -> None:
    """With networks and answers: nobody asks it, no target lives there, no network is at work there."""
    tree = plain()
    known = tree["countries"]
    tree["countries"] = {"IE": OBSERVER, **known} if place == "first" else {**known, "IE": OBSERVER}
    before, after = run_of(plain()), run_of(tree)
    assert len(rows(after, "hours", lambda row: row["country"] == "IE")) == 1
    assert others(before, after) == {code: [] for code in COUNTRIES}


def test_a_country_more_takes_the_choices_that_it_wins_and_no_other() -> None:
    """Where nobody answers: another country that is asked, or whose alert acts at once, and how that case ends."""
    tree = plain()
    tree["countries"]["IE"] = {"officers": {"police": 20}, "plan": {"officers": 100}}
    before, after = (run_of(one, preparation__prepared_targets="0", **_dotted(QUIET)) for one in (plain(), tree))
    changed = {table for changed in others(before, after).values() for table in changed}
    assert "messages" in changed and changed <= {"messages", "arrests", "releases", "hours"}
    asked = [{row["message"]: row for row in run["messages"].rows()} for run in (before, after)]
    assert {row["receiver"] for message, row in asked[1].items() if message not in asked[0]} == {"IE"}
    lost = {row["case"] for message, row in asked[0].items() if message not in asked[1]}
    ends = [
        {(row["case"], table) for table in ("arrests", "releases") for row in run[table].rows()}
        for run in (before, after)
    ]
    assert {case for case, _ in ends[0] ^ ends[1]} <= lost


def test_a_network_more_leaves_all_others_as_they_were() -> None:
    """Who they are, and what they do before they meet anybody: members, countries, first way."""
    before, after = run_of(plain(), networks__count="20"), run_of(plain(), networks__count="21")
    first = [
        {row["network"]: (row["members"], row["efficiency_before"]) for row in run["networks"].rows()}
        for run in (before, after)
    ]
    assert len(first[1]) == 21
    assert {name: first[1][name] for name in first[0]} == first[0]


def _dotted(changes: dict[str, str]) -> dict[str, str]:
    return {key.replace(".", "__"): value for key, value in changes.items()}
