"""Where something is found at which time of the day: four maps, one for each quarter of the day."""

import html
import math
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style
from sim.present.map import framed, outlines
from sim.present.protocols import Run
from sim.present.sources import of_a_run
from sim.scenario import reference

_QUARTERS: Final = ("00:00 to 06:00", "06:00 to 12:00", "12:00 to 18:00", "18:00 to 24:00")
_COARSE: Final = 3
"""Of so many points of a coast or border one is drawn: enough for a quarter of the page."""
_GAP: Final = 0.02
_HEADING: Final = 0.06


def findings_table(run: Run) -> pd.DataFrame:
    """Findings of checks at posts by time of day: `name`, `lat`, `lon`, `time` (UTC), `findings` (mean of a day)."""
    posts, clock = run.scenario.active_posts(), run.scenario.start.hour
    counts = [
        pd.DataFrame(
            {
                "post": block["checkpoint"].str.replace(r"^[^/]*/", "", regex=True),
                "time": [_QUARTERS[at] for at in ((clock + block["time_h"]) % 24 // 6).astype(int)],
            }
        ).value_counts()
        for block in run.frames("cases", ["checkpoint", "time_h"])
    ]
    found = pd.concat(counts).groupby(level=["post", "time"]).sum().rename("findings").reset_index()
    found = found[found["post"].isin([*posts])]
    place = {"name": [posts[key].name for key in found["post"]]} | {
        at: [getattr(posts[key], at) for key in found["post"]] for at in ("lat", "lon")
    }
    days = max(run.replications, 1) * run.scenario.days
    table = found.assign(findings=found["findings"] / days, **place)[["name", "lat", "lon", "time", "findings"]]
    return table.sort_values(["time", "findings"], ascending=[True, False], ignore_index=True)


@of_a_run(findings_table)
def findings_by_hour(rows: pd.DataFrame) -> go.Figure:
    """Findings at posts by time of day; columns as of `findings_table`."""
    west, east, south, north = framed([*rows["lon"], 19.0], [*rows["lat"], 45.0])
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    land = outlines([ring[::_COARSE] for shape in reference.shapes().values() for ring in shape])
    most = max([1e-9, *rows["findings"]])
    traces: list[go.Scatter] = []
    layout: dict[str, Any] = {"annotations": []}
    hidden = {
        "showgrid": False,
        "showticklabels": False,
        "showline": False,
        "constrain": "domain",
        "title": {"text": ""},
    }
    for at, quarter in enumerate(_QUARTERS):
        across, down = at % 2, at // 2
        left, top = across * (0.5 + _GAP / 2), 1 - down * 0.5
        number = str(at + 1) if at else ""
        x, y = f"x{number}", f"y{number}"
        some = rows[rows["time"] == quarter]
        traces += [trace.update(xaxis=x, yaxis=y) for trace in (go.Scatter(land), _marks(some, most))]
        frame = hidden | {"anchor": y, "domain": [left, left + 0.5 - _GAP / 2], "range": [west, east]}
        height = hidden | {"anchor": x, "domain": [top - 0.5, top - _HEADING], "range": [south, north]}
        layout[f"xaxis{number}"] = frame
        layout[f"yaxis{number}"] = height | {"scaleanchor": x, "scaleratio": stretch}
        head = f"<b>{quarter} UTC</b>   {amounts.count(float(some['findings'].sum()))} findings a day"
        layout["annotations"].append(
            {"text": head, "showarrow": False, "font": {"size": 13}, "xref": "paper", "yref": "paper"}
            | {"x": left, "xanchor": "left", "y": top - _HEADING, "yanchor": "bottom"}
        )
    return style.figure(
        "Findings by post and time of day",
        820,
        traces,
        showlegend=False,
        plot_bgcolor=style.SEA,
        margin={"l": 0, "r": 10, "t": 50, "b": 10},
        **layout,
    )


def _marks(rows: pd.DataFrame, most: float) -> go.Scatter:
    hover = [
        f"<b>{html.escape(name)}</b><br>{amounts.count(number)} findings in these hours of a day"
        for name, number in zip(rows["name"], rows["findings"], strict=True)
    ]
    marker = {
        "size": list(3 + 21 * np.sqrt(rows["findings"] / most)),
        "color": style.BLUE,
        "opacity": 0.75,
        "line": {"color": "#ffffff", "width": 1},
    }
    place = {"x": list(rows["lon"]), "y": list(rows["lat"])}
    return go.Scatter(mode="markers", marker=marker, hovertext=hover, hoverinfo="text", showlegend=False, **place)
