"""Whether forecasts hold what they promise: ranks of what happened, and how often intervals held it.

Tables have one row for each forecast of something that is known: `rank`, the share of the forecast that lies below
what happened (0 to 1), and `forecast`, the way it was made. `sim.score` makes such a table.
"""

import html
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style

BINS: Final = 10
LEVELS: Final = np.linspace(0.05, 0.95, 19)


def rank_histogram(table: pd.DataFrame) -> go.Figure:
    """How often what happened had which rank among equally likely values; columns `rank` and `forecast`.

    An even histogram is that of forecasts that are as sure as they may be; high ends are those of forecasts that are
    too sure, a high middle those of forecasts that are not sure enough, and one high end those that lean to a side.
    """
    groups = _groups(table)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    bars: list[Any] = []
    for at, (name, ranks) in enumerate(groups):
        counts, _ = np.histogram(ranks, edges)
        hover = [
            f"<b>{name}</b><br>{count:,} of {len(ranks):,} with a rank from {low:.0%} to {low + 1 / BINS:.0%}"
            for count, low in zip(counts, edges[:-1], strict=True)
        ]
        heights = (counts / max(len(ranks), 1)).tolist()
        middle = (edges[:-1] + 0.5 / BINS).tolist()
        colour = {"color": style.SERIES[at % 8]}
        bars.append(go.Bar(x=middle, y=heights, name=name, marker=colour, hovertext=hover, hoverinfo="text"))
    figure = style.figure(
        "Ranks of what happened among forecasts; the line is what is expected",
        420,
        bars,
        showlegend=True,
        barmode="group",
        xaxis={"title": {"text": "share of the forecast that lies below what happened"}, "tickformat": ".0%"},
        yaxis={"title": {"text": "of all forecasts"}, "tickformat": ".0%", "rangemode": "tozero"},
    )
    return figure.add_hline(y=1.0 / BINS, line={"color": style.INK, "width": 1.5, "dash": "dot"})


def coverage(table: pd.DataFrame) -> go.Figure:
    """How many intervals held what happened, against how many should; columns `rank` and `forecast`.

    Intervals are central ones. Below the diagonal forecasts are too sure, above it they are not sure enough.
    """
    lines: list[Any] = []
    for at, (name, ranks) in enumerate(_groups(table)):
        inside = [float((np.abs(ranks - 0.5) <= level / 2.0).mean()) if len(ranks) else 0.0 for level in LEVELS]
        hover = [
            f"<b>{name}</b><br>intervals of {level:.0%} held {amounts.number(share, 'share')} of {len(ranks):,}"
            for level, share in zip(LEVELS, inside, strict=True)
        ]
        line = {"color": style.SERIES[at % 8], "width": 2.5, "dash": style.DASHES[at % 6]}
        shown = {"mode": "lines+markers", "name": name, "line": line, "hovertext": hover, "hoverinfo": "text"}
        lines.append(go.Scatter(x=LEVELS.tolist(), y=inside, **shown))
    right = {"color": style.INK, "width": 1.5, "dash": "dot"}
    lines.append(go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="as many as should", line=right, hoverinfo="skip"))
    return style.figure(
        "Intervals that held what happened",
        460,
        lines,
        showlegend=True,
        xaxis={"title": {"text": "size of the interval"}, "tickformat": ".0%", "range": [0, 1]},
        yaxis={"title": {"text": "of all forecasts"}, "tickformat": ".0%", "range": [0, 1.02]},
    )


def _groups(table: pd.DataFrame) -> list[tuple[str, Any]]:
    """Ranks by way of forecasting, in the order of the table."""
    return [
        (html.escape(str(name)), some["rank"].to_numpy(float)) for name, some in table.groupby("forecast", sort=False)
    ]
