"""Figures: each is a function of one tidy table and does nothing but layout.

Estimates come as one row each with `label`, `mean`, `ci_low`, `ci_high` (95 % confidence of the mean), `spread_low`
and `spread_high` (2.5 and 97.5 % of the runs); `sim.present.evidence` makes such tables from a run. Tables are never
changed.
"""

import html
import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.present import style, wording
from sim.present.map import posts_map
from sim.present.marks import band, escaped, estimate_hover, interval_rows, nights, points, segments

__all__ = [
    "arrests_by_country",
    "arrests_by_crime_area",
    "arrests_by_path",
    "differences",
    "funnel",
    "headline",
    "hour_by_hour",
    "posts_map",
    "response_times",
    "waits",
]

_ESTIMATE: Final = ["mean", "ci_low", "ci_high", "spread_low", "spread_high"]
_TIMES: Final = {1 / 60: "1 min", 1 / 6: "10 min", 1.0: "1 h", 8.0: "8 h", 24.0: "1 d", 72.0: "3 d", 168.0: "7 d"}
_EFFECTS: Final = {
    "better": ("better", style.BETTER, "circle"),
    "worse": ("worse", style.WORSE, "diamond"),
    "changed": ("changed, neither better nor worse", style.GREEN, "square"),
    "unclear": ("no clear difference", style.UNCLEAR, "circle-open"),
}


def headline(table: pd.DataFrame) -> go.Figure:
    """What the model gives as a percentage of what was published; columns of an estimate and `published`."""
    shown = table[table["published"] > 0]
    scaled = shown[_ESTIMATE].mul(100 / shown["published"], axis=0)
    text = [
        f"{wording.number(percent)} % of {wording.number(printed)}"
        for percent, printed in zip(scaled["mean"], shown["published"], strict=True)
    ]
    rows = scaled.assign(label=shown["label"], text=text)
    title, unit = "Simulated, as a percentage of the published figure", "per cent of the published figure"
    figure = interval_rows(title, rows, unit, bars=False, room=1.35, least=100.0)
    return figure.add_vline(x=100, line={"color": style.INK, "width": 1.5, "dash": "dot"})


def funnel(table: pd.DataFrame) -> go.Figure:
    """The steps on a logarithmic scale; columns `label`, `mean`, `spread_low`, `spread_high`, `note`."""
    rows = table[table["mean"] > 0].iloc[::-1]
    label, mean = escaped(rows["label"]), list(rows["mean"])
    top = max([10.0, *mean])
    text = [
        f"   <b>{wording.count(value)}</b>   {html.escape(note)}"
        for value, note in zip(mean, rows["note"], strict=True)
    ]
    stems = go.Bar(
        x=mean, y=label, orientation="h", width=0.5, showlegend=False, marker={"color": style.PALE}, hoverinfo="skip"
    )
    dots = go.Scatter(
        x=mean,
        y=label,
        mode="markers+text",
        showlegend=False,
        marker={"size": 11, "color": style.BLUE},
        text=text,
        textposition="middle right",
        textfont={"size": 14},
        hovertext=estimate_hover(rows),
        hoverinfo="text",
        cliponaxis=False,
    )
    decades = range(math.ceil(math.log10(top)) + 1)
    axis = {
        "type": "log",
        "range": [min([0.0, *(math.log10(value) for value in mean)]), math.log10(top) * 1.4],
        "tickvals": [10**decade for decade in decades],
        "ticktext": [f"{10**decade:,}" for decade in decades],
        "title": {"text": "number in the whole action; each grid line is ten times the one before"},
    }
    title = "From travellers to arrests: every step on one scale"
    return style.figure(title, 110 + 44 * max(len(rows), 2), [stems, dots], xaxis=axis, margin=style.NO_LEGEND)


def arrests_by_path(table: pd.DataFrame) -> go.Figure:
    """Arrests by what led to them; columns of an estimate."""
    return interval_rows("Arrests by path", table, "arrests")


def arrests_by_crime_area(table: pd.DataFrame) -> go.Figure:
    """Arrests by crime area; columns of an estimate."""
    return interval_rows("Arrests by crime area", table, "arrests")


def arrests_by_country(table: pd.DataFrame) -> go.Figure:
    """Arrests by country; columns of an estimate."""
    return interval_rows("Arrests by country", table, "arrests", row_height=24)


