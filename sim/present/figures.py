"""Figures: each is a function of one tidy table, or of the run that it is made from, and does nothing but layout.

Estimates come as one row each with `label`, `mean`, `ci_low`, `ci_high` (95 % confidence of the mean), `spread_low`
and `spread_high` (2.5 and 97.5 % of the runs); `sim.present.tables` makes such tables from a run. A figure that is made
of a run tells its source below. A column `plan`
sets several plans beside each other in one figure (`sim.present.overlay`). Tables are never changed.
"""

import html
import math
from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style, tables
from sim.present.allocation import marginal_values, pareto
from sim.present.map import posts_map
from sim.present.map_by_hour import findings_by_hour
from sim.present.plotly_traces import (
    band,
    bar,
    beside,
    escaped,
    estimate_hover,
    interval_rows,
    lanes,
    lanes_height,
    nights,
    plans,
    points,
    segments,
)
from sim.present.protocols import ESTIMATE, Run
from sim.present.reliability import coverage, rank_histogram
from sim.present.sources import of_a_run, sourced
from sim.present.surface import surface, tornado
from sim.present.ties import flows, networks
from sim.scenario import reference

__all__ = [
    "action_map",
    "arrests_by_country",
    "arrests_by_crime_area",
    "arrests_by_path",
    "changes",
    "coverage",
    "differences",
    "findings_by_hour",
    "flows",
    "funnel",
    "headline",
    "hour_by_hour",
    "marginal_values",
    "networks",
    "pareto",
    "posts_map",
    "rank_histogram",
    "response_times",
    "since_start",
    "surface",
    "tornado",
    "waits",
]

LONGEST_WAITS: Final = 20
"""Checkpoints of which waits are drawn."""
_TIMES: Final = {1 / 60: "1 min", 1 / 6: "10 min", 1.0: "1 h", 8.0: "8 h", 24.0: "1 d", 72.0: "3 d", 168.0: "7 d"}
_EFFECTS: Final = {
    "better": ("better", style.BETTER, "circle"),
    "worse": ("worse", style.WORSE, "diamond"),
    "changed": ("changed, neither better nor worse", style.GREEN, "square"),
    "negligible": ("no difference that matters", style.UNCLEAR, "square-open"),
    "unclear": ("no clear difference", style.UNCLEAR, "circle-open"),
}


def action_map(run: Run, *, close_up: bool = False) -> go.Figure:
    """The map of a run: its posts and countries, as of `posts_map`."""
    place = run.scenario.centre
    centre = (place.place, place.lat, place.lon)
    drawn = posts_map(tables.posts(run), tables.countries(run), reference.shapes(), centre, close_up=close_up)
    return sourced(drawn, run.manifest)


@of_a_run(tables.published)
def headline(table: pd.DataFrame) -> go.Figure:
    """What the model gives as a percentage of what was published; columns of an estimate and `published`."""
    shown = table[table["published"] > 0]
    scaled = shown[ESTIMATE].mul(100 / shown["published"], axis=0)
    text = [
        f"{amounts.number(percent)} % of {amounts.number(printed)}"
        for percent, printed in zip(scaled["mean"], shown["published"], strict=True)
    ]
    rows = scaled.assign(label=shown["label"], text=text)
    title, unit = "Simulated, as a percentage of the published figure", "per cent of the published figure"
    figure = interval_rows(title, rows, unit, bars=False, room=1.35, least=100.0)
    return figure.add_vline(x=100, line={"color": style.INK, "width": 1.5, "dash": "dot"})


