"""The offline map: country polygons as one filled scatter per colour class, posts as symbols on top."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.present import style, wording

type Ring = Sequence[Sequence[float]]

_FILLS: Final = (
    ("none", "#dce8f2"),
    ("fewer than 10", "#cfe1ef"),
    ("10 to 30", "#b3d0e6"),
    ("30 to 100", "#94bbdb"),
    ("100 or more", "#72a3cd"),
)
_KINDS: Final = ("road", "rail", "airport", "sea_port", "green_border", "inland", "postal", "online")
_PAD_DEGREES: Final = 1.0
_WIDTH_PX: Final = 960


def posts_map(
    posts: pd.DataFrame,
    countries: pd.DataFrame,
    shapes: Mapping[str, Sequence[Ring]],
    centre: tuple[str, float, float],
    *,
    close_up: bool = False,
) -> go.Figure:
    """Posts sized by checks and marked by kind, countries shaded by arrests, the coordination centre starred.

    Parameters
    ----------
    posts
        One row a post: `name`, `kind`, `lat`, `lon` (degrees), `checks`, `findings` (means of the runs).
    countries
        One row a participating country: `code`, `name`, `lat`, `lon`, `arrests` (mean of the runs).
    shapes
        Country code to rings of (longitude, latitude).
    centre
        Name, latitude and longitude of the coordination centre.
    close_up
        Frame the centre and the middle of the posts (two thirds of them each way), where symbols crowd.
    """
    traces = [*_land(countries, shapes), _names(countries), *_posts(posts), _centre(*centre)]
    seen = posts[["lon", "lat"]].quantile([1 / 6, 5 / 6]) if close_up and len(posts) else posts
    west, east, south, north = _frame([*seen["lon"], centre[2]], [*seen["lat"], centre[1]])
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    height = min(900, max(480, round(_WIDTH_PX * (north - south) * stretch / (east - west))))
    hidden = {"showgrid": False, "showticklabels": False, "showline": False, "title": {"text": ""}}
    return style.figure(
        "Where posts are closest together" if close_up else "Posts by kind and number of checks; countries by arrests",
        height + 60,
        traces,
        showlegend=True,
        plot_bgcolor=style.SEA,
        dragmode="pan",
        xaxis={"range": [west, east], "constrain": "domain", **hidden},
        yaxis={"range": [south, north], "scaleanchor": "x", "scaleratio": stretch, "constrain": "domain", **hidden},
        legend={"orientation": "v", "x": 1.01, "y": 1, "yanchor": "top", "itemsizing": "constant"},
        margin={"l": 0, "r": 10, "t": 50, "b": 10},
    )


def _land(countries: pd.DataFrame, shapes: Mapping[str, Sequence[Ring]]) -> list[go.Scatter]:
    """One trace for the land of others and one per class of arrests."""
    classes = {row["code"]: _fill_class(row["arrests"]) for row in countries.to_dict("records")}
    groups = [("not participating", style.LAND, [code for code in shapes if code not in classes])]
    for at, (name, colour) in enumerate(_FILLS):
        groups.append((name, colour, [code for code in shapes if classes.get(code) == at]))
    return [_polygons(name, colour, (shapes[code] for code in codes)) for name, colour, codes in groups if codes]


def _fill_class(arrests: float) -> int:
    """Which of the classes of `_FILLS`; edges at 0, 10, 30 and 100 arrests."""
    return sum(arrests >= edge for edge in (0.05, 10, 30, 100)) if math.isfinite(arrests) else 0


def _polygons(name: str, colour: str, lands: Iterable[Sequence[Ring]]) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in (ring for land in lands for ring in land):
        x += [*(point[0] for point in ring), None]
        y += [*(point[1] for point in ring), None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"color": "#ffffff", "width": 1},
        name=name,
        hoverinfo="skip",
        legendgroup="land",
        legendgrouptitle={"text": "Countries: arrests"},
    )


def _names(countries: pd.DataFrame) -> go.Scatter:
    hover = [
        f"<b>{html.escape(row['name'])}</b><br>{wording.count(row['arrests'])} arrests"
        for row in countries.to_dict("records")
    ]
    return go.Scatter(
        x=list(countries["lon"]),
        y=list(countries["lat"]),
        mode="text",
        text=[f"<b>{wording.country(code)}</b>" for code in countries["code"]],
        textfont={"size": 13, "color": style.MUTED},
        hovertext=hover,
        hoverinfo="text",
        showlegend=False,
    )


def _posts(posts: pd.DataFrame) -> list[go.Scatter]:
    """One trace per kind, so that the legend can hide it."""
    most = max([1.0, *posts["checks"]])
    traces = []
    for at, kind in enumerate(_KINDS):
        some = posts[posts["kind"] == kind].sort_values("checks", ascending=False)
        if some.empty:
            continue
        hover = [
            f"<b>{html.escape(row['name'])}</b><br>{html.escape(wording.words(kind))}"
            f"<br>{wording.count(row['checks'])} checks, {wording.count(row['findings'])} findings"
            for row in some.to_dict("records")
        ]
        marker: dict[str, Any] = {
            "size": [6 + 22 * math.sqrt(max(0.0, checks) / most) for checks in some["checks"]],
            "color": style.SERIES[at],
            "symbol": style.SYMBOLS[at],
            "opacity": 0.85,
            "line": {"color": "#ffffff", "width": 1},
        }
        place = {
            "x": list(some["lon"]),
            "y": list(some["lat"]),
            "legendgroup": "posts",
            "legendgrouptitle": {"text": "Posts"},
        }
        name = wording.words(kind)
        traces.append(go.Scatter(mode="markers", name=name, marker=marker, hovertext=hover, hoverinfo="text", **place))
    return traces


def _centre(name: str, lat: float, lon: float) -> go.Scatter:
    return go.Scatter(
        x=[lon],
        y=[lat],
        mode="markers+text",
        name="coordination centre",
        legendgroup="posts",
        text=[f"  <b>{html.escape(name)}</b>"],
        textposition="middle right",
        textfont={"size": 14},
        marker={"symbol": "star", "size": 22, "color": "#ffd400", "line": {"color": style.INK, "width": 1.5}},
        hovertext=f"Coordination centre: {html.escape(name)}",
        hoverinfo="text",
    )


def _frame(lon: Iterable[float], lat: Iterable[float]) -> tuple[float, float, float, float]:
    """West, east, south and north of what must be seen, with room around it."""
    lons, lats = list(lon), list(lat)
    pad = _PAD_DEGREES
    return min(lons) - 1.5 * pad, max(lons) + 1.5 * pad, min(lats) - pad, max(lats) + pad
