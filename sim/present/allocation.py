"""Where the next ones should go: marginal values, the price of plans, and the recommendation, on one page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.outcome.amounts import row_unit, signed
from sim.outcome.measures import MEASURES
from sim.present import style
from sim.present.markup import Html, details, join, paragraph, table
from sim.present.page import ReportSection, plot
from sim.present.surface import experiment_page
from sim.present.wording import behind, noted, sentence_case
from sim.scenario.names import place_name
from sim.scenario.schema import Scenario

BRIEF: Final = ("Place", "For each", "Value", "Confidence (95 %)", "Change tried")
MARGINAL: Final = (*BRIEF, "Adjusted for all places")
FRONT: Final = ("Plan", "On the Pareto front")
TEST: Final = ("Against", "Measure", "On fresh luck")
_COLOURS: Final = {"better": style.BETTER, "worse": style.WORSE}
_SHOWN: Final = 25
_KINDS: Final = (
    ("others", style.UNCLEAR, "circle", 8),
    ("on the Pareto front", style.BLUE, "diamond", 9),
    ("as it stands", style.INK, "square", 12),
    ("proportional", style.ORANGE, "triangle-up", 13),
    ("recommended", style.GREEN, "star", 15),
)
"""Plans that a price is told of: name, colour, symbol and its size."""


def marginal_values(rows: pd.DataFrame, measure: str, plan: Scenario | None = None) -> go.Figure:
    """Marginal values of places with their intervals, the best on top.

    Parameters
    ----------
    rows
        Columns `place`, `unit`, `per`, `value`, `low`, `high`, `pairs`, `of`, `effect`, `change`: the best first.
    measure
        What is sought.
    plan
        The plan whose places they are, which has their names.
    """
    shown = rows.head(_SHOWN)[::-1]
    records = shown.to_dict("records")
    names = [f"{_called(row['place'], plan)} ({_each(row)})" for row in records]
    points = go.Scatter(
        x=shown["value"].tolist(),
        y=names,
        mode="markers",
        hovertext=[
            noted(signed(row["value"], MEASURES[measure].unit), behind(row["pairs"], row["of"], "pairs"))
            for row in records
        ],
        hovertemplate="%{y}<br>%{hovertext}<extra></extra>",
        marker={"size": 9, "color": [_COLOURS.get(one, style.UNCLEAR) for one in shown["effect"]]},
        error_x={
            "array": (shown["high"] - shown["value"]).tolist(),
            "arrayminus": (shown["value"] - shown["low"]).tolist(),
            "color": style.MUTED,
        },
    )
    title = f"Change of {MEASURES[measure].title}{_unit(measure)}"
    figure = style.figure("What the next ones bring, place by place", 150 + 26 * len(shown), [points])
    figure.add_vline(x=0, line={"color": style.MUTED, "dash": "dot"})
    labels = {"tickvals": names, "ticktext": names}
    return figure.update_layout(xaxis={"title": title}, yaxis=labels, margin=style.NO_LEGEND)


def pareto(rows: pd.DataFrame, price: str, gain: str) -> go.Figure:
    """Plans by a price and a gain; those that no other plan beats in all measures stand out.

    Parameters
    ----------
    rows
        Columns `plan`, `front`, and for both measures the mean, `_difference`, `_low`, `_high`, `_pairs` and `_of`.
    """
    kinds = rows.apply(_kind, axis=1)
    traces = [
        go.Scatter(
            x=some[f"{price}_difference"].tolist(),
            y=some[f"{gain}_difference"].tolist(),
            text=[f"{row['plan']}<br>{_change(row, price)}; {_change(row, gain)}" for row in some.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
            name=name,
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": size},
            error_y={
                "array": (some[f"{gain}_high"] - some[f"{gain}_difference"]).tolist(),
                "arrayminus": (some[f"{gain}_difference"] - some[f"{gain}_low"]).tolist(),
                "color": style.faint(colour),
            },
        )
        for name, colour, symbol, size in _KINDS
        for some in [rows[kinds == name]]
        if len(some)
    ]
    figure = style.figure(f"{sentence_case(MEASURES[gain].title)} and {MEASURES[price].title}", 420, traces)
    return figure.update_layout(
        xaxis={"title": f"Change of {MEASURES[price].title}{_unit(price)}"},
        yaxis={"title": f"Change of {MEASURES[gain].title}{_unit(gain)}"},
    )


def allocation_report(
    document: Mapping[str, Any],
    marginal: pd.DataFrame,
    front: pd.DataFrame,
    manifest: Mapping[str, object],
    plan: Scenario,
) -> str:
    """An allocation as a self-contained HTML page; `plan` is the one as it stands."""
    measure = document["measure"]
    prices = [name.removesuffix("_difference") for name in front.columns if name.endswith("_difference")]
    sections = [
        ReportSection("answer", "Answer", "Where they should go", _answer(document, plan)),
        ReportSection("marginal", "Place by place", "What the next ones bring", _marginal(marginal, document, plan)),
        ReportSection("price", "Price", "What plans gain, and what that costs", _prices(front, prices, measure)),
    ]
    return experiment_page("Allocation", document["scenario"], sections, manifest, [(plan.name, plan.text)])


def marginal_rows(rows: pd.DataFrame, measure: str, plan: Scenario) -> Iterator[list[str]]:
    """Marginal values as cells of the columns `MARGINAL`."""
    for row in rows.to_dict("records"):
        unit = row_unit(MEASURES[measure].unit, row["value"], row["low"], row["high"])
        value = noted(unit.signed(row["value"]), behind(row["pairs"], row["of"], "pairs"))
        ends = unit.signed_interval(row["low"], row["high"])
        yield [place_name(plan, row["place"]), _each(row), value, ends, f"{row['change']:+,}", row["verdict"]]


def test_rows(document: Mapping[str, Any]) -> Iterator[list[str]]:
    """The test on fresh luck as cells of the columns `TEST`."""
    names = {"proportional": "a division in proportion", "base": "the plan as it stands"}
    for against, found in document["test"].items():
        if against == "base" or not (document["moved"] or document["is_proportional"]):
            for name, one in found.items():
                told = noted(one["verdict"], behind(one["pairs"], one["pairs"] + one["dropped"], "pairs"))
                yield [names[against], sentence_case(MEASURES[name].title), told]


def _answer(document: Mapping[str, Any], plan: Scenario) -> Html:
    lines = [
        [place_name(plan, row["place"]), row["resource"].replace("_", " "), f"{row['change']:+,}"]
        for row in document["recommended"]
    ]
    runs = max(one["pairs"] + one["dropped"] for one in document["test"]["base"].values())
    how = (
        f"The recommended plan was chosen by runs with one seed, and then met the others in {runs:,} pairs of runs "
        "with another seed, of which the search knew nothing. Verdicts are adjusted for all "
        "of them."
    )
    return join(
        [
            paragraph(sentence_case(document["answer"]), class_="answer"),
            table("Recommended", ["Place", "What", "Change"], lines, text_columns=2),
            table("The recommended plan on fresh luck", TEST, test_rows(document), text_columns=3),
            paragraph(how),
        ]
    )


def _marginal(rows: pd.DataFrame, document: Mapping[str, Any], plan: Scenario) -> Html:
    measure = document["measure"]
    best = rows.iloc[0]
    worth = f"{signed(best['value'], MEASURES[measure].unit)} for each {_each(best.to_dict())}"
    says = f"Best: {place_name(plan, best['place'])}, {worth}"
    caption = (
        f"Everything given to one place (or taken from it), in {document['replications']:,} pairs of runs; bars: 95 % "
        "confidence of each. Blue is better and orange worse, adjusted for all places; grey cannot be told."
    )
    drawn = plot("marginal", marginal_values(rows, measure, plan), says, caption)
    every = table("Marginal values", MARGINAL, marginal_rows(rows, measure, plan), text_columns=2)
    return join([drawn, details("All places", every)])


def _prices(front: pd.DataFrame, names: Sequence[str], measure: str) -> Html:
    parts = []
    for price in (name for name in names if name != measure):
        says = f"{int(front['front'].sum())} of {len(front)} plans are on the Pareto front"
        caption = (
            "Each point is a plan of the search, against the plan as it stands; bars: 95 % confidence. On the Pareto "
            "front no other plan is as good in all measures and better in one."
        )
        parts.append(plot(f"price-{price}", pareto(front, price, measure), says, caption))
    heads = [*FRONT, *(sentence_case(MEASURES[name].title) for name in names)]
    lines = [
        [row["plan"], "yes" if row["front"] else "", *(_change(row, name) for name in names)]
        for row in front.to_dict("records")
    ]
    return join(
        [*parts, details("All plans", table("Changes against the plan as it stands", heads, lines, text_columns=2))]
    )


def _change(row: Mapping[Any, Any], name: str) -> str:
    """What a plan changes in a measure, and in how many pairs it could be taken."""
    told = signed(row[f"{name}_difference"], MEASURES[name].unit)
    return noted(told, behind(row[f"{name}_pairs"], row[f"{name}_of"], "pairs"))


def _kind(row: Mapping[Any, Any]) -> str:
    """What stands out in a plan of the search."""
    own = str(row["plan"]).partition(":")[0]
    if own in {name for name, *_ in _KINDS[2:]}:
        return own
    return "on the Pareto front" if row["front"] else "others"


def _called(place: str, plan: Scenario | None) -> str:
    return place if plan is None else place_name(plan, place)


def _each(row: Mapping[Any, Any]) -> str:
    way = "fewer" if row["change"] < 0 else "more"
    unit = row["unit"] if row["per"] > 1 else row["unit"].removesuffix("s")
    return f"{row['per']:,} {unit} {way}"


def _unit(name: str) -> str:
    return "" if MEASURES[name].unit == "1" else f", {MEASURES[name].unit}"
