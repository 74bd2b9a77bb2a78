"""A small theatre with much to do, runs that are made once, and ways to look at what they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.joint_action import JointAction
from sim.outcome.durations import until_answer
from sim.outcome.measures import Measures, measure
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.events import Event
from sim.scenario.load import load, load_text
from sim.scenario.schema import Scenario

SEED = 1
SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
COUNTRIES = ("BG", "GR", "HU", "RO", "AL", "XK", "MK", "RS")
_COUNTRY = """\
  {code}:
    officers: {{police: 120, border_guard: 120, customs: 60, special_intervention: 40}}
    plan: {{officers: 340, person: 2400, vehicle: 1200, parcel: 60, premises: 20}}
"""
_CALM = "\n".join(
    f"    {post.id}: 0.1" for post in reference.posts().values() if len(set(post.sides) & set(COUNTRIES)) == 2
)
"""Little ordinary traffic between the countries that take part: what networks send is met more often."""
TEXT = f"""\
name: Small theatre
start: "2024-11-25 00:00"
days: 3
crime_areas: {{migrant_smuggling: 3, drugs: 3, firearms: 2, human_trafficking: 2, document_fraud: 2, property_crime: 1}}
countries:
{"".join(_COUNTRY.format(code=code) for code in COUNTRIES)}
counting: {{thorough_person: 0.3, thorough_vehicle: 0.3, thorough_parcel: 0.5}}
posts:
  traffic:
{_CALM}
centre: {{place: Sofia, lat: 42.7, lon: 23.3, desks: 6}}
europol: {{analysts: 6, mobile_offices: [kalotina-gradina]}}
deployments:
  - {{asset: canine, post: gyueshevo-deve-bair, country: BG}}
  - {{asset: concealment_expert, post: presevo-tabanovce, country: MK}}
cooperation:
  baseline: standard
  frameworks: {{eu: close}}
  europol: {{member: close, operational_agreement: close, none: standard}}
preparation: {{prepared_targets: 30, prior_traces: 3, trained: 0.2, jits: [[BG, RS]]}}
networks: {{count: 20}}
behaviour:
  staffing: {{officers_per_lane: 2}}
  prevalence:
    person: {{wanted_home: 0.002, wanted_abroad: 0.004, notice: 0.003, false_document: 0.003, drugs: 0.002,
              firearms: 0.001, suspect: 0.006, associate: 0.003}}
    vehicle: {{notice: 0.002, drugs: 0.003, firearms: 0.002, migrants: 0.003, victims: 0.001, suspect: 0.004,
               associate: 0.003, goods: 0.003}}
  selection: {{referral_brief: 0.02}}
  crime: {{movements: 4.0, learning: 3 h, replacement: 24 h}}
  fusion: {{analysis: 30 min, package: 3 h, gain: 0.3}}
  interventions: {{coordination: 4 h}}
  traffic: {{vehicle_control: 90 s}}
"""
"""Eight neighbours for three days: few checks, so that a run is quick, and many offenders, so that it is full."""

QUIET = {"cooperation.scale": "0", "networks.scale": "0"}
"""Nobody answers anybody, and no network joins one country to another."""
APART = {"cooperation.scale": "0"}
"""Nobody answers anybody."""

COUNTRY_OF = {
    "hourly": "country",
    "posts": "country",
    "waits": "country",
    "hours": "country",
    "queries": "country",
    "desks": "country",
    "checks": "country",
    "cases": "country",
    "messages": "sender",
    "arrests": "country",
    "releases": "country",
    "seizures": "country",
    "investigations": "country",
    "searches": "country",
    "crises": "country",
    "pursuits": "country",
    "leads": "country",
    "tracings": "country",
    "freezes": "country",
}
"""Tables whose rows are of one country, and the column that says of which."""

Row = dict[str, Any]
Floats = NDArray[np.float64]


@cache
def full_scale() -> Scenario:
    """The reference action at full scale."""
    return load(SCENARIOS / "jad-see-2024.yaml")


@cache
def _small(overrides: tuple[tuple[str, str], ...]) -> Scenario:
    return load_text(TEXT, "small theatre", dict(overrides))


def small(overrides: Mapping[str, str] | None = None, **more: str) -> Scenario:
    """The small theatre, varied; a double underscore in a keyword stands for a dot."""
    changes = {**(overrides or {}), **{key.replace("__", "."): value for key, value in more.items()}}
    return _small(tuple(changes.items()))


def event(text: str) -> Mapping[str, str]:
    """Overrides that add one event, written in YAML."""
    return {"events": f"[{text}]"}


def operate(
    scenario: Scenario,
    replication: int = 0,
    *,
    events: Sequence[Event] = (),
    before: Callable[[JointAction], None] | None = None,
    detail: str = "cases",
) -> tuple[JointAction, Outcome]:
    """Run an action, after something was done to it; returns it with its outcome."""
    action = JointAction(scenario, SEED, replication, events, "checks" if detail == "checks" else "cases")
    if before is not None:
        before(action)
    return action, action.run()


@cache
def _outcome(name: str, text: str, replication: int) -> Outcome:
    return operate(load_text(text, name), replication)[1]


def outcome(scenario: Scenario, replication: int = 0) -> Outcome:
    """The outcome of a scenario, made once."""
    return _outcome(scenario.name, scenario.text, replication)


def without(
    kind: type[mesa.Agent[Any]] = mesa.Agent, which: Callable[[Any], bool] = lambda agent: True
) -> Callable[[JointAction], None]:
    """Remove agents of a kind before the run; at least one must be there."""

    def remove(action: JointAction) -> None:
        chosen = [agent for agent in action.env.agents if isinstance(agent, kind) and which(agent)]
        assert chosen
        for agent in chosen:
            agent.remove()

    return remove


def rows(outcome: Outcome, table: str, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Some rows of a table."""
    return [row for row in outcome[table].rows() if keep(row)]


