"""A tiny scenario in which everything is on, its values at their ends or several anywhere, and a process that runs it.

Run as a module it reads a case a line from standard input and says after each how it went.
"""

from __future__ import annotations

import json
import math
import random
import resource
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.errors import ScenarioError
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.load import check_values, load_text
from sim.scenario.quantity import LONGEST_H, SMALLEST, Lasting
from sim.scenario.schema import Scenario
from sim.scenario.tree import dotted, plain
from sim.scenario.yaml_text import read

CPU_S = 60
"""Processor time after which a run is ended from outside."""
ROOM = 3 << 30
"""Bytes of address space that a run may add."""
NOT_RUN = ("name", "description", "start", "published")

TINY = """\
name: Tiny
start: "2024-11-25 00:00"
days: 1
crime_areas: {migrant_smuggling: 3, drugs: 3, firearms: 2, excise_fraud: 1}
countries:
  BG:
    officers: {police: 30, border_guard: 30, customs: 12, special_intervention: 20, cyber: 8}
    officers_scale: 1
    liaison: {centre: 2, europol: 1, selec: 1}
    plan: {officers: 80, person: 200, vehicle: 90, parcel: 20, premises: 5}
  RS:
    officers: {police: 30, border_guard: 30, special_intervention: 20}
    liaison: {centre: 2, europol: 1, selec: 1}
    plan: {officers: 80, person: 200, vehicle: 90, parcel: 20, premises: 5}
  MK:
    officers: {police: 30, border_guard: 20}
    liaison: {centre: 1}
    plan: {officers: 50, person: 200, vehicle: 90, premises: 5}
counting: {thorough_person: 0.4, thorough_vehicle: 0.4, thorough_parcel: 0.5}
posts:
  traffic: {sofia-airport: 1.5}
  added:
    new-road:
      {name: New, kind: road, lat: 42.4, lon: 22.3, countries: [BG, MK],
       persons_per_day: 900, vehicles_per_day: 300, lanes: 2}
centre: {place: Sofia, lat: 42.7, lon: 23.3, desks: 3}
europol:
  analysts: 2
  mobile_offices: [kalotina-gradina]
  office_desks: 1
  guest_officers: [{post: kalotina-gradina, country: BG, officers: 2}]
deployments:
  - {asset: canine, post: gyueshevo-deve-bair, country: BG}
  - {asset: scanner, post: kalotina-gradina, country: RS, arrives: 6 h}
cooperation:
  baseline: standard
  frameworks: {eu: close}
  pairs: {BG-RS: close}
  europol: {member: close, operational_agreement: close}
preparation:
  prepared_targets: 6
  prior_traces: 3
  trained: 0.2
  jits: [{members: [BG, RS], europol: true, eurojust: true, olaf: true}]
networks: {count: 5}
channels: {pccc: all, selec: true, interpol: true, deadlines: true, translation: true, mistakes: true}
national: {bureaus: all, centres: all, divisions: {all: 4}}
justice: {prosecutors: all, eurojust: {open: true}}
frontex:
  pool: 3
  officers: [{post: kalotina-gradina, country: RS, officers: 20}]
  document_experts: [{post: presevo-tabanovce, country: MK}]
customs:
  risk_management: all
  laboratory: all
  sanctions: true
  plans:
    - {name: P, members: [BG, MK], from: "2024-01-01", until: "2025-12-31", unified_procedures: true, dog_handlers: 0.3}
support:
  cepol: {trained: 0.1}
  seesac: 0.1
  emcdda: all
  easo: all
  eusdr: true
  eu4fast: {funds_centre_desks: 2, funds_partners: [RS, MK]}
cyber: {patrols: [BG], prosecutors: true}
finance: {fiu: all, aro: all}
special_units: {joint_training: true}
cross_border:
  pursuit: true
  surveillance: true
  agreements: {BG-RS: {surveillance_h: 5 h, pursuit_km: 30, pursuit_h: 2 h}, BG-MK: {}}
  joint_patrols: [{post: presevo-tabanovce, countries: [MK, RS]}]
systems: {separate: true, outages: true}
actions:
  - {name: A, area: drugs, leader: BG, participants: [BG, RS], weight: 2}
  - {name: B, area: firearms, leader: RS, co_leaders: [MK], participants: [RS, MK]}
events:
  - {kind: surge, at: 6 h, posts: [kalotina-gradina], traffic: 2, lasts: 4 h}
  - {kind: close_post, at: 3 h, post: gyueshevo-deve-bair, lasts: 4 h}
  - {kind: siena_down, when: {measure: arrests, country: BG, at_least: 2}, lasts: 3 h}
  - {kind: system_down, system: sis, at: 4 h, lasts: 3 h}
  - {kind: crisis, at: 5 h, country: MK, units: 2, lasts: 2 h}
  - {kind: jit_proposed, at: 4 h, countries: [BG, MK], europol: true, eurojust: true, olaf: true}
  - {kind: tip_off, at: 7 h, networks: 0.2}
  - {kind: reassign, at: 5 h, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 10}
  - {kind: reinforce, at: 5 h, country: BG, post: kalotina-gradina, officers: 10}
  - {kind: call_experts, at: 1 h, country: RS, post: kalotina-gradina}
  - {kind: move_asset, at: 8 h, asset: canine, country: BG, from: gyueshevo-deve-bair, to: kalotina-gradina}
  - {kind: move_mobile_office, at: 9 h, from: kalotina-gradina, to: sofia-airport}
  - {kind: intelligence, at: 1 h, country: BG, traces: 10}
  - {kind: liaison_away, at: 3 h, country: BG, lasts: 4 h}
  - {kind: centre_down, at: 10 h, lasts: 2 h}
behaviour:
  staffing: {officers_per_lane: 2}
  crime: {movements: 4.0, learning: 3 h, replacement: 24 h}
  fusion: {analysis: 30 min, package: 3 h, gain: 0.3}
"""


