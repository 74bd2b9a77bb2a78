"""The offline map: country polygons as one filled scatter per colour class, posts as symbols on top."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, get_args

import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style, wording
from sim.scenario.names import country
from sim.words import PostKind

type Ring = Sequence[Sequence[float]]

_BLUES: Final = ("#eef4f9", "#d6e5f1", "#b9d3e8", "#97bddc", "#72a3cd", "#4f86b8")
_NO_ARRESTS: Final = 0.05
"""Fewer in a run are told as none."""
_CHANGES: Final = (
    ("fewer by 10 or more", "#e8a06a"),
    ("fewer", "#f5d3b8"),
    ("no clear difference", "#dcdfe3"),
    ("more", "#c3daec"),
    ("more by 10 or more", "#83b1d8"),
    ("in one of the plans only", "#d9cbe3"),
)
_CLOSE: Final = "Where posts are closest together"
_HALO: Final = "1px 0 2px #fff, -1px 0 2px #fff, 0 1px 2px #fff, 0 -1px 2px #fff"
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
        One row a participating country: `code`, `name`, `lat`, `lon`, `arrests` (mean of the runs). A column `change`
        shades by the difference of arrests to another plan instead: 0 where none is clear, nan where it has no pair.
    shapes
        Country code to rings of (longitude, latitude).
    centre
        Name, latitude and longitude of the coordination centre.
    close_up
        Frame the centre and the middle of the posts (two thirds of them each way), where symbols crowd.
    """
    traces = [*_land(countries, shapes), *_posts(posts), _names(countries), _centre(*centre)]
    everything = pd.concat([posts[["lon", "lat"]], countries[["lon", "lat"]]])
    seen = posts[["lon", "lat"]].quantile([1 / 6, 5 / 6]) if close_up and len(posts) else everything
    west, east, south, north = framed([*seen["lon"], centre[2]], [*seen["lat"], centre[1]])
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    height = min(720, max(480, round(_WIDTH_PX * (north - south) * stretch / (east - west))))
    hidden = {"showgrid": False, "showticklabels": False, "showline": False, "title": {"text": ""}}
    return style.figure(
        _CLOSE if close_up else f"Posts by kind and number of checks; countries by {_shading(countries)}",
        height + 60,
        traces,
        showlegend=True,
        plot_bgcolor=style.SEA,
        dragmode="pan",
        xaxis={"range": [west, east], "constrain": "domain", **hidden},
        yaxis={"range": [south, north], "scaleanchor": "x", "scaleratio": stretch, "constrain": "domain", **hidden},
        legend={"orientation": "v", "x": 1.01, "y": 1, "yanchor": "top", "groupclick": "toggleitem"},
        margin={"l": 0, "r": 10, "t": 50, "b": 10},
    )


def _shading(countries: pd.DataFrame) -> str:
    return "the difference of arrests" if "change" in countries else "arrests"


def _land(countries: pd.DataFrame, shapes: Mapping[str, Sequence[Ring]]) -> list[go.Scatter]:
    """Two traces, land and legend, for the land of others and for each class of arrests or of their change."""
    fills, classes = _changes(countries) if "change" in countries else _arrests(countries)
    groups = [("not participating", style.LAND, [code for code in shapes if code not in classes])]
    for at, (name, colour) in enumerate(fills):
        groups.append((name, colour, [code for code in shapes if classes.get(code) == at]))
    head = wording.sentence_case(f"countries: {_shading(countries)}")
    drawn = [(name, colour, codes) for name, colour, codes in groups if codes]
    land = [_polygons(name, colour, (shapes[code] for code in codes)) for name, colour, codes in drawn]
    return land + [_swatch(name, colour, head) for name, colour, _ in drawn]


