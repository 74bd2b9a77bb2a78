"""The sections of the report that compares plans."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.measures import HEADLINE, MAIN, MEASURES
from sim.present import beside, figures, plans, results, tables, widths, wording
from sim.present.differences import assumed_range, cautions, ends_of_events, in_words, numbers
from sim.present.markup import Html, details, el, join, paragraph, table
from sim.present.overlay import FEW, base_name, named_variants, overlay, plan_names, runs_of
from sim.present.page import ReportSection, plot
from sim.present.protocols import Comparison, Difference, Variant
from sim.present.results import shared, two_intervals
from sim.scenario.names import in_names

_OFFICERS: Final = "Officers (of the plan)"
_DRAWN: Final = ("better", "worse", "changed", "negligible")


def answer(compared: Comparison) -> ReportSection:
    """One sentence per variant, and the headline figures of every plan."""
    base, named = compared.base, named_variants(compared)
    warnings = [
        paragraph(in_names(compared.base.scenario, wording.sentence_case(text)), class_="caution")
        for text in cautions(compared)
    ]
    sentences = answers(compared)
    how = paragraph(
        f"Each plan was run {base.replications:,} times. Each run of one plan is set against the run of the other that "
        "had the same luck, so that what differs comes from the plans. The interval of a difference is the 95 % "
        f"confidence of the mean difference. {compared.adjustment} {two_intervals(base)} "
        f"{widths.held(compared)}"
    )
    sentences += [
        paragraph(f"{name}. {text}")
        for name, variant in named
        for text in widths.sentences("arrests", variant.differences["arrests"], compared.base.scenario)
    ]
    events = [paragraph(text, class_="facts") for text in ends_of_events(compared)]
    body = join([*warnings, *sentences, *events, how, *shared(base), _headline(compared)])
    return ReportSection("answer", "Answer", "The answer", body)


def answers(compared: Comparison) -> list[Html]:
    """What differs in arrests: a sentence for each of a few variants, one table of many."""
    named, base = named_variants(compared), base_name(compared)
    if len(named) <= FEW:
        return [
            el("p", wording.sentence_case(sentence(f"{name} against {base}", variant)), class_="answer")
            for name, variant in named
        ]
    rows = [
        [name, el("span", row.verdict, class_=row.effect), amounts.count(row.variant), in_words(row, "1")]
        for name, variant in named
        for row in [variant.differences["arrests"]]
    ]
    caption = f"Arrests, against {amounts.count(named[0][1].differences['arrests'].base)} in {base}"
    return [table(caption, ["Plan", "Verdict", "Arrests", "Difference (95 %)"], rows, text_columns=2)]


def differences(compared: Comparison) -> ReportSection:
    """All plans in one figure and one table, and what verdicts rest on in a fold each."""
    named = named_variants(compared)
    rows = pd.concat(
        [forest(variant.differences, MAIN).assign(plan=name) for name, variant in named], ignore_index=True
    )
    shown = rows if len(named) > 1 else rows.drop(columns="plan")
    told = "; ".join(f"{row['plan']}: {row['label']} {row['text']}" for row in rows.head(6).to_dict("records"))
    caption = (
        "Filled marks: a difference is told. Open marks: none can be told with this number of runs, there is none, or "
        "it is smaller than what matters. A measure whose base is 0 has no percentage and is in the table only."
    )
    note = paragraph(
        "A difference whose whole interval is smaller than what matters (last column but one of the verdicts: a "
        "convention, which --matters changes) is called no difference that matters."
    )
    parts = [
        plot("differences", figures.differences(shown), f"Differences: {told}", caption),
        beside.difference_table("Main measures: the base, and differences to it (95 %)", compared, MAIN),
        *(
            details(f"Verdicts: {name}", _table(f"All measures: {name}", one.differences, MEASURES))
            for name, one in named
        ),
    ]
    return ReportSection("differences", "Differences", "Differences to the base", join([*parts, note]))


def places(compared: Comparison) -> ReportSection:
    """The map of the base, countries shaded by what the first variant changes there."""
    name, variant = named_variants(compared)[0]
    change = {code: _clear(known["arrests"]) for code, known in variant.by_country.items()}
    shown = tables.countries(compared.base)
    shaded = shown.assign(change=[change.get(code, math.nan) for code in shown["code"]])
    note = (
        f" Posts and their checks are those of {base_name(compared)}; the colour of a country says where "
        f"{name} has more or fewer arrests, if the difference is clear."
    )
    return results.places(compared.base, shaded, note)


def forest(known: Mapping[str, Difference], names: Iterable[str]) -> pd.DataFrame:
    """Differences in per cent of the base for the forest plot; measures with a base of 0 are left out."""
    rows = [
        {
            "label": wording.sentence_case(MEASURES[name].title),
            "percent": 100 * row.difference / abs(row.base),
            "percent_low": 100 * row.ci_low / abs(row.base),
            "percent_high": 100 * row.ci_high / abs(row.base),
            "text": in_words(row, MEASURES[name].unit),
            "effect": row.effect if row.effect in _DRAWN else "unclear",
            "told": row.told,
        }
        for name, row in ((name, known[name]) for name in names if name in known)
        if row.base and math.isfinite(row.base) and math.isfinite(row.difference)
    ]
    columns = ["label", "percent", "percent_low", "percent_high", "text", "effect", "told"]
    return pd.DataFrame(rows, columns=columns)


def sentence(names: str, variant: Variant) -> str:
    """What differs in arrests, with its interval."""
    row = variant.differences["arrests"]
    if not math.isfinite(row.difference):
        return f"{names}: arrests cannot be compared."
    means = f"{amounts.count(row.variant)} against {amounts.count(row.base)} on average"
    rests = f" {assumed_range(variant.elasticity)}" if variant.elasticity else ""
    if not row.told:
        said = {"identical": "the same arrests in every run", "negligible": "no difference in arrests that matters"}
        clear = said.get(row.effect, "no clear difference in arrests")
        if row.widths and row.widths.rests == "loose":
            clear = "whether arrests are more or fewer depends on what is assumed"
        return f"{names}: {clear} ({means}; difference {in_words(row, '1')}).{rests}"
    more = "more" if row.difference > 0 else "fewer"
    low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
    return (
        f"{names}: {amounts.count(abs(row.difference))} {more} arrests ({amounts.interval(low, high, '1')}), {means}."
        f"{rests}"
    )


def _headline(compared: Comparison) -> Html:
    """Officers and headline figures of every plan; beside the base's what was published."""
    every = runs_of(compared)
    names, printed = plan_names(every), compared.base.scenario.published
    rows = overlay(every, lambda run: tables.estimates(run, HEADLINE))
    title = dict(zip(rows["label"], rows["measure"], strict=True))
    lines = [[_OFFICERS, _known(printed.officers), *plans.officers_of(every)]]
    for label, *cells in beside.plan_columns(rows, names, beside.mean_and_confidence):
        lines.append([label, _known(getattr(printed, title[label], None)), *cells])
    heads = ["", "Published", *names]
    if not any(line[1] for line in lines):
        heads, lines = ["", *names], [[label, *cells] for label, _, *cells in lines]
    means = table("Headline figures of each plan: mean of the runs, and its confidence (95 %)", heads, lines)
    if two := [run for run in every if not results.too_few(run)]:
        kind = wording.spread_name(two[0].manifest)
        falls = beside.plan_columns(rows, names, lambda row: results.three(row)[2])
        return join([means, table(f"Where 95 of 100 single actions fall: {kind}", ["", *names], falls)])
    return means


def _known(value: float | None) -> str:
    return "" if value is None else amounts.number(float(value))


def _clear(row: Difference) -> float:
    """The difference, or 0 where none is clear."""
    return row.difference if row.told else 0.0


def _table(caption: str, known: Mapping[str, Difference], names: Iterable[str]) -> Html:
    heads = ["Measure", "Verdict", "Base", "Variant", "Difference", "95 % confidence", "Matters from", "Pairing gains"]
    rows = [_line(name, known) for name in names if name in known]
    return table(caption, heads, rows, text_columns=2)


def _line(name: str, known: Mapping[str, Difference]) -> list[str]:
    row, unit = known[name], MEASURES[name].unit
    shown = row_unit(unit, row.base, row.variant, row.difference, row.ci_low, row.ci_high)
    return [
        wording.sentence_case(MEASURES[name].title),
        el("span", row.verdict, class_=row.effect),
        *numbers(name, row, known),
        shown.signed(row.matters).removeprefix("+"),
        wording.gain(row.variance_reduction),
    ]