@dataclass(frozen=True, slots=True)
class Case:
    """The tiny scenario with other values, as overrides write them: a key and a text each."""

    changes: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return ", ".join(f"{path}={text}" for path, text in self.changes)


def one(path: str, text: str) -> Case:
    """A case of one value."""
    return Case(((path, text),))


@cache
def _tiny() -> dict[str, Any]:
    values = plain(read(TINY, "tiny.yaml"))
    assert isinstance(values, dict)
    return values


def accepted(case: Case) -> Scenario | None:
    """The scenario of a case; None where it is refused."""
    try:
        return check_values(_tiny(), "tiny.yaml", dict(case.changes))
    except ScenarioError:
        return None


def cases() -> list[Case]:
    """Every value at its lowest and its highest that is accepted, or at its other words."""
    whole = load_text(TINY, "tiny.yaml")
    return [case for leaf in leaves(whole) if leaf.path[0] not in NOT_RUN for case in _ends(leaf)]


def _ends(leaf: Leaf) -> Iterator[Case]:
    path, value = dotted(leaf.path), leaf.value
    if isinstance(value, bool):
        yield from _kept([one(path, "false" if value else "true")])
    elif isinstance(value, int | float):
        low, high = bounds(leaf.field)
        yield from (_furthest(leaf, value, end) for end in (low, high))
    elif isinstance(value, str):
        words = [word for word in _words(leaf.field.annotation) if word != value]
        yield from _kept([one(path, str(word)) for word in dict.fromkeys((*words[:1], *words[-1:]))])


def _kept(found: list[Case]) -> list[Case]:
    return [case for case in found if accepted(case) is not None]


