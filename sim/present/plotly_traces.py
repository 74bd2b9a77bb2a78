"""The marks that figures are made of: places of several plans, interval rows, segments, bands, shaded nights."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style
from sim.present.wording import behind, noted

_NIGHT_FROM_H, _NIGHT_H = 20, 10


def escaped(texts: Iterable[object]) -> list[str]:
    """Texts that plotly shows as they are: it reads `<b>` and `<a href>` in labels, and scenarios may hold them."""
    return [html.escape(str(text), quote=False) for text in texts]


class Lane(NamedTuple):
    """The rows of one plan: where they are drawn, and in which colours; `plan` is empty where there is but one."""

    plan: str
    rows: pd.DataFrame
    y: list[float]
    colour: str
    pale: str
    symbol: str
    width: float


def plans(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each plan in their order; all of them, under no name, where the table has no column `plan`."""
    if "plan" not in table or table.empty:
        return [("", table)]
    return [(str(name), rows) for name, rows in table.groupby("plan", sort=False)]


def lanes(table: pd.DataFrame) -> tuple[list[Lane], dict[str, Any]]:
    """One place for each `label` from the top, with the plans beside each other in it, and the axis that names them."""
    labels = list(dict.fromkeys(table["label"]))
    groups = plans(table)
    step = 0.76 / len(groups)
    made = []
    for at, (plan, rows) in enumerate(groups):
        shift = (at - (len(groups) - 1) / 2) * step
        colour, symbol = style.look(at)
        pale = style.faint(colour) if plan else style.PALE
        y = [labels.index(label) + shift for label in rows["label"]]
        made.append(Lane(plan, rows, y, colour, pale, symbol, 0.84 * step))
    ends = [max(len(labels), 2) - 0.4, -0.6]
    axis = {"tickvals": list(range(len(labels))), "ticktext": escaped(labels), "range": ends, "showgrid": False}
    return made, axis


def lanes_height(table: pd.DataFrame, row_height: int) -> int:
    """Height of all places of `lanes`, px: a place with several plans is higher, but less than several places."""
    several = 1 + 0.6 * (len(plans(table)) - 1)
    return round(row_height * several * max(table["label"].nunique(), 2))


def interval_rows(
    title: str,
    table: pd.DataFrame,
    unit: str,
    *,
    bars: bool = True,
    row_height: int = 32,
    room: float = 1.14,
    least: float = 1.0,
) -> go.Figure:
    """One row per estimate: the mean, its confidence (thick) and where 95 of 100 runs end (thin).

    Columns `label`, `mean`, `ci_low`, `ci_high`, `spread_low`, `spread_high`, where the mean alone does not say it
    `text` (set beside the row), and where plans are compared `plan`. The axis reaches `room` times the largest end, or
    `least` if that is more.
    """
    made, axis = lanes(table)
    traces: list[Any] = []
    most = least
    for at, lane in enumerate(made):
        rows, first = lane.rows, at == 0
        mean = list(rows["mean"])
        text = escaped(rows["text"]) if "text" in rows else [amounts.count(value) for value in mean]
        reach = [
            max((end for end in ends if math.isfinite(end)), default=0.0)
            for ends in zip(mean, rows["spread_high"], rows["ci_high"], strict=True)
        ]
        most = max([most, *reach])
        confidence = f"{html.escape(lane.plan)}: {style.CONFIDENCE}" if lane.plan else style.CONFIDENCE
        traces += [bar(mean, lane)] if bars else []
        if rows["spread_low"].notna().any():
            traces.append(segments(rows["spread_low"], rows["spread_high"], lane.y, style.SPREAD if first else "", 2))
        traces += [
            segments(rows["ci_low"], rows["ci_high"], lane.y, confidence, 7, lane.colour),
            points(mean, lane.y, "mean", style.INK, "circle", estimate_hover(rows), size=8, legend=first),
            beside(reach, lane.y, [f"  {words}" for words in text]),
        ]
    return style.figure(
        title,
        150 + lanes_height(table, row_height),
        traces,
        plans=len(made),
        showlegend=True,
        xaxis={"range": [0, most * room], "title": {"text": unit}},
        yaxis=axis,
    )


def bar(x: Sequence[float], lane: Lane) -> go.Bar:
    """Pale bars behind the marks of a plan."""
    return go.Bar(
        x=x,
        y=lane.y,
        orientation="h",
        width=lane.width,
        showlegend=False,
        marker={"color": lane.pale},
        hoverinfo="skip",
    )


def beside(x: Sequence[float], y: Sequence[float], text: Sequence[str], size: int = 13) -> go.Scatter:
    """Words to the right of marks."""
    return go.Scatter(
        x=x,
        y=y,
        mode="text",
        text=text,
        textposition="middle right",
        textfont={"size": size},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )


