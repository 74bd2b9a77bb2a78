"""Sections on how the action goes: its hours, the exchange between countries, the waits, the countries one by one."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.measures import MEASURES, OF_INSTITUTIONS
from sim.present import congestion, figures, tables, wording
from sim.present.markup import Html, details, join, paragraph, table
from sim.present.overlay import columns, overlay, side_by_side
from sim.present.page import ReportSection, plot
from sim.present.protocols import Run
from sim.present.results import intervals, three, too_few

_BY_COUNTRY: Final = (
    "checks_total",
    "arrests",
    "investigations",
    "weapons",
    "hits",
    "requests",
    "answered_share",
    "response_time_median_h",
    "released_without_answer",
    "wait_mean_min",
)
_INSTITUTIONS: Final = (
    "packages",
    "operations",
    "hits_europol",
    "hit_rate_europol",
    "hit_rate_database",
    "past_deadline",
    "strike_median_h",
    "detention_median_h",
    *OF_INSTITUTIONS,
    "networks_disrupted",
)


def course(*runs: Run) -> ReportSection:
    """The action hour by hour."""
    figure = figures.hour_by_hour(overlay(runs, tables.hour_by_hour))
    says = "Checks and arrests in each hour of the action: mean and spread of the runs"
    few = too_few(runs[0])
    band = f"Where 95 of 100 runs lie is not drawn: {few}." if few else "Band: 95 of 100 runs lie in it."
    caption = f"Line: mean of the runs in that hour. {band} All times are UTC."
    return ReportSection("course", "Hour by hour", "The action, hour by hour", plot("hours", figure, says, caption))


def exchange(*runs: Run) -> ReportSection:
    """How fast countries answered each other."""
    channels = overlay(runs, tables.channels)
    if channels.empty:
        body = paragraph("No country asked another.")
        return ReportSection("exchange", "Exchange", "Answers between countries", body)
    rows = [
        [
            *lead,
            amounts.count(row["requests"]),
            amounts.number(row["answered"], "share"),
            *_times(row),
        ]
        for lead, row in side_by_side(channels, "channel")
    ]
    says = "Requests between countries: " + "; ".join(
        f"{' '.join(row[:-4])} {row[-3]} answered, half within {row[-2]}" for row in rows
    )
    caption = (
        "A curve that ends below 100 % tells of requests that were lost or still open: they wait to the end of the "
        "action. Refused requests are left out of the curves and times, not of the share answered. Requests of all "
        "runs together, between two countries only."
    )
    heads = columns(
        channels, "Channel", "Requests per run", "Answered", "Half answered within", "Three quarters within"
    )
    figure = plot("responses", figures.response_times(overlay(runs, tables.response_times)), says, caption)
    body = join([figure, table("Requests by channel", heads, rows, text_columns=len(heads) - 4)])
    return ReportSection("exchange", "Exchange", "Answers between countries", body)


def _times(row: Mapping[str, Any]) -> list[str]:
    """Times to an answer as cells, in one unit."""
    times = float(row["half_h"]), float(row["three_quarters_h"])
    unit = row_unit("h", *times)
    return [unit.number(time) for time in times]


def institutions(*runs: Run) -> ReportSection:
    """What was done by those who are not at a post: what no run had is left out."""
    known = overlay(runs, lambda run: tables.estimates(run, _INSTITUTIONS))
    had = known.groupby("measure")["mean"].transform(lambda means: means.abs().max()) > 0.0
    rows = [
        [*lead, MEASURES[str(row["measure"])].meaning, *three(row)] for lead, row in side_by_side(known[had], "label")
    ]
    if not rows:
        body = paragraph("No institution but posts, contact points and Europol's analysts took part.")
        return ReportSection("institutions", "Institutions", "What the institutions did", body)
    heads = columns(known, "Measure", "Meaning", *intervals(runs[0]))
    body = table("Work of institutions", heads, rows, text_columns=len(heads) - 3)
    return ReportSection("institutions", "Institutions", "What the institutions did", body)


def waiting(*runs: Run) -> ReportSection:
    """Waits at crossings: the longest of the first run, and what they are in the others."""
    everywhere = overlay(runs, tables.waits)
    if everywhere.empty:
        body = paragraph("No traveller met ordinary border control.")
        return ReportSection("waits", "Waits", "Waits at crossings", body)
    longest = list(everywhere["label"].drop_duplicates().head(figures.LONGEST_WAITS))
    rows = everywhere[everywhere["label"].isin(longest)]
    p95 = amounts.number(float(rows["wait_p95_min"].iloc[0]), "min")
    says = f"Longest waits: {longest[0]}, 95 % wait less than {p95}"
    whose = " in the base" if len(runs) > 1 else ""
    caption = f"The {len(longest)} checkpoints with the longest waits at ordinary border control{whose}; means of runs."
    drawn = plot("waits", figures.waits(rows), says, caption)
    told = congestion.longest_wait(runs[0])
    body = join([*([paragraph(f"{told}{whose}.")] if told else []), drawn])
    return ReportSection("waits", "Waits", "Waits at crossings", body)


def by_country(run: Run) -> ReportSection:
    """One table of means, and every measure of each country in a fold."""
    heads = ["Country", "Officers", *(wording.sentence_case(MEASURES[name].title) for name in _BY_COUNTRY)]
    frames = {code: tables.estimates(run, MEASURES, code) for code in run.scenario.countries}
    means = [_means(run, code, frame) for code, frame in frames.items()]
    folds = [
        details(tables.country_name(run.scenario, code), _all_measures(run, code, frame))
        for code, frame in frames.items()
    ]
    total = details("The whole action", _all_measures(run, "", tables.estimates(run, MEASURES)))
    body = join(
        [
            table("Means of the runs by country", heads, means),
            paragraph(wording.KOSOVO_FOOTNOTE, class_="facts"),
            paragraph("Every measure with both intervals, for the whole action and for each country:"),
            total,
            details("Each country", *folds, printed=False),
        ]
    )
    return ReportSection("countries", "Countries", "Country by country", body)


def _means(run: Run, code: str, frame: pd.DataFrame) -> list[str]:
    rows = {str(row["measure"]): row for row in frame.to_dict("records")}
    cells = [three(rows[name])[0] if name in rows else amounts.NOT_DEFINED for name in _BY_COUNTRY]
    return [tables.country_name(run.scenario, code), amounts.number(run.scenario.officers(code)), *cells]


def _all_measures(run: Run, code: str, frame: pd.DataFrame) -> Html:
    rows = [
        [wording.sentence_case(MEASURES[str(row["measure"])].title), MEASURES[str(row["measure"])].meaning, *three(row)]
        for row in frame.to_dict("records")
    ]
    name = tables.country_name(run.scenario, code) if code else "the whole action"
    return table(f"All measures of {name}", ["Measure", "Meaning", *intervals(run)], rows, text_columns=2)