def _words(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return []


def bounds(field: FieldInfo) -> tuple[float, float]:
    """Lowest and highest number that the kind of a field accepts."""
    low, high = -math.inf, math.inf
    for mark in _marks(field):
        if isinstance(mark, Lasting):
            low, high = max(low, mark.shortest), min(high, LONGEST_H)
        low, high = max(low, getattr(mark, "ge", low)), min(high, getattr(mark, "le", high))
    assert math.isfinite(low) and math.isfinite(high), f"{field} has no bounds"
    return low, high


def _marks(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    yield from _below(field.annotation)


def _below(annotation: Any) -> Iterator[Any]:
    for mark in getattr(annotation, "__metadata__", ()):
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
    for argument in get_args(annotation):
        yield from _below(argument)


def _furthest(leaf: Leaf, value: float, end: float) -> Case:
    """The number nearest to an end that is accepted, from the one that stands there."""
    write = _writer(leaf)
    for candidate in (end, SMALLEST):
        if (candidate - value) * (end - value) >= 0 and accepted(case := write(candidate)) is not None:
            return case
    inside, outside = value, end
    for _ in range(14):
        middle = math.sqrt(inside * outside) if min(inside, outside) > 0 else (inside + outside) / 2
        middle = round(middle) if isinstance(leaf.value, int) else middle
        inside, outside = (middle, outside) if accepted(write(middle)) is not None else (inside, middle)
    return write(inside)


def _writer(leaf: Leaf) -> Callable[[float], Case]:
    path = dotted(leaf.path)
    if leaf.known("unit") == "h":
        return lambda number: one(path, f"{float(number)!r} h")
    if isinstance(leaf.value, int):
        return lambda number: one(path, str(int(number)))
    return lambda number: one(path, repr(float(number)))


# --- several at once --------------------------------------------------------------------------------------------------

MOST = 8
"""Values that a mixture changes at most."""
DECADES = 2.0
"""How far from what stands there a mixture goes: so many powers of ten up or down."""


@cache
def _changeable() -> list[Leaf]:
    return [leaf for leaf in leaves(load_text(TINY, "tiny.yaml")) if leaf.path[0] not in NOT_RUN]


def mixture(number: int) -> Case:
    """Some values of the tiny scenario changed at random, in one of the ways that are accepted."""
    luck = random.Random(number)
    while True:
        chosen = luck.sample(_changeable(), luck.randint(2, MOST))
        case = Case(tuple(change for leaf in chosen for change in _anywhere(leaf, luck)))
        if accepted(case) is not None:
            return case


def _anywhere(leaf: Leaf, luck: random.Random) -> tuple[tuple[str, str], ...]:
    value = leaf.value
    if isinstance(value, bool):
        return ((dotted(leaf.path), luck.choice(["true", "false"])),)
    if isinstance(value, int | float):
        low, high = bounds(leaf.field)
        return _writer(leaf)(min(max((value or 1) * 10 ** luck.uniform(-DECADES, DECADES), low), high)).changes
    words = _words(leaf.field.annotation)
    return ((dotted(leaf.path), str(luck.choice(words))),) if words else ()


# --- running them -----------------------------------------------------------------------------------------------------


class Worker:
    """A process that runs cases one after another; one that does not end is ended by the system, and reported."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._process: subprocess.Popen[str] | None = None

    def run(self, case: Case) -> str:
        """What went wrong in the run of a case; empty if it came to its end."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.scenario.ends"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=self._root,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(case.changes) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        if told:
            return str(json.loads(told))
        code = self._process.wait()
        self.close()
        return f"ended from outside after {CPU_S} s of processor time or for want of memory (code {code})"

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process.wait()
            self._process = None


def _limited() -> None:
    """Give the next run its processor time and its memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + CPU_S, hard))


def _serve() -> None:
    from sim.joint_action import JointAction
    from sim.world.checks.warm_up import load_kernels

    load_kernels()
    JointAction(load_text(TINY, "tiny.yaml"), 1, 0).run()
    resource.setrlimit(resource.RLIMIT_DATA, (ROOM, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    warnings.simplefilter("error")
    for line in sys.stdin:
        _limited()
        scenario, told = accepted(Case(tuple(map(tuple, json.loads(line))))), ""
        try:
            assert scenario is not None
            JointAction(scenario, 1, 0).run()
        except Exception:  # noqa: BLE001  # whatever it is, it is told
            told = traceback.format_exc()
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    _serve()
