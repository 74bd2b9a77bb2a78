"""Results as tables and sentences for a terminal."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from sim.present.wording import NOT_DEFINED, count, interval, number, signed, signed_interval
from sim.scenario.assumptions import Assumption
from sim.scenario.diff import Change
from sim.units import spoken

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.programme import ProgrammeRun
    from sim.experiment.summary import Run
    from sim.experiment.trace import Step

HEADLINE = (
    "arrests",
    "investigations",
    "weapons",
    "checks_total",
    "detection_probability",
    "response_time_median_h",
)
HONEST = (
    "An estimate of what a plan may achieve, not of any person; much of it rests on assumptions: "
    "see 'jadsim assumptions FILE'."
)
LISTED = 40
WIDE = 160


def assumptions(name: str, rows: Sequence[Assumption]) -> None:
    """List what is not measured."""
    table = _table(f"Not measured in {name}: {len(rows)} values", "what", "value", "range", "trust", "source")
    for row in rows:
        bounds = " to ".join(_said(end, row.unit) for end in (row.low, row.high) if end is not None)
        table.add_row(row.path, _said(row.value, row.unit), bounds, row.trust, row.source)
    _console().print(table)


def changes(a: str, b: str, found: Sequence[Change]) -> None:
    """List what differs between two scenarios."""
    if not found:
        _console().print(f"{a} and {b} plan the same.")
        return
    table = _table("", "what", a, b, "note")
    for change in found:
        table.add_row(change.path, change.before, change.after, change.note)
    _console().print(table)


def run(result: "Run") -> None:
    """Print the main measures of a run, with both intervals, and say the most important in a sentence."""
    from sim.outcome.measures import MEASURES

    console = _console()
    rows = {name: at for at, name in enumerate(MEASURES)}
    found = result.statistics
    table = _table(
        f"{result.scenario.name}: {_runs(result.replications)}, seed {result.seed}",
        "",
        "mean",
        "confidence of the mean (95 %)",
        f"{result.interval} (95 %)",
        "published",
    )
    for name in HEADLINE:
        measure, at = MEASURES[name], (0, rows[name])
        printed = getattr(result.scenario.published, name, None)
        table.add_row(
            measure.title,
            number(found.mean[at], measure.unit),
            interval(found.ci_low[at], found.ci_high[at], measure.unit),
            interval(found.spread_low[at], found.spread_high[at], measure.unit) if found.runs[at] > 1 else NOT_DEFINED,
            "" if printed is None else f"{printed:,}",
        )
    console.print(table)
    at = 0, rows["arrests"]
    if found.runs[at] > 1:
        confidence = f"between {count(found.ci_low[at])} and {count(found.ci_high[at])}"
        spread = f"between {count(found.spread_low[at])} and {count(found.spread_high[at])}"
        console.print(
            f"On average {count(found.mean[at])} persons would be arrested ({confidence}, as far as "
            f"{_runs(result.replications)} can tell); in a single action, 95 times of 100, {spread} "
            f"({result.interval}: {result.varies})."
        )
    console.print(HONEST)


def programme(result: "ProgrammeRun") -> None:
    """Print the evaluation of a year, beside what was published, and why the two are not the same thing."""
    from sim.present import year

    console, document = _console(), result.document()
    years = "1 year" if len(result.years) == 1 else f"{len(result.years)} years"
    table = _table(
        f"{result.programme.name}: {len(result.programme.actions)} actions, {years}, seed {result.seed}",
        "",
        "mean",
        "confidence of the mean (95 %)",
        "spread of years (95 %)",
        "published",
    )
    for row in year.rows(document):
        table.add_row(*row)
    console.print(table)
    console.print(year.caution(document))


def comparison(result: "Comparison") -> None:
    """Print the main differences of each variant, and a sentence on each."""
    from sim.outcome.measures import MEASURES

    console = _console()
    base = result.base.scenario.name
    for variant in result.variants:
        name = variant.run.scenario.name
        title = f"{name} against {base}: seed {result.base.seed}"
        table = _table(title, "", "base", "variant", "difference", "confidence (95 %)", "pairing gains", "verdict")
        for measure in HEADLINE:
            one, declared = variant.differences[measure], MEASURES[measure]
            table.add_row(
                declared.title,
                number(one.base, declared.unit),
                number(one.variant, declared.unit),
                signed(one.difference, declared.unit),
                signed_interval(one.ci_low, one.ci_high, declared.unit),
                "" if math.isnan(one.variance_reduction) else f"{number(one.variance_reduction)} times",
                one.verdict,
            )
        console.print(table)
        console.print(f"Arrests in {name}, against {base}: {variant.differences['arrests'].verdict}.")
        if variant.elasticity is not None:
            console.print(_elasticity(variant.elasticity))
    console.print(HONEST)


def _elasticity(known: Mapping[str, Any]) -> str:
    """How checks and arrests follow officers, with the range that the assumptions leave."""
    checks, arrests = known["checks"], known["arrests"]
    if checks["value"] is None or arrests["value"] is None:
        return "How checks and arrests follow officers is not defined here."
    return (
        f"10 % more officers go with {10 * checks['value']:.1f} % more checks (between {10 * checks['low']:.1f} % and "
        f"{10 * checks['high']:.1f} %, as assumptions vary) and {10 * arrests['value']:.1f} % more arrests "
        f"(elasticities {checks['value']:.2f} and {arrests['value']:.2f})."
    )


def arrests(result: "Run") -> None:
    """List arrests as `jadsim trace --arrest` takes them."""
    rows = result.table("arrests")
    table = _table(f"{len(rows)} arrests", "number", "arrest (REPLICATION:ID)", "hour", "country", "path")
    for at, row in rows.head(LISTED).iterrows():
        path = str(row["path"]).replace("_", " ")
        table.add_row(str(at), f"{row['replication']}:{row['arrest']}", f"{row['time_h']:.1f}", row["country"], path)
    console = _console()
    console.print(table)
    if len(rows) > LISTED:
        console.print(f"The first {LISTED}; all are in arrests.parquet.")


def steps(start: datetime, told: "Sequence[Step]") -> None:
    """Print what led to an arrest, in order of time."""
    table = _table("", "UTC", "hour", "what", "who", "id")
    for step in told:
        moment = start + timedelta(hours=step.time_h)
        table.add_row(f"{moment:%Y-%m-%d %H:%M}", f"{step.time_h:.2f}", step.what, step.who, step.id)
    _console().print(table)


def _said(value: str | float, unit: str) -> str:
    if isinstance(value, str):
        return value
    return spoken(value) if unit == "h" else f"{value:g}" + ("" if unit in ("", "1") else f" {unit}")


def _runs(number_of: int) -> str:
    return "1 run" if number_of == 1 else f"{number_of:,} runs"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _console() -> Console:
    """The terminal; where there is none, lines are wide enough to stay whole."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=WIDE)