def response_times(table: pd.DataFrame) -> go.Figure:
    """Share of requests answered within a time; columns `channel`, `hours`, `share`, `requests` (sent per run)."""
    curves = []
    for at, (channel, curve) in enumerate(table.groupby("channel", sort=False)):
        name = html.escape(f"{channel}: {wording.count(float(curve['requests'].iloc[0]))} a run")
        hover = [
            f"{name}<br>{wording.number(share, 'share')} answered within {wording.number(hours, 'h')}"
            for hours, share in zip(curve["hours"], curve["share"], strict=True)
        ]
        line = {"color": style.SERIES[at % 8], "width": 2.5, "dash": style.DASHES[at % 6]}
        percent = [100 * share for share in curve["share"]]
        curves.append(
            go.Scatter(
                x=list(curve["hours"]), y=percent, mode="lines", name=name, line=line, hovertext=hover, hoverinfo="text"
            )
        )
    ticks = {"tickvals": list(_TIMES), "ticktext": list(_TIMES.values())}
    return style.figure(
        "Requests between countries: share answered within a time",
        440,
        curves,
        showlegend=True,
        legend={"orientation": "v", "x": 1.01, "yanchor": "top"},
        margin=style.NO_LEGEND,
        xaxis={"type": "log", "title": {"text": "time since the request was sent (logarithmic)"}, **ticks},
        yaxis={"range": [0, 101], "title": {"text": "of all requests"}, "ticksuffix": " %"},
    )


def hour_by_hour(table: pd.DataFrame) -> go.Figure:
    """Series one above the other; columns `time` (UTC), `series`, `mean`, `spread_low`, `spread_high`."""
    groups = list(table.groupby("series", sort=False))
    panels = max(len(groups), 1)
    traces: list[go.Scatter] = []
    axes: dict[str, Any] = {}
    for at, (series, rows) in enumerate(groups):
        suffix = str(at + 1) if at else ""
        bottom, top = 1 - (at + 1) / panels, 1 - at / panels
        title = {"text": html.escape(f"{series} per hour")}
        axes[f"yaxis{suffix}"] = {
            "domain": [bottom + (0.06 if at + 1 < panels else 0), top],
            "rangemode": "tozero",
            "title": title,
        }
        traces += band(rows, f"y{suffix}", style.SERIES[at % 8], first=at == 0)
    return style.figure(
        "Checks and arrests in each hour",
        140 + 210 * panels,
        traces,
        showlegend=True,
        hovermode="x",
        shapes=nights(table["time"]),
        xaxis={
            "anchor": f"y{panels}" if panels > 1 else "y",
            "title": {"text": "time (UTC); nights from 20:00 to 06:00 are shaded"},
            "tickformat": "%H:%M<br>%a %-d %b",
            "dtick": 12 * 3600 * 1000,
        },
        **axes,
    )


def waits(table: pd.DataFrame) -> go.Figure:
    """Mean and 95th percentile of the wait by checkpoint; columns `label`, `wait_mean_min`, `wait_p95_min`."""
    rows = table.iloc[::-1]
    mean, p95, label = list(rows["wait_mean_min"]), list(rows["wait_p95_min"]), escaped(rows["label"])
    hover = [
        f"<b>{name}</b><br>mean {wording.number(middle, 'min')}<br>95 % wait less than {wording.number(most, 'min')}"
        for name, middle, most in zip(label, mean, p95, strict=True)
    ]
    traces = [
        segments(mean, p95, label, "", 3, style.PALE),
        points(mean, label, "mean wait", style.BLUE, "circle", hover),
        points(p95, label, "95 % of travellers wait less than this", style.ORANGE, "diamond", hover),
    ]
    return style.figure(
        "Waits of travellers where they are longest",
        150 + 26 * max(len(rows), 2),
        traces,
        showlegend=True,
        xaxis={"title": {"text": "minutes"}, "rangemode": "tozero"},
    )


def differences(table: pd.DataFrame) -> go.Figure:
    """Forest plot of paired differences in per cent of the base.

    Columns `label`, `percent`, `percent_low`, `percent_high`, `text`, `effect` (better, worse, changed or unclear).
    """
    rows = table.iloc[::-1]
    traces: list[go.Scatter] = []
    for effect, (name, colour, symbol) in _EFFECTS.items():
        some = rows[rows["effect"] == effect]
        if some.empty:
            continue
        label = escaped(some["label"])
        hover = [f"<b>{head}</b><br>{text}" for head, text in zip(label, escaped(some["text"]), strict=True)]
        traces.append(segments(some["percent_low"], some["percent_high"], label, "", 3, colour))
        traces.append(points(list(some["percent"]), label, name, colour, symbol, hover))
    order = escaped(rows["label"])
    ends = [end for end in [0.0, *rows["percent_low"], *rows["percent_high"]] if math.isfinite(end)]
    low, high = min(ends), max(ends)
    pad = 0.05 * max(high - low, 1.0)
    figure = style.figure(
        "Difference to the base, with the 95 % confidence interval of the mean difference",
        150 + 28 * max(len(rows), 2),
        traces,
        showlegend=True,
        xaxis={"title": {"text": "per cent of the base"}, "ticksuffix": " %", "range": [low - pad, high + pad]},
        yaxis={"categoryorder": "array", "categoryarray": order, "range": [-0.6, max(len(rows), 2) - 0.4]},
        margin={"l": 10, "r": 270, "t": 84, "b": 50},
    )
    figure.add_vline(x=0, line={"color": style.INK, "width": 1.5})
    note = {"x": 1.01, "xref": "paper", "xanchor": "left", "showarrow": False, "font": {"size": 12}}
    for at, text in enumerate(escaped(rows["text"])):
        figure.add_annotation(y=at, text=text, **note)
    return figure
