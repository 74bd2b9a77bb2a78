"""The sections of the report that compares plans."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from sim.outcome.measures import MEASURES
from sim.present import figures, results, tables, wording
from sim.present.markup import Html, details, el, join, paragraph, table
from sim.present.overlay import columns, named_variants, overlay, plan_names, runs_of, side_by_side
from sim.present.page import ReportSection, plot
from sim.present.protocols import Comparison, Difference, Run, Variant
from sim.present.results import HEADLINE, intervals, three, two_intervals

_MAIN: Final = (
    "checks_total",
    "referrals",
    "hits",
    "requests",
    "answered_share",
    "response_time_median_h",
    "released_without_answer",
    "arrests",
    "arrests_needing_abroad",
    "weapons",
    "drugs_kg",
    "victims",
    "investigations",
    "detection_probability",
    "interception_probability",
    "networks_disrupted",
    "wait_mean_min",
    "officer_hours",
    "arrests_per_1000_officers",
)
_OFFICERS: Final = "Officers (of the plan)"
_CLEAR: Final = ("better", "worse", "changed")


def answer(compared: Comparison) -> ReportSection:
    """One sentence per variant, and the headline figures of every plan."""
    base = compared.base
    sentences = [el("p", _sentence(name, base, variant), class_="answer") for name, variant in named_variants(compared)]
    reading = paragraph(
        f"Each plan was run {base.replications:,} times. Each run of one plan is set against the run of the other that "
        "had the same luck, so that what differs comes from the plans. The interval of a difference is the 95 % "
        f"confidence of the mean difference. {two_intervals(base)}"
    )
    return ReportSection("answer", "Answer", "The answer", join([*sentences, reading, _headline(compared)]))


def differences(compared: Comparison) -> ReportSection:
    """Forest plot and table for each variant."""
    parts: list[Html] = []
    for at, (name, variant) in enumerate(named_variants(compared)):
        rows = forest(variant.differences, _MAIN)
        told = "; ".join(f"{row['label']} {row['text']}" for row in rows.head(6).to_dict("records"))
        caption = (
            "Filled marks: the interval excludes no difference. Open circles: no difference can be told with this "
            "number of runs, or there is none. A measure whose base is 0 has no percentage and is in the table only."
        )
        parts += [
            el("h3", f"{name} against {compared.base.scenario.name}"),
            plot(f"differences-{at}", figures.differences(rows), f"Differences: {told}", caption),
            _table(f"Main measures: {name}", variant.differences, _MAIN),
            details("All measures", _table(f"All measures: {name}", variant.differences, MEASURES)),
        ]
    return ReportSection("differences", "Differences", "Differences to the base", join(parts))


def places(compared: Comparison) -> ReportSection:
    """The map of the base, countries shaded by what the first variant changes there."""
    name, variant = named_variants(compared)[0]
    change = {code: _clear(known["arrests"]) for code, known in variant.by_country.items()}
    shown = tables.countries(compared.base)
    shaded = shown.assign(change=[change.get(code, math.nan) for code in shown["code"]])
    note = (
        f" Posts and their checks are those of {compared.base.scenario.name}; the colour of a country says where "
        f"{name} has more or fewer arrests, if the difference is clear."
    )
    return results.places(compared.base, shaded, note)


def by_country(compared: Comparison) -> ReportSection:
    """Arrests country by country."""
    parts: list[Html] = []
    for name, variant in named_variants(compared):
        rows = [_country(code, known["arrests"]) for code, known in variant.by_country.items()]
        columns = ["Country", "Verdict", "Base", "Variant", "Difference", "95 % confidence"]
        parts.append(table(f"Arrests by country: {name}", columns, rows, text_columns=2))
        for where, codes in (("base", variant.only_in_base), ("variant", variant.only_in_variant)):
            if codes:
                names = ", ".join(tables.country_name(code) for code in codes)
                parts.append(paragraph(f"Only in the {where}: {names}."))
    note = paragraph("Verdicts are adjusted for the number of countries (Holm, at 5 %); the intervals are not.")
    footnote = paragraph(wording.KOSOVO_FOOTNOTE, class_="facts")
    return ReportSection("countries", "Countries", "Country by country", join([*parts, note, footnote]))


def forest(known: Mapping[str, Difference], names: Iterable[str]) -> pd.DataFrame:
    """Differences in per cent of the base for the forest plot; measures with a base of 0 are left out."""
    rows = [
        {
            "label": wording.sentence_case(MEASURES[name].title),
            "percent": 100 * row.difference / abs(row.base),
            "percent_low": 100 * row.ci_low / abs(row.base),
            "percent_high": 100 * row.ci_high / abs(row.base),
            "text": _in_words(row, MEASURES[name].unit),
            "effect": row.effect if row.effect in _CLEAR else "unclear",
        }
        for name, row in ((name, known[name]) for name in names if name in known)
        if row.base and math.isfinite(row.base) and math.isfinite(row.difference)
    ]
    columns = ["label", "percent", "percent_low", "percent_high", "text", "effect"]
    return pd.DataFrame(rows, columns=columns)


def _sentence(name: str, base: Run, variant: Variant) -> str:
    row = variant.differences["arrests"]
    names = f"{name} against {base.scenario.name}"
    if not math.isfinite(row.difference):
        return f"{names}: arrests cannot be compared."
    means = f"{wording.count(row.variant)} against {wording.count(row.base)} on average"
    if row.effect not in _CLEAR:
        said = "the same arrests in every run" if row.effect == "identical" else "no clear difference in arrests"
        return f"{names}: {said} ({means}; difference {_in_words(row, '1')})."
    more = "more" if row.difference > 0 else "fewer"
    low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
    return (
        f"{names}: {wording.count(abs(row.difference))} {more} arrests ({wording.interval(low, high, '1')}), {means}."
    )


def _headline(compared: Comparison) -> Html:
    """Officers and headline figures of every plan with both intervals; the base's beside what was published."""
    every = runs_of(compared)
    rows = overlay(every, lambda run: tables.estimates(run, HEADLINE))
    names, printed = plan_names(every), compared.base.scenario.published
    lines = [
        [_OFFICERS, name, wording.number(tables.officers(run)), "", "", _published(printed.officers, at)]
        for at, (name, run) in enumerate(zip(names, every, strict=True))
    ]
    lines += [
        [*lead, *three(row), _published(getattr(printed, row["measure"], None), names.index(row["plan"]))]
        for lead, row in side_by_side(rows)
    ]
    heads = columns(rows, "", *intervals(compared.base), "Published")
    return table("Headline figures of each plan", heads, lines, text_columns=2)


