"""Ways to take arrests apart: each arrest has one path, one country, one channel and one institution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sim.scenario.schema import Scenario
from sim.words import CHANNEL_TITLES

WAYS: tuple[str, ...] = ("path", "country", "channel", "institution")
"""In which an arrest has one part each."""
MEANING: Mapping[str, str] = {
    "path": "what led to the arrest; checks are told apart by where they were made",
    "country": "who made the arrest",
    "channel": "by which way the last answer from abroad came before it, or a package of Europol",
    "institution": "whose work it rests on: that of a special path, else of the last answer, else of what detected it",
}
NO_ANSWER = "no answer from abroad"
PACKAGE = "package of Europol"

type Row = dict[str, Any]

_AT_POSTS = ("caught_in_the_act", "database_hit")
"""Paths of checks, which can be at the border, inland, online or in the post."""
_PLACES: Mapping[str, str] = {
    "road": "border checks",
    "rail": "border checks",
    "airport": "border checks",
    "sea_port": "border checks",
    "green_border": "border checks",
    "inland": "inland checks",
    "postal": "checks of post",
    "online": "online checks",
}
_ELSEWHERE = "searches and other findings"
_CHANNEL_PARTS: Mapping[str, str] = {str(name): title for name, title in CHANNEL_TITLES.items()} | {
    PACKAGE: PACKAGE,
    "": NO_ANSWER,
}
_OF_PATH = {
    "pursuit": "police work across borders",
    "surveillance": "police work across borders",
    "cyber_lead": "cyber patrols",
    "financial_lead": "financial intelligence",
    "network_operation": "Europol and arrest teams",
}
_OF_CHANNEL: Mapping[str, str] = {
    "siena": "contact points of the countries",
    "national": "contact points of the countries",
    "liaison": "liaison officers",
    "liaison_europol": "liaison bureaux at Europol",
    "mobile_office": "Europol mobile offices",
    "jit": "joint investigation teams",
    "pccc": "police and customs cooperation centres",
    "selec": "SELEC",
    "interpol": "INTERPOL",
    "joint_patrol": "police work across borders",
    "fiu_net": "financial intelligence",
}
_OF_DETECTOR = {
    "officer": "officers at checks",
    "database": "databases",
    "europol": "Europol data",
    "document_expert": "special teams and equipment",
    "canine": "special teams and equipment",
    "scanner": "special teams and equipment",
    "concealment_expert": "special teams and equipment",
    "anpr": "special teams and equipment",
    "laboratory": "customs laboratories",
    "information": "information prepared before",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The arrests of one run, each with its part in every way, and the cases that were known."""

    rows: tuple[Row, ...]
    cases: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """The arrests."""
        return frozenset(row["arrest"] for row in self.rows)

    def counted(self) -> Counter[tuple[str, str]]:
        """How many there are, by way and part."""
        return Counter((way, row[way]) for way in WAYS for row in self.rows)


def kinds_of_place(scenario: Scenario) -> dict[str, str]:
    """What checks at each post of a plan are called, by the identity of the post."""
    return {key: _PLACES[post.kind] for key, post in scenario.active_posts().items()}


def sorted_arrests(tables: Mapping[str, pa.Table], places: Mapping[str, str]) -> Sorted:
    """The arrests of one run.

    Parameters
    ----------
    tables
        Of one replication: `arrests`, `cases`, `messages`, `packages` and `operations`.
    places
        What checks at each post are called.
    """
    history = _History(tables)
    rows = []
    for row in tables["arrests"].to_pylist():
        channel = history.channel(row)
        rows.append(
            {
                "arrest": row["arrest"],
                "case": row["case"],
                "path": _path(row, places),
                "country": row["country"],
                "channel": _CHANNEL_PARTS[channel],
                "institution": _institution(row["path"], channel, history.detector(row)),
            }
        )
    return Sorted(rows=tuple(rows), cases=frozenset(history.cases))


class _History:
    """What led to the arrests of a run: their cases, the causes of those, and the answers that came."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.cases: dict[str, Row] = {row["case"]: row for row in tables["cases"].to_pylist()}
        self._operations = {row["operation"]: row["cause"] for row in tables["operations"].to_pylist()}
        self._packages = {*tables["packages"]["package"].to_pylist()}
        self._answers: dict[str, list[Row]] = {}
        for row in tables["messages"].to_pylist():
            if row["status"] == "answered":
                self._answers.setdefault(row["case"], []).append(row)

    def channel(self, arrest: Row) -> str:
        """The channel of the last answer to the country before the arrest, `PACKAGE`, or nothing."""
        lineage = [*self._lineage(arrest["case"])]
        if any(self._operations.get(name) in self._packages or name in self._packages for name in lineage):
            return PACKAGE
        came = [
            (answer["answered_h"], answer["channel"])
            for name in lineage
            for answer in self._answers.get(name, ())
            if answer["answered_h"] <= arrest["time_h"]
        ]
        return max(came, default=(0.0, ""))[1]

    def detector(self, arrest: Row) -> str:
        """Who or what found the case of an arrest."""
        case = self.cases.get(arrest["case"])
        return case["detector"] if case else "information"

    def _lineage(self, name: str) -> Iterator[str]:
        """A case and what led to it, back to the first."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            case = self.cases.get(name)
            name = case["cause"] if case else ""


def _path(row: Row, places: Mapping[str, str]) -> str:
    if row["path"] in _AT_POSTS:
        return places.get(row["checkpoint"].partition("/")[2], _ELSEWHERE)
    return str(row["path"]).replace("_", " ")


def _institution(path: str, channel: str, detector: str) -> str:
    return _OF_PATH.get(path) or _OF_CHANNEL.get(channel) or _OF_DETECTOR[detector]