def _arrests(countries: pd.DataFrame) -> tuple[Sequence[tuple[str, str]], dict[str, int]]:
    """Names and colours of classes that hold about as many countries each, and the class of each country."""
    arrests = countries["arrests"].where(countries["arrests"] >= _NO_ARRESTS, 0.0).fillna(0.0)
    some = arrests[arrests > 0]
    wanted = some.quantile([at / (len(_BLUES) - 1) for at in range(1, len(_BLUES) - 1)]) if len(some) else some
    edges = sorted({_round(edge) for edge in wanted})
    ends = [f"{amounts.number(low)} to {amounts.number(high)}" for low, high in pairwise(edges)]
    names = [
        "none",
        *([f"fewer than {amounts.number(edges[0])}", *ends, f"{amounts.number(edges[-1])} or more"] if edges else []),
    ]
    place = {
        str(code): 0 if value == 0 else 1 + sum(value >= edge for edge in edges)
        for code, value in zip(countries["code"], arrests, strict=True)
    }
    return list(zip(names, _BLUES, strict=False)), place


def _round(value: float) -> float:
    """The nearest of 1, 2, 3, 5, 7 times a power of ten: an edge that is easily read."""
    decade = 10.0 ** math.floor(math.log10(value))
    return min((step * decade for step in (1, 2, 3, 5, 7, 10)), key=lambda edge: abs(edge - value))


def _changes(countries: pd.DataFrame) -> tuple[Sequence[tuple[str, str]], dict[str, int]]:
    place = {
        str(code): _change_class(value) for code, value in zip(countries["code"], countries["change"], strict=True)
    }
    return _CHANGES, place


def _change_class(change: float) -> int:
    """Which of the classes of `_CHANGES`; edges at 0 and 10 arrests either way."""
    if not math.isfinite(change):
        return 5
    return 2 + int(math.copysign(1 + (abs(change) >= 10), change)) if change else 2


def _polygons(name: str, colour: str, lands: Iterable[Sequence[Ring]]) -> go.Scatter:
    return outlines((ring for land in lands for ring in land), colour).update(name=name)


def outlines(rings: Iterable[Ring], colour: str = style.LAND) -> go.Scatter:
    """Some land, filled."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        x += [*(point[0] for point in ring), None]
        y += [*(point[1] for point in ring), None]
    line = {"color": "#ffffff", "width": 1}
    shown = {"hoverinfo": "skip", "showlegend": False}
    return go.Scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=colour, line=line, **shown)


def _swatch(name: str, colour: str, head: str) -> go.Scatter:
    """The legend of a class of countries: nothing on the map itself."""
    marker = {"symbol": "square", "size": 15, "color": colour, "line": {"color": style.MUTED, "width": 0.5}}
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=name,
        marker=marker,
        hoverinfo="skip",
        legendgroup="countries",
        legendgrouptitle={"text": head},
    )


def _names(countries: pd.DataFrame) -> go.Scatter:
    hover = [
        f"<b>{html.escape(row['name'])}</b><br>{amounts.count(row['arrests'])} arrests"
        for row in countries.to_dict("records")
    ]
    return go.Scatter(
        x=list(countries["lon"]),
        y=list(countries["lat"]),
        mode="text",
        text=[f"<b>{country(code)}</b>" for code in countries["code"]],
        textfont={"size": 13, "color": style.INK, "shadow": _HALO},
        hovertext=hover,
        hoverinfo="text",
        showlegend=False,
    )


def _posts(posts: pd.DataFrame) -> list[go.Scatter]:
    """One trace per kind, so that the legend can hide it."""
    most = max([1.0, *posts["checks"]])
    traces = []
    for at, kind in enumerate(get_args(PostKind)):
        some = posts[posts["kind"] == kind].sort_values("checks", ascending=False)
        if some.empty:
            continue
        hover = [
            f"<b>{html.escape(row['name'])}</b><br>{html.escape(wording.words(kind))}"
            f"<br>{amounts.count(row['checks'])} checks, {amounts.count(row['findings'])} findings"
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


def framed(lon: Iterable[float], lat: Iterable[float]) -> tuple[float, float, float, float]:
    """West, east, south and north of what must be seen, with room around it."""
    lons, lats = list(lon), list(lat)
    pad = _PAD_DEGREES
    return min(lons) - 1.5 * pad, max(lons) + 1.5 * pad, min(lats) - pad, max(lats) + pad
