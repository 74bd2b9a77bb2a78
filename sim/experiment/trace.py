"""From an arrest back to the check, the messages and the decisions that led to it."""

import math
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import StoreError
from sim.experiment.folder import check_current, open_run
from sim.experiment.manifest import read_event
from sim.experiment.parameters import Parameters, known
from sim.experiment.replicate import replay
from sim.experiment.summary import Run
from sim.outcome.outcome import Outcome, Table

type Row = Mapping[str, Any]


class Step(NamedTuple):
    """One thing that led to an arrest, or the arrest itself."""

    time_h: float
    what: str
    who: str
    id: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a row of a table is told: the column with its identity, whose doing it was, and what happened."""

    key: str
    who: str
    what: Callable[[Row], str]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _arrest(row: Row) -> str:
    return f"arrest ({_words(row['path'])}) for {_words(row['crime_area'])}"


def _operation(row: Row) -> str:
    return f"operation against {row['network']}: {row['arrests']} of {row['targets']} arrested"


def _package(row: Row) -> str:
    return f"package of Europol on {row['network']}, {row['known_share']:.0%} of its members known"


def _movement(row: Row) -> str:
    return f"movement ({_words(row['crime_area'])}) begun from {row['origin']} to {row['destination']}"


def _search(row: Row) -> str:
    return f"{_words(row['kind'])} search: {row['outcome']}"


def _investigation(row: Row) -> str:
    return f"investigation opened for {_words(row['crime_area'])}"


def _case(row: Row) -> str:
    place = f" at {row['checkpoint']}" if row["checkpoint"] else ""
    way = f"{_words(row['kind'])}, {_words(row['selection'])}; found by {_words(row['detector'])}"
    return f"case: {_words(row['mark'])}{place} ({way})"


def _message(row: Row) -> str:
    took = "" if math.isnan(row["response_h"]) else f" after {row['response_h']:.1f} h"
    kind = f"urgent {row['kind']}" if row["priority"] != "other" else row["kind"]
    return f"{kind} to {row['receiver']} by {_words(row['channel'])}: {row['status']}{took}"


_CHAIN: Mapping[str, _Telling] = {
    "arrests": _Telling("arrest", "country", _arrest),
    "cases": _Telling("case", "country", _case),
    "searches": _Telling("search", "country", _search),
    "operations": _Telling("operation", "countries", _operation),
    "packages": _Telling("package", "countries", _package),
    "investigations": _Telling("investigation", "country", _investigation),
    "movements": _Telling("movement", "network", _movement),
}


def trace(folder: str | Path, arrest: str) -> list[Step]:
    """Replay the replication of an arrest and tell what led to it, in order of time.

    Parameters
    ----------
    folder
        A run folder.
    arrest
        ``REPLICATION:ID``, or the identity alone where only one replication has it, or the number of the row in the
        run's table of arrests, from 0.

    Raises
    ------
    StoreError
        If the folder is no run, has no such arrest (or several), or was made by another version of the model.
    """
    run = open_stored_run(folder)
    replication, name = find(run, arrest)
    check_current(run)
    return steps(replayed(run, replication), name)


def replayed(run: Run, replication: int) -> Outcome:
    """Run one replication of a run again.

    Raises
    ------
    StoreError
        If it does not give the arrests that are in the results: another version made them.
    """
    events = [read_event(event) for event in run.manifest["events"]]
    parameters = known(run.manifest.get("parameters", Parameters().identity))
    outcome = replay(run.scenario, run.seed, replication, events, parameters=parameters)
    if not _same(run, replication, outcome):
        raise StoreError(f"{run.scenario.name} was run by another version: replication {replication} does not repeat")
    return outcome


def open_stored_run(folder: str | Path) -> Run:
    """Open the folder of a single run.

    Raises
    ------
    StoreError
        If it holds none.
    """
    run = open_run(folder)
    if not isinstance(run, Run):
        raise StoreError(f"{folder} holds a comparison; name one of its runs, such as {Path(folder) / 'base'}")
    return run


def find(run: Run, arrest: str) -> tuple[int, str]:
    """Return the replication and the identity of an arrest that is named as in `trace`.

    Raises
    ------
    StoreError
        If there is no such arrest, or if there are several.
    """
    table = run.table("arrests", ["replication", "arrest"])
    names = list(zip(table["replication"].tolist(), table["arrest"].tolist(), strict=True))
    if arrest.isdecimal():
        found = names[int(arrest) : int(arrest) + 1]
    else:
        found = [(number, name) for number, name in names if arrest in (name, f"{number}:{name}")]
    if not found:
        raise StoreError(f"no arrest {arrest!r} in these results; --list shows those that there are")
    if len(found) > 1:
        raise StoreError(
            f"{len(found)} replications have an arrest {arrest!r}; name one, such as {found[0][0]}:{arrest}"
        )
    return found[0]


def steps(outcome: Outcome, arrest: str) -> list[Step]:
    """Walk back from an arrest along causes, and tell of each row with its messages and decisions, in order of time.

    A package goes back to every earlier case of its network. Nothing later than the arrest is told.
    """
    walked = list(_walk(outcome, arrest))
    subjects, end = {step.id for step in walked}, walked[0].time_h
    told = [*reversed(walked[1:]), *_said(outcome, subjects, end), walked[0]]
    return sorted((step for step in told if step.time_h <= end), key=lambda step: step.time_h)


def happened(outcome: Outcome, subjects: Set[str]) -> list[Step]:
    """Tell all that a run has of some subjects, with messages, decisions and releases, in order of time."""
    index = _index(outcome)
    told = [_told(table, row) for name in subjects for table, row in index.get(name, ())]
    freed = [row for row in outcome["releases"].rows() if row["case"] in subjects]
    told += [Step(row["time_h"], f"released: {_words(row['reason'])}", row["country"], row["case"]) for row in freed]
    return sorted([*told, *_said(outcome, subjects, math.inf)], key=lambda step: (step.time_h, step.id))


def _told(table: str, row: Row) -> Step:
    told = _CHAIN[table]
    return Step(row["time_h"], told.what(row), row[told.who], row[told.key])


def _walk(outcome: Outcome, arrest: str) -> Iterator[Step]:
    index = _index(outcome)
    waiting, seen = [arrest], {arrest, ""}
    while waiting:
        for table, row in index.get(waiting.pop(), ()):
            yield _told(table, row)
            fresh = {_recorded(index, name) for name in _before(outcome, table, row)} - seen
            seen |= fresh
            waiting += sorted(fresh)


def _index(outcome: Outcome) -> dict[str, list[tuple[str, Row]]]:
    """Rows by identity; a search and its case share one."""
    index: dict[str, list[tuple[str, Row]]] = {}
    for table, told in _CHAIN.items():
        for row in outcome[table].rows():
            index.setdefault(row[told.key], []).append((table, row))
    return index


def _recorded(index: Mapping[str, object], name: str) -> str:
    """The identity itself, or what it is a part of (``N07/operation`` for ``N07/operation/member-3``), or nothing."""
    while name and name not in index:
        name = name.rpartition("/")[0]
    return name


def _before(outcome: Outcome, table: str, row: Row) -> Iterator[str]:
    """Identities of what directly led to a row."""
    yield row.get("cause", "")
    yield row.get("case", "")
    if table == "packages":
        cases = outcome["cases"]
        for name, network, time_h in zip(
            cases.text("case"), cases.text("network"), cases.numbers("time_h"), strict=True
        ):
            if network == row["network"] and time_h < row["time_h"]:
                yield name


def _said(outcome: Outcome, subjects: Set[str], end: float) -> Iterator[Step]:
    """Messages about the subjects, and decisions on them or on parts of them."""
    for row in outcome["messages"].rows():
        if row["case"] in subjects and row["time_h"] <= end:
            yield Step(row["time_h"], _message(row), row["sender"], row["message"])
    for row in outcome["decisions"].rows():
        about = row["subject"]
        if row["time_h"] <= end and (about in subjects or about.rpartition("/")[0] in subjects):
            yield Step(row["time_h"], f"decision ({_words(row['decision'])}): {row['detail']}", row["agent"], about)


def _same(run: Run, replication: int, outcome: Outcome) -> bool:
    """Whether a replay gave the arrests that are in the results."""
    stored = run.table("arrests", ["replication", "arrest", "time_h"])
    stored = stored[stored["replication"] == replication]
    table: Table = outcome["arrests"]
    return stored["arrest"].tolist() == table.text("arrest") and np.array_equal(
        stored["time_h"].to_numpy(), table.numbers("time_h")
    )
