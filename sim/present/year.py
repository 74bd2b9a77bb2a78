"""The evaluation of a programme: one page on a year of actions."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.intervals import LEAST_RUNS
from sim.present import foundations, style, wording
from sim.present.markup import details, el, join, paragraph, table
from sim.present.page import ReportSection, page, plot
from sim.words import NUMBER_OF_ACTIONS

FIGURES: Final = (
    ("arrests", "arrests", "1"),
    ("arrests_network_operation", "arrests in network operations", "1"),
    ("investigations", "investigations opened", "1"),
    ("weapons", "weapons seized", "1"),
    ("packages", "intelligence packages", "1"),
    ("operations", "network operations", "1"),
    ("networks_disrupted", "networks that lost a tenth of their members or more", "1"),
    ("members_arrested", "members of networks arrested", "1"),
    ("known_share", "members known to Europol at the end", "share"),
    ("trust_last", "trust added to the level of cooperation by the last action", "share"),
)
"""What is told of a year: name, title, unit."""
MANY: Final = 30
"""A table of more actions is folded."""
_COUNTED: Final = ["arrests", "investigations", "operations"]


def rows(document: Mapping[str, Any]) -> list[list[str]]:
    """The figures of a year in words: title, mean, confidence of the mean, spread of years, published."""
    told = []
    for name, title, unit in FIGURES if document["figures"] else ():
        figure, printed = document["figures"][name], document["published"].get(name)
        ends = [figure[key] or (None, None) for key in ("ci95", "spread95")]
        row = row_unit(unit, figure["mean"], *ends[0], *ends[1])
        reasons = [figure.get(f"{key}_reason") for key in ("ci95", "spread95")]
        of = figure["runs"], document["replications"]
        untold = [wording.untold(reason or "", *of) for reason in reasons]
        cells = [reason or row.interval(*end) for reason, end in zip(untold, ends, strict=True)]
        told.append(
            [
                title,
                wording.estimate(row, figure["mean"], of=of, what="years"),
                *cells,
                "" if printed is None else row.number(printed),
            ]
        )
    return told


def caution(document: Mapping[str, Any]) -> str:
    """Why a year as simulated is not a year as published, and what so few years do not tell."""
    years = document["replications"]
    few = "" if years >= LEAST_RUNS else f"Where 95 of 100 years fall is not told: it takes {LEAST_RUNS} years. "
    return few + "Published and simulated years are not the same thing: " + "; ".join(document["not_comparable"]) + "."


def year_report(
    description: str, document: Mapping[str, Any], actions: pd.DataFrame, manifest: Mapping[str, object], text: str
) -> str:
    """A year of actions as a self-contained HTML page.

    Parameters
    ----------
    document
        The result in plain values: name, figures with their intervals, what was published.
    actions
        One row for each replication and action.
    text
        The programme file.
    """
    name = document["programme"]
    sections = [_answer(document)]
    if not actions.empty:
        sections += [_by_action(actions), _course(actions), _by_area(actions)]
    sections += [foundations.honest_use(), foundations.identity(manifest, [(name, text)])]
    lead = [el("p", description, class_="lead")] if description else []
    made = document["replications"] - document["failed"]
    years = wording.behind(made, document["replications"], "years") or f"{made:,} years"
    facts = f"{document[NUMBER_OF_ACTIONS]} actions over {document['theatre']}; {years}"
    kind = el("p", "Evaluation of a programme of actions", class_="kind")
    header = join([kind, el("h1", name), *lead, el("p", facts, class_="facts")])
    footer = el("p", "Made by jadsim, a simulation of joint action days. Synthetic: outcomes of plans, not of persons.")
    return page(name, header, sections, footer, manifest)


def _answer(document: Mapping[str, Any]) -> ReportSection:
    columns = ["", "mean", "confidence of the mean (95 %)", "spread of years (95 %)", "published"]
    source = document["published"]["source"]
    parts = [paragraph(wording.sentence_case(f"{text}."), class_="caution") for text in document["cautions"]]
    parts += [el("p", text, class_="answer") for text in _headline(document)]
    parts += [table("The year in figures", columns, rows(document)), paragraph(caution(document))]
    if source:
        parts.append(paragraph(f"Published: {source}."))
    return ReportSection("answer", "The year", "What the year achieves", join(parts))


def _headline(document: Mapping[str, Any]) -> Iterator[str]:
    """The year in one sentence."""
    told = {title: (mean, confidence) for title, mean, confidence, *_ in rows(document)}
    if told:
        arrests, ends = told["arrests"]
        opened, operations = (told[title][0] for title in ("investigations opened", "network operations"))
        yield (
            f"{document[NUMBER_OF_ACTIONS]} actions lead to {arrests} arrests a year (confidence of the mean: {ends}), "
            f"{opened} investigations and {operations} operations against networks."
        )


def _course(actions: pd.DataFrame) -> ReportSection:
    ordered = actions.assign(total=actions.groupby("replication")["arrests"].cumsum())
    mean = ordered.groupby(["start", "action"], sort=False)[["total", "known_share", "trust"]].mean().reset_index()
    figure = style.figure("Arrests, knowledge and trust over the year", 420, [])
    days = [str(day) for day in mean["start"]]
    for column, title, axis, colour in (
        ("total", "arrests so far", "y", style.BLUE),
        ("known_share", "members known to Europol, %", "y2", style.GREEN),
        ("trust", "trust added to cooperation, %", "y2", style.GOLD),
    ):
        values = mean[column] * (1 if axis == "y" else 100)
        figure.add_scatter(x=days, y=values.tolist(), name=title, yaxis=axis, line={"color": colour})
    figure.update_layout(
        yaxis={"title": "arrests so far", "rangemode": "tozero"},
        yaxis2={
            "title": "per cent",
            "overlaying": "y",
            "side": "right",
            "rangemode": "tozero",
            "showgrid": False,
            "tickmode": "auto",
            "tickformat": "~g",
        },
    )
    says = "Arrests so far, members known to Europol and trust over the year: mean of the years"
    caption = "Mean of all years, after each action. What Europol knows ages between actions and is lost with arrests."
    return ReportSection(
        "course", "Action by action", "The year, action by action", plot("year", figure, says, caption)
    )


def _by_action(actions: pd.DataFrame) -> ReportSection:
    """One row an action, in their order."""
    means = actions.groupby(["start", "action"], sort=False)[_COUNTED].mean().reset_index()
    lines = [
        [str(row["action"]), str(row["start"]), *(amounts.count(row[name]) for name in _COUNTED)]
        for row in means.to_dict("records")
    ]
    columns = ["action", "starts", "arrests", "investigations", "network operations"]
    told = table("Actions of the year, mean of the years", columns, lines, text_columns=2)
    body = told if len(lines) <= MANY else details(f"All {len(lines):,} actions", told)
    return ReportSection("each", "Actions", "Action for action", body)


def _by_area(actions: pd.DataFrame) -> ReportSection:
    first = actions.assign(area=actions["areas"].str.split().str[0])
    years = first["replication"].nunique()
    sums = first.groupby("area")[_COUNTED].sum() / years
    number_of = first.groupby("area")["action"].nunique()
    lines = [
        [str(area).replace("_", " "), amounts.count(number_of[area]), *(amounts.count(value) for value in row)]
        for area, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    ]
    columns = ["main area", "number of actions", "arrests", "investigations", "network operations"]
    body = table("By the main area of an action, mean of the years", columns, lines)
    return ReportSection("areas", "By area", "Actions by their main area", body)