@of_a_run(tables.funnel)
def funnel(table: pd.DataFrame) -> go.Figure:
    """The steps on a logarithmic scale; columns `label`, `mean`, `spread_low`, `spread_high`, `note`."""
    shown = table[table["mean"] > 0]
    made, names = lanes(shown)
    top = max([10.0, *shown["mean"]])
    traces: list[Any] = []
    for lane in made:
        rows, mean = lane.rows, list(lane.rows["mean"])
        text = [
            f"   <b>{amounts.count(value)}</b>   {html.escape(note)}"
            for value, note in zip(mean, rows["note"], strict=True)
        ]
        name = html.escape(lane.plan) or "mean of the runs"
        traces.append(bar(mean, lane))
        traces.append(points(mean, lane.y, name, lane.colour, "circle", estimate_hover(rows), size=8))
        traces.append(beside(mean, lane.y, text, 14 if len(made) == 1 else 13))
    decades = range(math.ceil(math.log10(top)) + 1)
    axis = {
        "type": "log",
        "range": [min([0.0, *(math.log10(value) for value in shown["mean"])]), math.log10(top) * 1.4],
        "tickvals": [10**decade for decade in decades],
        "ticktext": [f"{10**decade:,}" for decade in decades],
        "title": {"text": "number in the whole action; each grid line is ten times the one before"},
    }
    return style.figure(
        "From travellers to arrests: every step on one scale",
        140 + lanes_height(shown, 44),
        traces,
        plans=len(made),
        showlegend=len(made) > 1,
        xaxis=axis,
        yaxis=names,
        margin=style.NO_LEGEND,
    )


@of_a_run(tables.arrests_by_path)
def arrests_by_path(table: pd.DataFrame) -> go.Figure:
    """Arrests by what led to them; columns of an estimate."""
    return interval_rows("Arrests by path", table, "arrests")


@of_a_run(tables.arrests_by_crime_area)
def arrests_by_crime_area(table: pd.DataFrame) -> go.Figure:
    """Arrests by crime area; columns of an estimate."""
    return interval_rows("Arrests by crime area", table, "arrests")


@of_a_run(tables.arrests_by_country)
def arrests_by_country(table: pd.DataFrame) -> go.Figure:
    """Arrests by country; columns of an estimate."""
    return interval_rows("Arrests by country", table, "arrests", row_height=24)


@of_a_run(tables.response_times)
def response_times(table: pd.DataFrame) -> go.Figure:
    """Share of requests answered within a time; columns `channel`, `hours`, `share`, `requests` (sent per run).

    Colours are channels; where plans are compared, a plan has its own style of line, otherwise a channel has.
    """
    groups, known = plans(table), list(dict.fromkeys(table["channel"]))
    curves = []
    for at, (plan, rows) in enumerate(groups):
        head = {"legendgroup": plan, "legendgrouptitle": {"text": html.escape(plan)}} if plan else {}
        for channel, curve in rows.groupby("channel", sort=False):
            place = known.index(channel)
            name = html.escape(f"{channel}: {amounts.count(float(curve['requests'].iloc[0]))} a run")
            hover = [
                f"{html.escape(plan)}<br>{name}<br>{amounts.number(share, 'share')} answered within "
                f"{amounts.number(hours, 'h')}".removeprefix("<br>")
                for hours, share in zip(curve["hours"], curve["share"], strict=True)
            ]
            dash = style.DASHES[(at if plan else place) % 6]
            line = {"color": style.SERIES[place % 8], "width": 2.5, "dash": dash}
            percent = [100 * share for share in curve["share"]]
            shown = {"name": name, "line": line, "hovertext": hover, "hoverinfo": "text"} | head
            curves.append(go.Scatter(x=list(curve["hours"]), y=percent, mode="lines", **shown))
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


class Panel(NamedTuple):
    """A series among others one above the other: its rows, the number of its axis, and from where to where it goes."""

    series: str
    rows: pd.DataFrame
    number: str
    domain: tuple[float, float]


def stacked(table: pd.DataFrame) -> list[Panel]:
    """Each `series` of a table in a panel of its own, the first on top."""
    groups = list(table.groupby("series", sort=False))
    share, panels = 1 / max(len(groups), 1), []
    for at, (series, rows) in enumerate(groups, start=1):
        gap = 0.06 if at < len(groups) else 0.0
        panels.append(Panel(str(series), rows, str(at) if at > 1 else "", (1 - at * share + gap, 1 - (at - 1) * share)))
    return panels


