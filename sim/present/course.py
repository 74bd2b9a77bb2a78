"""Sections on how the action goes: its hours, the exchange between countries, the waits, the countries one by one."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.measures import MEASURES, OF_INSTITUTIONS
from sim.present import congestion, figures, tables, wording
from sim.present.map_by_hour import findings_table
from sim.present.markup import Html, details, join, paragraph, table
from sim.present.page import ReportSection, plot
from sim.present.protocols import Run
from sim.present.results import intervals, three, too_few
from sim.present.ties import flows_table, networks_table
from sim.scenario.names import country_name

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


def course(run: Run) -> ReportSection:
    """The action hour by hour."""
    figure = figures.hour_by_hour(tables.hour_by_hour(run))
    says = "Checks and arrests in each hour of the action: mean and spread of the runs"
    few = too_few(run)
    band = f"Where 95 of 100 runs lie is not drawn: {few}." if few else "Band: 95 of 100 runs lie in it."
    caption = f"Line: mean of the runs in that hour. {band} All times are UTC."
    body = join([plot("hours", figure, says, caption), *_found_when(run)])
    return ReportSection("course", "Hour by hour", "The action, hour by hour", body)


def _found_when(run: Run) -> list[Html]:
    """Where something is found at which time of the day."""
    rows = findings_table(run)
    if rows.empty:
        return []
    most = max(rows.to_dict("records"), key=lambda row: float(row["findings"]))
    says = f"Four maps of findings at posts, one for each quarter of the day; most: {most['name']}, {most['time']} UTC"
    caption = (
        "Findings at a post in these six hours of a day (UTC), mean of the days and of the runs; the area of a circle "
        "grows with them, on one scale in all four maps. Point at a circle for its post and number."
    )
    return [plot("map-by-hour", figures.findings_by_hour(rows), says, caption)]


def networks(run: Run) -> ReportSection:
    """What was left of criminal networks."""
    rows = networks_table(run)
    if rows.empty:
        body = paragraph("No criminal network was there.")
        return ReportSection("networks", "Networks", "Criminal networks before and after", body)
    told = rows[rows["plan"] == rows["plan"].iloc[0]]
    says = "Networks by members arrested: " + "; ".join(
        f"{row['label']} {amounts.count(row['networks'])} a run, {amounts.number(row['after'], 'share')} left in the "
        "largest connected part"
        for row in told.to_dict("records")
    )
    caption = (
        "Open mark: as the network was at the start; filled: at the end, without those who were arrested. A network "
        "that loses few may hold together as before; one that falls apart loses its largest part. Means over all "
        "networks of a group and all runs."
    )
    body = plot("networks", figures.networks(rows), says, caption)
    return ReportSection("networks", "Networks", "Criminal networks before and after", body)


def exchange(run: Run) -> ReportSection:
    """How fast countries answered each other."""
    channels = tables.channels(run)
    if channels.empty:
        body = paragraph("No country asked another.")
        return ReportSection("exchange", "Exchange", "Answers between countries", body)
    rows = [
        [
            str(row["channel"]),
            amounts.count(row["requests"]),
            amounts.number(row["answered"], "share"),
            *answer_times(row),
        ]
        for row in channels.to_dict("records")
    ]
    says = "Requests between countries: " + "; ".join(
        f"{row[0]} {row[2]} answered, half within {row[3]}" for row in rows
    )
    caption = (
        "A curve that ends below 100 % tells of requests that were lost or still open: they wait to the end of the "
        "action. Refused requests are left out of the curves and times, not of the share answered. Requests of all "
        "runs together, between two countries only."
    )
    heads = ["Channel", "Requests per run", "Answered", "Half answered within", "Three quarters within"]
    figure = plot("responses", figures.response_times(tables.response_times(run)), says, caption)
    body = join([figure, table("Requests by channel", heads, rows), _flows(run)])
    return ReportSection("exchange", "Exchange", "Answers between countries", body)


def _flows(run: Run) -> Html:
    """Who asks whom."""
    rows = flows_table(run)
    most = max(rows.to_dict("records"), key=lambda row: float(row["requests"]))
    number = amounts.count(most["requests"])
    says = f"Requests by country that asks and country that is asked; most: {most['sender']} asks {most['receiver']}"
    caption = "Requests between two countries, mean of the runs; point at a cell for how many were answered."
    return plot("flows", figures.flows(rows), f"{says}, {number} a run", caption)


def answer_times(row: Mapping[Any, Any]) -> list[str]:
    """Times after which a half and three quarters were answered, as cells in one unit."""
    times = float(row["half_h"]), float(row["three_quarters_h"])
    unit = row_unit("h", *times)
    return [unit.number(time) for time in times]


def work_of_institutions(run: Run) -> pd.DataFrame:
    """Estimates of what was done by those who are not at a post; what no run had is left out."""
    known = tables.estimates(run, _INSTITUTIONS)
    return known[known["mean"].abs() > 0.0]


def institutions(run: Run) -> ReportSection:
    """What was done by those who are not at a post."""
    rows = [
        [str(row["label"]), MEASURES[str(row["measure"])].meaning, *three(row)]
        for row in work_of_institutions(run).to_dict("records")
    ]
    if not rows:
        body = paragraph("No institution but posts, contact points and Europol's analysts took part.")
        return ReportSection("institutions", "Institutions", "What the institutions did", body)
    body = table("Work of institutions", ["Measure", "Meaning", *intervals(run)], rows, text_columns=2)
    return ReportSection("institutions", "Institutions", "What the institutions did", body)


def waiting(run: Run) -> ReportSection:
    """The longest waits at crossings."""
    rows = tables.waits(run).head(figures.LONGEST_WAITS)
    if rows.empty:
        body = paragraph("No traveller met ordinary border control.")
        return ReportSection("waits", "Waits", "Waits at crossings", body)
    p95 = amounts.number(float(rows["wait_p95_min"].iloc[0]), "min")
    says = f"Longest waits: {rows['label'].iloc[0]}, 95 % wait less than {p95}"
    caption = f"The {len(rows)} checkpoints with the longest waits at ordinary border control; means of runs."
    drawn = plot("waits", figures.waits(rows), says, caption)
    told = congestion.longest_wait(run)
    body = join([*([paragraph(f"{told}.")] if told else []), drawn])
    return ReportSection("waits", "Waits", "Waits at crossings", body)


def by_country(run: Run) -> ReportSection:
    """One table of means, and every measure of each country in a fold."""
    heads = ["Country", "Officers", *(wording.sentence_case(MEASURES[name].title) for name in _BY_COUNTRY)]
    frames = {code: tables.estimates(run, MEASURES, code) for code in run.scenario.countries}
    means = [_means(run, code, frame) for code, frame in frames.items()]
    folds = [
        details(country_name(run.scenario, code), _all_measures(run, code, frame)) for code, frame in frames.items()
    ]
    total = details("The whole action", _all_measures(run, "", tables.estimates(run, MEASURES)))
    body = join(
        [
            table("Means of the runs by country", heads, means),
            paragraph(wording.KOSOVO_FOOTNOTE, class_="facts"),
            paragraph("Every measure with both intervals, for the whole action and for each country:"),
            total,
            details("Each country", *folds),
        ]
    )
    return ReportSection("countries", "Countries", "Country by country", body)


def _means(run: Run, code: str, frame: pd.DataFrame) -> list[str]:
    rows = {str(row["measure"]): row for row in frame.to_dict("records")}
    cells = [three(rows[name])[0] if name in rows else amounts.NOT_DEFINED for name in _BY_COUNTRY]
    return [country_name(run.scenario, code), amounts.number(run.scenario.officers(code)), *cells]


def _all_measures(run: Run, code: str, frame: pd.DataFrame) -> Html:
    rows = [
        [wording.sentence_case(MEASURES[str(row["measure"])].title), MEASURES[str(row["measure"])].meaning, *three(row)]
        for row in frame.to_dict("records")
    ]
    name = country_name(run.scenario, code) if code else "the whole action"
    return table(f"All measures of {name}", ["Measure", "Meaning", *intervals(run)], rows, text_columns=2)
