"""Results as tables and sentences for a terminal."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from sim.cli.terminal import console
from sim.scenario.assumptions import Assumption
from sim.scenario.diff import Change
from sim.units import spoken

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison, VariantComparison
    from sim.experiment.summary import Run
    from sim.experiment.trace import Step
    from sim.experiment.years import ProgrammeRun
    from sim.present.protocols import Variant

HONEST = (
    "An estimate of what a plan may achieve, not of any person; much of it rests on assumptions: "
    "see 'jadsim assumptions FILE'."
)
LISTED = 40
MANY = 4
"""Of more variants, each has one line."""


def assumptions(name: str, rows: Sequence[Assumption]) -> None:
    """List what is not measured."""
    table = new_table(f"Not measured in {name}: {len(rows)} values", "what", "value", "range", "trust", "source")
    for row in rows:
        bounds = " to ".join(_said(end, row.unit) for end in (row.low, row.high) if end is not None)
        table.add_row(row.path, _said(row.value, row.unit), bounds, row.trust, row.source)
    console().print(table)


def changes(a: str, b: str, found: Sequence[Change]) -> None:
    """List what differs between two scenarios."""
    if not found:
        console().print(f"{a} and {b} plan the same.")
        return
    table = new_table("", "what", a, b, "note")
    for change in found:
        table.add_row(change.path, change.before, change.after, change.note)
    console().print(table)


def run(result: "Run") -> None:
    """Print the main measures of a run, with both intervals, and say the most important in a sentence."""
    from sim.outcome.measures import HEADLINE, MEASURES
    from sim.present import origins
    from sim.present.congestion import longest_wait

    terminal = console()
    title = f"{result.scenario.name}: {_runs(result.replications)}, seed {result.seed}"
    printed = {
        name: value for name in HEADLINE if (value := getattr(result.scenario.published, name, None)) is not None
    }
    heads = ["", "mean", "confidence of the mean (95 %)", f"{result.interval} (95 %)", *["published"] * bool(printed)]
    table = new_table(title, *heads)
    for name in HEADLINE:
        shown = [f"{printed[name]:,}"] if name in printed else []
        table.add_row(MEASURES[name].title, *_estimate(result, name), *shown)
    for text in (*result.cautions, *map(str, result.fates)):
        terminal.print(text)
    terminal.print(table)
    terminal.print(_arrested(result))
    told = origins.sentence(result.origins)
    come = f"{told} {origins.MEANING}" if told else ""
    for text in filter(None, (come, longest_wait(result), result.repeated, HONEST)):
        terminal.print(text)


def _estimate(result: "Run", name: str) -> list[str]:
    """Mean, confidence and spread of a measure of the whole action as cells, in one unit."""
    from sim.outcome.amounts import row_unit
    from sim.outcome.measures import MEASURES
    from sim.present.wording import estimate, untold

    places = {measure: (0, at) for at, measure in enumerate(MEASURES)}
    found, at, measure = result.statistics, places[name], MEASURES[name]
    ends = (found.ci_low[at], found.ci_high[at]), (found.spread_low[at], found.spread_high[at])
    unit = row_unit(measure.unit, found.mean[at], *ends[0], *ends[1])
    finished = measure.finished, found.mean[places[measure.finished]] if measure.finished else math.nan
    of = float(found.runs[at]), float(result.replications)
    return [
        estimate(unit, found.mean[at], of=of, unreached=found.unreached[at], finished=finished),
        untold(found.no_confidence(at), *of) or unit.interval(*ends[0]),
        untold(found.no_prediction(at), *of) or unit.interval(*ends[1]),
    ]


def _arrested(result: "Run") -> str:
    """The most important measure in a sentence."""
    from sim.outcome.amounts import count
    from sim.outcome.measures import MEASURES

    found, at = result.statistics, (0, list(MEASURES).index("arrests"))
    if not found.runs[at]:
        return "No run ended well."
    told = f"On average {count(found.mean[at])} persons would be arrested"
    if not found.no_confidence(at):
        low, high = count(found.ci_low[at]), count(found.ci_high[at])
        told += f" (between {low} and {high}, as far as {_runs(result.replications)} can tell)"
    few = found.no_prediction(at)
    if few:
        return f"{told}; how far a single action may lie from that is not told: {few}."
    spread = f"between {count(found.spread_low[at])} and {count(found.spread_high[at])}"
    return f"{told}; in a single action, 95 times of 100, {spread} ({result.interval}: {result.varies})."


def programme(result: "ProgrammeRun") -> None:
    """Print the evaluation of a year, beside what was published, and why the two are not the same thing."""
    from sim.present import year
    from sim.present.wording import behind, sentence_case

    terminal, document = console(), result.document()
    made, many = len(result.years), "1 year" if result.requested == 1 else f"{result.requested:,} years"
    years = behind(made, result.requested, "years") or many
    table = new_table(
        f"{result.programme.name}: {len(result.programme.actions)} actions, {years}, seed {result.seed}",
        "",
        "mean",
        "confidence of the mean (95 %)",
        "spread of years (95 %)",
        "published",
    )
    for text in document["cautions"]:
        terminal.print(sentence_case(f"{text}."))
    for row in year.rows(document):
        table.add_row(*row)
    terminal.print(table)
    terminal.print(year.caution(document))


def comparison(result: "Comparison", *, ranked: bool) -> None:
    """Print the main differences of each variant and a sentence on each; of many variants, arrests in a line each.

    `ranked`: also which plan could be the best, which nobody asks of what was only left out.
    """
    from sim.present import origins, widths
    from sim.present.differences import cautions, ends_of_events
    from sim.present.overlay import base_name, named_variants

    terminal = console()
    base = base_name(result)
    named = [(name, one) for (name, _), one in zip(named_variants(result), result.variants, strict=True)]
    shown = named if len(named) <= MANY else []
    for text in (*cautions(result), *ends_of_events(result)):
        terminal.print(text)
    if not shown:
        _arrests_of_each(result)
    for name, variant in shown:
        _variant(name, variant, base, result.base.seed)
    _ranking(result, pairs=ranked and bool(shown), best=ranked)
    known = {base: result.base.origins} | {name: variant.run.origins for name, variant in shown}
    if rows := [*origins.share_rows(known)]:
        table = new_table("Where arrests come from: shares of all arrests", *origins.SHARES)
        for row in rows:
            table.add_row(*row)
        terminal.print(table)
        terminal.print(origins.MEANING)
    for text in filter(None, (result.adjustment, result.base.repeated, widths.held(result), HONEST)):
        terminal.print(text)


def _variant(name: str, variant: "VariantComparison", base: str, seed: int) -> None:
    """Print the main differences of a variant, and a sentence on its arrests."""
    from sim.outcome.measures import HEADLINE, MEASURES
    from sim.present.differences import assumed_range, numbers
    from sim.present.wording import gain
    from sim.scenario.names import country_name

    terminal = console()
    title = f"{name} against {base}: seed {seed}"
    table = new_table(title, "", "base", "variant", "difference", "confidence (95 %)", "pairing gains", "verdict")
    for measure in HEADLINE:
        one = variant.differences[measure]
        cells = numbers(measure, one, variant.differences)
        table.add_row(MEASURES[measure].title, *cells, gain(one.variance_reduction), one.verdict)
    terminal.print(table)
    rests = f" {assumed_range(variant.elasticity)}" if variant.elasticity else ""
    terminal.print(f"Arrests in {name}, against {base}: {variant.differences['arrests'].verdict}.{rests}")
    _rests(variant)
    for where, codes in (("base", variant.only_in_base), (name, variant.only_in_variant)):
        if codes:
            names = ", ".join(country_name(variant.run.scenario, code) for code in codes)
            terminal.print(f"Only in {where}: {names}.")


def _arrests_of_each(result: "Comparison") -> None:
    """Print the difference in arrests of each variant, in one table."""
    from sim.present.differences import numbers
    from sim.present.overlay import base_name, named_variants

    title = f"Arrests, against {base_name(result)}: {_runs(result.base.replications)}, seed {result.base.seed}"
    table = new_table(title, "", "base", "variant", "difference", "confidence (95 %)", "verdict")
    for name, variant in named_variants(result):
        one = variant.differences["arrests"]
        table.add_row(name, *numbers("arrests", one), one.verdict)
    terminal = console()
    terminal.print(table)
    terminal.print("All measures of all plans are in the report (--out) and under --json.")


def _rests(variant: "Variant") -> None:
    """Print how far differences and means rest on luck, fit and assumptions, where that is known."""
    from sim.outcome.measures import HEADLINE
    from sim.present import widths

    known = variant.differences
    if lines := list(widths.rows(known, HEADLINE)):
        table = new_table("How far this rests on luck, calibration and assumptions (95 %)", *widths.HEADS)
        for line in lines:
            table.add_row(*line)
        console().print(table)
    for text in widths.sentences("arrests", known["arrests"], variant.run.scenario):
        console().print(text)


def _ranking(result: "Comparison", *, pairs: bool, best: bool) -> None:
    """Print all plans against each other and which could be the best, where that is asked for."""
    from sim.present import ranking
    from sim.present.overlay import plan_names, runs_of

    terminal = console()
    if pairs and len(result.variants) > 1 and result.rankings:
        first = result.rankings[0]
        table = new_table(f"All plans against each other: {first.measure.title}", *ranking.PAIRS)
        for row in ranking.pair_rows(first, plan_names(runs_of(result))):
            table.add_row(*row)
        terminal.print(table)
    for text in ranking.sentences(result, best=best):
        terminal.print(text)


def arrests(result: "Run") -> None:
    """List arrests as `jadsim trace --arrest` takes them."""
    rows = result.table("arrests", ["replication", "arrest", "time_h", "country", "path"])
    table = new_table(f"{len(rows)} arrests", "number", "arrest (REPLICATION:ID)", "hour", "country", "path")
    for at, row in rows.head(LISTED).iterrows():
        path = str(row["path"]).replace("_", " ")
        table.add_row(str(at), f"{row['replication']}:{row['arrest']}", f"{row['time_h']:.1f}", row["country"], path)
    terminal = console()
    terminal.print(table)
    if len(rows) > LISTED:
        terminal.print(f"The first {LISTED}; all are in arrests.parquet.")


def steps(start: datetime, told: "Sequence[Step]") -> None:
    """Print what led to an arrest, in order of time."""
    table = new_table("", "UTC", "hour", "what", "who", "id")
    for step in told:
        moment = start + timedelta(hours=step.time_h)
        table.add_row(f"{moment:%Y-%m-%d %H:%M}", f"{step.time_h:.2f}", step.what, step.who, step.id)
    console().print(table)


def _said(value: str | float, unit: str) -> str:
    if isinstance(value, str):
        return value
    return spoken(value) if unit == "h" else f"{value:g}" + ("" if unit in ("", "1") else f" {unit}")


def _runs(number_of: int) -> str:
    return "1 run" if number_of == 1 else f"{number_of:,} runs"


def new_table(title: str, *columns: str) -> Table:
    """A table for the terminal."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