def below(panels: list[Panel]) -> dict[str, Any]:
    """The axis of time, below the last panel."""
    times = [panel.rows["time"] for panel in panels if len(panel.rows)]
    days = max(((time.max() - time.min()).total_seconds() / 86400 for time in times), default=0.0)
    return {
        "anchor": f"y{panels[-1].number}" if panels else "y",
        "title": {"text": "time (UTC); nights from 20:00 to 06:00 are shaded"},
        "tickformat": "%H:%M<br>%a %-d %b",
        "dtick": _steps(days) * 3600 * 1000,
    }


def _steps(days: float) -> int:
    """Hours between two ticks of time, so that a dozen stand beside each other at most."""
    return 12 if days <= 6 else 24 * math.ceil(days / 12)


@of_a_run(tables.hour_by_hour)
def hour_by_hour(table: pd.DataFrame) -> go.Figure:
    """Series one above the other; columns `time` (UTC), `series`, `mean`, `spread_low`, `spread_high`."""
    panels = stacked(table)
    traces: list[go.Scatter] = []
    axes: dict[str, Any] = {}
    for at, (series, rows, number, domain) in enumerate(panels):
        title = {"text": html.escape(f"{series} per hour")}
        axes[f"yaxis{number}"] = {
            "domain": domain,
            "rangemode": "tozero",
            "tickformat": ",",
            "title": title,
        }
        for place, (plan, some) in enumerate(plans(rows)):
            colour = style.look(place)[0] if plan else style.SERIES[at % 8]
            traces += band(some, f"y{number}", colour, plan=plan, first=at == 0)
    return style.figure(
        "Checks and arrests in each hour",
        140 + 210 * max(len(panels), 1),
        traces,
        plans=len(plans(table)),
        showlegend=True,
        hovermode="x",
        legend={"traceorder": "normal"},
        shapes=nights(table["time"]),
        xaxis=below(panels),
        **axes,
    )


@of_a_run(lambda run: tables.waits(run).head(LONGEST_WAITS))
def waits(table: pd.DataFrame) -> go.Figure:
    """Mean and 95th percentile of the wait by checkpoint; columns `label`, `wait_mean_min`, `wait_p95_min`."""
    made, axis = lanes(table)
    traces: list[Any] = []
    for lane in made:
        mean, p95 = list(lane.rows["wait_mean_min"]), list(lane.rows["wait_p95_min"])
        whose = f"{html.escape(lane.plan)}: " if lane.plan else ""
        hover = [
            f"<b>{name}</b><br>{whose}mean {amounts.number(middle, 'min')}, 95 % wait less than "
            f"{amounts.number(most, 'min')}"
            for name, middle, most in zip(escaped(lane.rows["label"]), mean, p95, strict=True)
        ]
        most_colour = lane.colour if lane.plan else style.ORANGE
        traces += [
            segments(mean, p95, lane.y, "", 3, lane.pale),
            points(mean, lane.y, f"{whose}mean wait", lane.colour, "circle", hover, size=8),
            points(p95, lane.y, f"{whose}95 % of travellers wait less", most_colour, "diamond", hover, size=8),
        ]
    return style.figure(
        "Waits of travellers where they are longest",
        150 + lanes_height(table, 26),
        traces,
        plans=len(made),
        showlegend=True,
        xaxis={"title": {"text": "minutes"}, "rangemode": "tozero"},
        yaxis=axis | {"showgrid": True},
    )