def of(code: str, column: str = "country") -> Callable[[Row], bool]:
    """Whether a row is of a country."""
    return lambda row: bool(row[column] == code)


def written(found: Sequence[Row]) -> list[str]:
    """Rows as text: equal text is equal to the last bit, and nan equals nan."""
    return [repr(row) for row in found]


def records_of(outcome: Outcome, code: str) -> dict[str, list[str]]:
    """Everything that an outcome says of a country, table by table."""
    found = {table: written(rows(outcome, table, of(code, column))) for table, column in COUNTRY_OF.items()}
    found["decisions"] = written(rows(outcome, "decisions", lambda row: row["agent"].partition("/")[0] == code))
    return found


def everything(outcome: Outcome) -> dict[str, list[str]]:
    """All rows of all tables."""
    return {name: written(table.rows()) for name, table in outcome.tables.items()}


def changed_tables(one: Outcome, other: Outcome) -> list[str]:
    """Names of the tables in which two outcomes differ in any bit."""
    return [name for name, table in one.tables.items() if not _same(table.columns, other[name].columns)]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(
        column == other[name]
        if isinstance(column, list)
        else column.shape == other[name].shape and column.tobytes() == other[name].tobytes()
        for name, column in one.items()
    )


def total(outcome: Outcome, name: str) -> float:
    """A measure of the whole action."""
    return measure(outcome).total[name]


def of_country(outcome: Outcome, code: str, name: str) -> float:
    """A measure of one country."""
    return measure(outcome).by_country[code][name]


def found_by(run: Outcome, channel: str) -> float:
    """Number of findings of a channel at posts."""
    return float(sum(row["detector"] == channel and row["checkpoint"] != "" for row in run["cases"].rows()))


def found_at(run: Outcome, checkpoint: str) -> float:
    """Number of findings of goods at a checkpoint."""
    return float(sum(row["checkpoint"] == checkpoint and row["mark"] in GOODS for row in run["cases"].rows()))


GOODS = ("drugs", "firearms", "goods")


def wait_for_answers(run: Outcome, *askers: str) -> float:
    """Hours from a request to its answer or to the end, in the mean over requests abroad that were not refused."""
    table = run["messages"]
    asked = np.isin(table.text("sender"), askers or COUNTRIES) & np.equal(table.text("kind"), "request")
    hours, _ = until_answer(table.text("status"), table.numbers("time_h"), table.numbers("response_h"), run.hours)
    return float(np.nanmean(hours[asked]))


FIGURES: Mapping[str, Callable[[Outcome, Measures], float]] = {
    "found by officers": lambda run, values: found_by(run, "officer"),
    "found at a road post": lambda run, values: found_at(run, "BG/malko-tarnovo-derekoy"),
    "found at its neighbour": lambda run, values: found_at(run, "BG/makaza-nymfaia"),
    "wait of RS for answers": lambda run, values: wait_for_answers(run, "RS"),
    "submitted by MK": lambda run, values: values.by_country["MK"]["submitted_entities"],
    "wait for a check": lambda run, values: (
        60.0 * float(run["hourly"].numbers("check_wait_h").sum()) / values.total["checks_total"]
    ),
    "arrests without operations": lambda run, values: (
        values.total["arrests"] - values.total["arrests_network_operation"]
    ),
}
"""What is asked of a run beyond its measures."""


def figures(run: Outcome) -> Mapping[str, float]:
    """All measures and `FIGURES` of a run, by name."""
    values = measure(run)
    return {**values.total, **{name: figure(run, values) for name, figure in FIGURES.items()}}
