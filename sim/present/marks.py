"""The marks that figures are made of: interval rows, line segments, bands, shaded nights."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.present import style, wording

_NIGHT_FROM_H, _NIGHT_H = 20, 10


def escaped(texts: Iterable[object]) -> list[str]:
    """Texts that plotly shows as they are: it reads `<b>` and `<a href>` in labels, and scenarios may hold them."""
    return [html.escape(str(text), quote=False) for text in texts]


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
    """One row per estimate: the mean, its confidence (thick) and the spread of runs (thin).

    Columns `label`, `mean`, `ci_low`, `ci_high`, `spread_low`, `spread_high` and, where the mean alone does not say it,
    `text` (set beside the row). The axis reaches `room` times the largest end, or `least` if that is more.
    """
    rows = table.iloc[::-1]
    label, mean = escaped(rows["label"]), list(rows["mean"])
    text = escaped(rows["text"]) if "text" in rows else [wording.count(value) for value in mean]
    reach = [
        max((end for end in ends if math.isfinite(end)), default=0.0)
        for ends in zip(mean, rows["spread_high"], rows["ci_high"], strict=True)
    ]
    bar = go.Bar(
        x=mean, y=label, orientation="h", width=0.62, showlegend=False, marker={"color": style.PALE}, hoverinfo="skip"
    )
    traces = [
        segments(rows["spread_low"], rows["spread_high"], label, style.SPREAD, 2),
        segments(rows["ci_low"], rows["ci_high"], label, style.CONFIDENCE, 7, style.BLUE),
        points(mean, label, "mean", style.INK, "circle", estimate_hover(rows), size=8),
        go.Scatter(
            x=reach,
            y=label,
            mode="text",
            text=[f"  {words}" for words in text],
            textposition="middle right",
            showlegend=False,
            hoverinfo="skip",
            cliponaxis=False,
        ),
    ]
    return style.figure(
        title,
        150 + row_height * max(len(rows), 2),
        [bar, *traces] if bars else traces,
        showlegend=True,
        xaxis={"range": [0, max([least, *reach]) * room], "title": {"text": unit}},
    )


def segments(
    low: Iterable[float], high: Iterable[float], labels: Sequence[str], name: str, width: int, colour: str = style.INK
) -> go.Scatter:
    """Horizontal lines, one a label, as one trace; a line without both ends is left out."""
    x: list[float | None] = []
    y: list[str | None] = []
    for left, right, label in zip(low, high, labels, strict=True):
        if math.isfinite(left) and math.isfinite(right):
            x += [left, right, None]
            y += [label, label, None]
    line = {"color": colour, "width": width}
    return go.Scatter(x=x, y=y, mode="lines", name=name, showlegend=bool(name), line=line, hoverinfo="skip")


def points(
    x: Sequence[float], y: Sequence[str], name: str, colour: str, symbol: str, hover: Sequence[str], *, size: int = 11
) -> go.Scatter:
    """Markers with their own hover texts."""
    marker = {"size": size, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}}
    return go.Scatter(x=x, y=y, mode="markers", name=name, marker=marker, hovertext=hover, hoverinfo="text")


def band(rows: pd.DataFrame, axis: str, colour: str, *, first: bool) -> list[go.Scatter]:
    """The mean over time as a line in the band of the runs; `axis` is the name of its y axis."""
    time = list(rows["time"])
    edge = {"width": 0, "color": colour, "shape": "hv"}
    shared: dict[str, Any] = {"x": time, "mode": "lines", "yaxis": axis}
    hover = [
        f"{html.escape(str(series))}: {wording.count(mean)} (runs: {wording.interval(low, high)})"
        for series, mean, low, high in zip(
            rows["series"], rows["mean"], rows["spread_low"], rows["spread_high"], strict=True
        )
    ]
    return [
        go.Scatter(y=list(rows["spread_high"]), line=edge, showlegend=False, hoverinfo="skip", **shared),
        go.Scatter(
            y=list(rows["spread_low"]),
            line=edge,
            fill="tonexty",
            fillcolor=style.faint(colour),
            name=style.SPREAD,
            showlegend=first,
            hoverinfo="skip",
            **shared,
        ),
        go.Scatter(
            y=list(rows["mean"]),
            line={"color": colour, "width": 2, "shape": "hv"},
            name="mean of the runs",
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
    """Mean and intervals, named; the confidence of the mean only where the table has it."""
    return [_hover(row) for row in rows.to_dict("records")]


def _hover(row: Mapping[Any, Any]) -> str:
    lines = [f"<b>{html.escape(str(row['label']))}</b>", f"mean {wording.count(row['mean'])}"]
    if "ci_low" in row:
        lines.append(f"confidence of the mean: {wording.interval(row['ci_low'], row['ci_high'])}")
    lines.append(f"spread of runs: {wording.interval(row['spread_low'], row['spread_high'])}")
    return "<br>".join(lines)