def differences(table: pd.DataFrame) -> go.Figure:
    """Forest plot of paired differences in per cent of the base.

    Columns `label`, `percent`, `percent_low`, `percent_high`, `text`, `effect` (better, worse, changed, negligible or
    unclear); where several plans are set against the base, `plan` and `told`: plans then have the colours
    and shapes.
    """
    title = "Difference to the base, with the 95 % confidence interval of the mean difference"
    if "plan" in table:
        known = table.rename(columns={"percent": "mean", "percent_low": "ci_low", "percent_high": "ci_high"})
        return changes(known, title, "per cent of the base")
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
    kinds = rows["effect"].nunique()
    more = style.LEGEND_ROW_PX * (kinds // 2 if kinds > 3 else 0)
    figure = style.figure(
        title,
        150 + more + 28 * max(len(rows), 2),
        traces,
        showlegend=True,
        xaxis={
            "title": {"text": "per cent of the base"},
            "ticksuffix": " %",
            "range": [low - pad, high + pad],
            "nticks": 8,
        },
        yaxis={"categoryorder": "array", "categoryarray": order, "range": [-0.6, max(len(rows), 2) - 0.4]},
        margin={"l": 10, "r": 210, "t": 84 + more, "b": 50},
    )
    figure.add_vline(x=0, line={"color": style.INK, "width": 1.5})
    note = {"x": 1.01, "xref": "paper", "xanchor": "left", "showarrow": False, "font": {"size": 12}}
    for at, text in enumerate(escaped(rows["text"])):
        figure.add_annotation(y=at, text=text, **note)
    return figure


def changes(table: pd.DataFrame, title: str, unit: str) -> go.Figure:
    """Paired differences of several plans to one base.

    Columns `label`, `plan`, `mean`, `ci_low`, `ci_high` in the `unit`, and whether a difference is `told`. A plan has a
    colour and a shape of its own, filled where a difference is told.
    """
    made, axis = lanes(table)
    traces: list[Any] = []
    for lane in made:
        rows = lane.rows
        name, mean = html.escape(lane.plan), list(rows["mean"])
        hover = [
            f"<b>{label}</b><br>{name}<br>{amounts.number(middle)}, {amounts.interval(low, high)}"
            for label, middle, low, high in zip(
                escaped(rows["label"]), mean, rows["ci_low"], rows["ci_high"], strict=True
            )
        ]
        shapes = [lane.symbol if told else f"{lane.symbol}-open" for told in rows["told"]]
        marks = points(mean, lane.y, name, lane.colour, lane.symbol, hover, size=8)
        traces += [
            segments(rows["ci_low"], rows["ci_high"], lane.y, "", 2, lane.colour),
            marks.update(marker={"symbol": shapes}),
        ]
    figure = style.figure(
        title,
        140 + round(table["label"].nunique() * (12 + 7 * len(made))),
        traces,
        plans=math.ceil(len(made) / 3),
        showlegend=True,
        xaxis={"title": {"text": unit}},
        yaxis=axis | {"showgrid": True},
    )
    return figure.add_vline(x=0, line={"color": style.INK, "width": 1.5})


def since_start(table: pd.DataFrame) -> go.Figure:
    """What plans have more than a base, up to each hour; columns `time` (UTC), `series`, `plan`, `difference`.

    A plan has a colour and a shape of its own.
    """
    panels = stacked(table)
    traces: list[go.Scatter] = []
    axes: dict[str, Any] = {}
    for at, (series, rows, number, domain) in enumerate(panels):
        axes[f"yaxis{number}"] = {
            "domain": domain,
            "tickformat": "+,",
            "zeroline": True,
            "title": {"text": html.escape(f"{series} so far")},
        }
        for place, (plan, some) in enumerate(plans(rows)):
            colour, symbol = style.look(place)
            traces.append(
                go.Scatter(
                    x=list(some["time"]),
                    y=list(some["difference"]),
                    mode="lines+markers",
                    yaxis=f"y{number}",
                    name=html.escape(plan),
                    showlegend=at == 0,
                    line={"color": colour, "width": 2},
                    marker={"symbol": symbol, "size": 8, "maxdisplayed": 8},
                )
            )
    return style.figure(
        "Checks and arrests so far: differences to the base",
        140 + 190 * max(len(panels), 1),
        traces,
        plans=math.ceil(len(plans(table)) / 3),
        showlegend=True,
        shapes=nights(table["time"]),
        xaxis=below(panels),
        **axes,
    )