def segments(
    low: Iterable[float],
    high: Iterable[float],
    places: Sequence[str | float],
    name: str,
    width: int,
    colour: str = style.INK,
) -> go.Scatter:
    """Horizontal lines, one a place on the y axis, as one trace; a line without both ends is left out."""
    x: list[float | None] = []
    y: list[str | float | None] = []
    for left, right, place in zip(low, high, places, strict=True):
        if math.isfinite(left) and math.isfinite(right):
            x += [left, right, None]
            y += [place, place, None]
    line = {"color": colour, "width": width}
    return go.Scatter(x=x, y=y, mode="lines", name=name, showlegend=bool(name), line=line, hoverinfo="skip")


def points(
    x: Sequence[float],
    y: Sequence[str | float],
    name: str,
    colour: str,
    symbol: str,
    hover: Sequence[str],
    *,
    size: int = 11,
    legend: bool = True,
) -> go.Scatter:
    """Markers with their own hover texts."""
    marker = {"size": size, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}}
    return go.Scatter(
        x=x, y=y, mode="markers", name=name, marker=marker, hovertext=hover, hoverinfo="text", showlegend=legend
    )


def band(rows: pd.DataFrame, axis: str, colour: str, *, plan: str = "", first: bool) -> list[go.Scatter]:
    """The mean over time as a line in the band of the runs; `axis` is its y axis, `first` brings it to the legend.

    Hours without a range have no width; where no hour has one, there is no band.
    """
    time = list(rows["time"])
    edge = {"width": 0, "color": colour, "shape": "hv"}
    shared: dict[str, Any] = {"x": time, "mode": "lines", "yaxis": axis}
    named = f"{html.escape(plan)}: " if plan else ""
    hover = [
        f"{named}{html.escape(str(series))} {amounts.count(mean)}"
        + (f" (runs: {amounts.interval(low, high)})" if math.isfinite(low) else "")
        for series, mean, low, high in zip(
            rows["series"], rows["mean"], rows["spread_low"], rows["spread_high"], strict=True
        )
    ]
    low, high = (list(rows[end].fillna(rows["mean"])) for end in ("spread_low", "spread_high"))
    edges = [
        go.Scatter(y=high, line=edge, showlegend=False, hoverinfo="skip", **shared),
        go.Scatter(
            y=low,
            line=edge,
            fill="tonexty",
            fillcolor=style.faint(colour),
            name=f"{named}{style.SPREAD}",
            showlegend=first,
            hoverinfo="skip",
            **shared,
        ),
    ]
    return [
        *(edges if rows["spread_low"].notna().any() else []),
        go.Scatter(
            y=list(rows["mean"]),
            line={"color": colour, "width": 2, "shape": "hv"},
            name=f"{named}mean of the runs",
            showlegend=first,
            hovertext=hover,
            hoverinfo="text",
            **shared,
        ),
    ]


def nights(times: pd.Series) -> list[dict[str, Any]]:
    """Shaded rectangles for the nights (20:00 to 06:00 UTC) that `times` touch."""
    if times.empty:
        return []
    begin, end = times.min(), times.max() + pd.Timedelta(hours=1)
    evenings = pd.date_range(begin.normalize() - pd.Timedelta(days=1), end, freq="D") + pd.Timedelta(
        hours=_NIGHT_FROM_H
    )
    spans = [(max(evening, begin), min(evening + pd.Timedelta(hours=_NIGHT_H), end)) for evening in evenings]
    shape = {
        "type": "rect",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": style.NIGHT,
        "line": {"width": 0},
        "layer": "below",
    }
    return [shape | {"x0": dusk.isoformat(), "x1": dawn.isoformat()} for dusk, dawn in spans if dusk < dawn]


def estimate_hover(rows: pd.DataFrame) -> list[str]:
    """Mean and intervals, named; the confidence of the mean, and the runs behind it, only where the table has them."""
    return [_hover(row) for row in rows.to_dict("records")]


def _hover(row: Mapping[Any, Any]) -> str:
    lines = [f"<b>{html.escape(str(row['label']))}</b>"]
    lines += [html.escape(str(row["plan"]))] if "plan" in row else []
    runs = behind(row["runs"], row["of"]) if "of" in row else ""
    lines.append(noted(f"mean {amounts.count(row['mean'])}", runs))
    if "ci_low" in row and math.isfinite(row["ci_low"]):
        lines.append(f"confidence of the mean: {amounts.interval(row['ci_low'], row['ci_high'])}")
    if math.isfinite(row["spread_low"]):
        lines.append(f"{style.SPREAD}: {amounts.interval(row['spread_low'], row['spread_high'])}")
    return "<br>".join(lines)