def _published(value: float | None, plan: int) -> str:
    return "" if value is None or plan else wording.number(value)


def _clear(row: Difference) -> float:
    """The difference, or 0 where none is clear."""
    return row.difference if row.effect in _CLEAR else 0.0


def _in_words(row: Difference, unit: str) -> str:
    ends = wording.signed_interval(row.ci_low, row.ci_high, unit)
    return f"{wording.signed(row.difference, unit)} ({ends})"


def _country(code: str, row: Difference) -> list[str]:
    ends = wording.signed_interval(row.ci_low, row.ci_high, "1")
    means = [wording.count(row.base), wording.count(row.variant), wording.signed(row.difference, "1")]
    return [tables.country_name(code), el("span", row.verdict, class_=row.effect), *means, ends]


def _table(caption: str, known: Mapping[str, Difference], names: Iterable[str]) -> Html:
    columns = ["Measure", "Verdict", "Base", "Variant", "Difference", "95 % confidence", "Variance reduction"]
    rows = [_line(name, known[name]) for name in names if name in known]
    return table(caption, columns, rows, text_columns=2)


def _line(name: str, row: Difference) -> list[str]:
    unit = MEASURES[name].unit
    return [
        wording.sentence_case(MEASURES[name].title),
        el("span", row.verdict, class_=row.effect),
        wording.number(row.base, unit),
        wording.number(row.variant, unit),
        wording.signed(row.difference, unit),
        wording.signed_interval(row.ci_low, row.ci_high, unit),
        wording.number(row.variance_reduction),
    ]
