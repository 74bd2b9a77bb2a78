"""Sections on what the action achieves: the answer, the published figures, the funnel, the map, the arrests."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.intervals import LEAST_RUNS, no_prediction
from sim.outcome.measures import HEADLINE
from sim.present import figures, origins, tables, wording
from sim.present.markup import Html, el, join, paragraph, table
from sim.present.page import ReportSection, plot
from sim.present.protocols import ESTIMATE, Run
from sim.scenario import reference
from sim.scenario.names import in_names


def intervals(run: Run) -> tuple[str, str, str]:
    """Headings of an estimate and its two intervals."""
    name = wording.spread_name(run.manifest)
    return "Mean of runs", "Confidence of the mean (95 %)", f"{name.capitalize()} (95 % of runs)"


def too_few(run: Run) -> str:
    """Why so few runs give no range of 95 of 100 actions; empty where there are enough."""
    independent = run.replications if run.sets is None else len(set(run.sets.tolist()))
    return no_prediction(run.replications, independent) if independent < LEAST_RUNS else ""


def reading(run: Run) -> str:
    """How to read a figure with both intervals."""
    thin = "Thin line: 95 of 100 runs end here; this is what a single action may bring, and it does not narrow."
    few = too_few(run)
    return (
        "Thick bar: with a confidence of 95 % the mean lies here; it narrows with more runs. "
        f"{f'Where 95 of 100 single actions end is not drawn: {few}.' if few else thin}"
    )


def two_intervals(run: Run) -> str:
    """What the two intervals beside each figure say."""
    few = too_few(run)
    if few:
        return (
            "Beside each figure stands the confidence of the mean, which says how well the average of all runs is "
            f"known. How far a single action may lie from that average is not told: {few}."
        )
    return (
        "Two intervals stand beside each figure. The confidence of the mean says how well the average of all runs is "
        f"known; the {wording.spread_name(run.manifest)} says how far a single action may lie from that average by "
        f"{wording.spread_says(run.manifest)}."
    )


def answer(run: Run) -> ReportSection:
    """The answer in one sentence, and the headline figures."""
    cards = [_card(run, row) for row in tables.estimates(run, HEADLINE).to_dict("records")]
    how = paragraph(f"{two_intervals(run)} {enough_runs(run.replications, run.failed)}")
    warnings = [paragraph(in_names(run.scenario, text), class_="caution") for text in run.cautions]
    events = [paragraph(str(fate), class_="facts") for fate in run.fates]
    sentence = el("p", _sentence(run), class_="answer")
    body = join([*warnings, sentence, *events, how, *shared(run), el("ul", *cards, class_="cards")])
    return ReportSection("answer", "Answer", "The answer", body)


def enough_runs(replications: int, failed: int) -> str:
    """In words: how many runs there were, and whether any failed."""
    lost = f" {failed:,} more failed and are left out." if failed else ""
    if replications == 1:
        return f"This report rests on a single run, which has neither interval: ask for more runs.{lost}"
    return f"This report rests on {replications:,} runs of the same plan, each with its own luck.{lost}"


def shared(run: Run) -> list[Html]:
    """That runs share sets of parameters, if they do."""
    return [paragraph(run.repeated)] if run.repeated else []


def beside_published(run: Run) -> ReportSection:
    """Simulated figures beside the published ones, as they were printed."""
    rows = tables.published(run)
    if rows.empty:
        body = paragraph("The scenario names no figures that were published of this plan.")
        return ReportSection("published", "Published", "Beside published figures", body)
    lines = _inputs(run) + [
        [row["label"], *three(row), amounts.number(row["published"]), _against(row)] for row in rows.to_dict("records")
    ]
    says = "; ".join(f"{row['label']} {_against(row)} against the published figure" for row in rows.to_dict("records"))
    caption = f"100 per cent is the published figure. {reading(run)}"
    source = run.scenario.published.source or "not named"
    heading = f"Simulated and published figures. Source of the published figures: {source}"
    body = join(
        [
            plot("headline", figures.headline(rows), says, caption),
            table(heading, ["", *intervals(run), "Published", "Difference"], lines),
            *(paragraph(remark) for remark in _as_printed(run)),
        ]
    )
    return ReportSection("published", "Published", "Beside published figures", body)


def funnel(run: Run) -> ReportSection:
    """From traffic to arrests."""
    rows = tables.funnel(run)
    if not (rows["mean"] > 0).any():
        return ReportSection("funnel", "Funnel", "From travellers to arrests", paragraph("Nothing was recorded."))
    says = "Steps: " + "; ".join(f"{row['label']} {amounts.count(row['mean'])}" for row in rows.to_dict("records"))
    caption = (
        "The scale is logarithmic, so bars show the order of magnitude, not the proportion. "
        "The mean of the runs is written beside each bar."
    )
    few = too_few(run)
    lines = [
        [str(row["label"]), amounts.count(row["mean"]), spread(row, few), row["note"]]
        for row in rows.to_dict("records")
    ]
    mean, _, single = intervals(run)
    numbers = table("The same steps in numbers", ["Step", mean, single, "How rare"], lines)
    body = join([plot("funnel", figures.funnel(rows), says, caption), numbers])
    return ReportSection("funnel", "Funnel", "From travellers to arrests", body)


def places(run: Run, countries: pd.DataFrame | None = None, note: str = "") -> ReportSection:
    """The map; `countries` are those of the run, or what they are to be shaded by instead, as a `note` explains."""
    centre = run.scenario.centre
    posts = tables.posts(run)
    shaded = tables.countries(run) if countries is None else countries
    place = (centre.place, centre.lat, centre.lon)
    whole, close = (
        figures.posts_map(posts, shaded, reference.shapes(), place, close_up=near) for near in (False, True)
    )
    busiest = "; ".join(posts.sort_values("checks", ascending=False)["name"].head(3))
    says = f"Map of {len(posts)} posts in {len(shaded)} countries, most checks at {busiest}; centre in {centre.place}"
    caption = (
        "The area of a symbol grows with the checks made there, both sides together. Point at a post or a country code "
        f"for its name and numbers; drag to move the map; click in the legend to hide a kind of post.{note}"
    )
    near = plot(
        "map-close-up", close, f"The same map where posts are closest together. {says}", "The same map, closer."
    )
    body = join([plot("map", whole, says, caption), near, paragraph(wording.KOSOVO_FOOTNOTE, class_="facts")])
    return ReportSection("map", "Map", "Where the action takes place", body)


def arrests(run: Run) -> ReportSection:
    """Arrests by path, crime area and country."""
    plots = [
        _arrests("path", figures.arrests_by_path, tables.arrests_by_path(run)),
        _arrests("crime-area", figures.arrests_by_crime_area, tables.arrests_by_crime_area(run)),
        _arrests("country", figures.arrests_by_country, tables.arrests_by_country(run)),
    ]
    told = [
        paragraph(
            f"{amounts.count(row['mean'])} arrests were impossible without information from another country or Europol "
            f"(confidence of the mean: {three(row)[1]}; {wording.spread_name(run.manifest)}: {three(row)[2]}).",
        )
        for row in tables.estimates(run, ("arrests_needing_abroad",)).to_dict("records")
    ]
    emerged = [paragraph(f"{text} {origins.MEANING}") for text in [origins.sentence(run.origins)] if text]
    numbers = [origins.origin_table(["Arrests of a run"], [run.origins])] if run.origins else []
    body = join([*told, *emerged, *numbers, paragraph(reading(run), class_="facts"), *plots])
    return ReportSection("arrests", "Arrests", "Arrests: how, for what and where", body)


def three(row: Mapping[Any, Any]) -> list[str]:
    """Mean, confidence and spread of an estimate as cells, in one unit."""
    unit = row_unit(str(row["unit"]), *(float(row[name]) for name in ESTIMATE))
    mean = wording.estimate(
        unit,
        float(row["mean"]),
        of=(row["runs"], row["of"]),
        unreached=row["unreached"],
        finished=(row["finished"], row["finished_share"]),
    )
    confidence = wording.untold(str(row["no_confidence"]), row["runs"], row["of"]) or unit.interval(
        row["ci_low"], row["ci_high"]
    )
    few = wording.untold(str(row["no_prediction"]), row["runs"], row["of"])
    return [mean, confidence, few or unit.interval(row["spread_low"], row["spread_high"])]


def spread(row: Mapping[Any, Any], few: str) -> str:
    """Where 95 of 100 actions fall as a cell, or that it is not told, for reasons that stand elsewhere."""
    if math.isfinite(row["spread_low"]):
        return amounts.interval(row["spread_low"], row["spread_high"])
    return wording.NOT_TOLD if few else "the same in all runs"


def _sentence(run: Run) -> str:
    plan = run.scenario
    rows = {str(row["measure"]): row for row in tables.estimates(run, HEADLINE).to_dict("records")}
    mean = {name: amounts.count(row["mean"]) for name, row in rows.items()}
    arrests, few = rows["arrests"], too_few(run)
    within = (
        f"in 95 of 100 actions {spread(arrests, few)}"
        if not few
        else "the runs are too few to say how far a single action may lie from that"
    )
    within = within if run.replications > 1 else "in a single run"
    officers = amounts.number(tables.officers(run))
    days = "one day" if plan.days == 1 else f"{plan.days} days"
    return (
        f"With {officers} officers of {len(plan.countries)} countries over {days}, this plan is expected to lead to "
        f"{mean['arrests']} arrests ({within}), {mean['investigations']} new investigations and {mean['weapons']} "
        "seized weapons."
    )


def _card(run: Run, row: Mapping[Any, Any]) -> Html:
    mean, confidence, spread = three(row)
    value, _, remark = mean.partition(" (")
    lines = [("confidence of the mean", confidence), (wording.spread_name(run.manifest), spread)]
    printed = getattr(run.scenario.published, str(row["measure"]), None)
    if printed is not None:
        lines.append(("published", amounts.number(float(printed))))
    facts = el("dl", *(join([el("dt", name), el("dd", value)]) for name, value in lines))
    head = [el("h3", str(row["label"])), el("p", value, class_="value")]
    if remark:
        head.append(paragraph(remark.removesuffix(")")))
    return el("li", *head, facts, class_="card")


def _inputs(run: Run) -> list[list[str]]:
    """Officers and countries: of the plan, not results, beside what was published."""
    plan, own = run.scenario, run.scenario.published
    given = [
        ("Officers (of the plan)", tables.officers(run), own.officers),
        ("Countries (of the plan)", len(plan.countries), own.countries),
    ]
    return [
        [name, amounts.number(value), "", "", amounts.number(printed), wording.percent_of(value, printed)]
        for name, value, printed in given
        if printed is not None
    ]


def _as_printed(run: Run) -> list[str]:
    """Where published figures do not agree with themselves or with the plan; nothing is smoothed."""
    printed, remarks = run.scenario.published, []
    parts = [printed.checks_person, printed.checks_vehicle, printed.checks_parcel, printed.checks_premises]
    known = [part for part in parts if part is not None]
    if printed.checks_total is not None and len(known) == len(parts) and sum(known) != printed.checks_total:
        remarks.append(
            f"The published checks do not add up: the parts sum to {sum(known):,}, the printed total is "
            f"{printed.checks_total:,}. Both are shown as they were printed."
        )
    named = len(run.scenario.countries)
    if printed.countries is not None and printed.countries != named:
        remarks.append(f"{printed.countries} countries were published; the plan names {named}.")
    return remarks


def _against(row: Mapping[Any, Any]) -> str:
    return wording.percent_of(row["mean"], row["published"])


def _arrests(by: str, draw: Callable[[pd.DataFrame], go.Figure], rows: pd.DataFrame) -> Html:
    first = [f"{row['label']} {amounts.count(row['mean'])}" for row in rows.to_dict("records")]
    says = f"Arrests by {wording.words(by)}: " + "; ".join(first[:6])
    return plot(f"arrests-by-{by}", draw(rows), says, "")
