"""Who is tied to whom: networks before and after what was done to them, and what countries ask each other."""

import html
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.outcome import amounts
from sim.present import style, tables
from sim.present.plotly_traces import escaped, lanes, lanes_height, points, segments
from sim.present.protocols import Run
from sim.present.sources import of_a_run
from sim.scenario.names import country_name

_WHOLE: Final = {
    "in the largest connected part": ("efficiency_before", "efficiency_after"),
    "compactness (mean of 1 / steps between two)": ("compactness_before", "compactness_after"),
}
_LOSSES: Final = {"nobody arrested": 0, "1 arrested": 1, "2 arrested": 2, "3 to 5 arrested": 5, "6 or more": np.inf}
"""Groups of networks, and the most members that those of each lost."""


def networks_table(run: Run) -> pd.DataFrame:
    """Networks by members arrested: `label`, `plan` (what is told), `before`, `after` (shares), `networks` a run."""
    columns = [column for ends in _WHOLE.values() for column in ends]
    rows = run.table("networks", ["arrested", *columns])
    lost = pd.cut(rows["arrested"], [-1, *_LOSSES.values()], labels=[*_LOSSES])
    groups = rows.groupby(lost, observed=True)
    number = groups.size() / max(run.replications, 1)
    parts = []
    for told, (before, after) in _WHOLE.items():
        means = groups[[before, after]].mean().set_axis(["before", "after"], axis=1)
        parts.append(means.assign(plan=told, networks=number).rename_axis("label").reset_index())
    return pd.concat(parts, ignore_index=True).astype({"label": str})


@of_a_run(networks_table)
def networks(rows: pd.DataFrame) -> go.Figure:
    """How connected networks were before and after; columns as of `networks_table`."""
    made, axis = lanes(rows)
    traces: list[go.Scatter] = []
    for lane in made:
        hover = [
            f"<b>{html.escape(str(row['label']))}</b>, {amounts.number(row['networks'])} networks a run<br>"
            f"{html.escape(lane.plan)}: {amounts.number(row['before'], 'share')} before, "
            f"{amounts.number(row['after'], 'share')} after"
            for row in lane.rows.to_dict("records")
        ]
        before, after = ([100 * value for value in lane.rows[end]] for end in ("before", "after"))
        traces += [
            segments(before, after, lane.y, "", 3, lane.pale),
            points(before, lane.y, f"before: {lane.plan}", lane.colour, f"{lane.symbol}-open", hover, size=9),
            points(after, lane.y, f"after: {lane.plan}", lane.colour, lane.symbol, hover, size=9),
        ]
    return style.figure(
        "Networks before and after, by how many of their members were arrested",
        170 + lanes_height(rows, 34),
        traces,
        plans=4,
        showlegend=True,
        xaxis={"title": {"text": "mean of the networks, per cent"}, "ticksuffix": " %", "rangemode": "tozero"},
        yaxis=axis | {"showgrid": True},
    )


def flows_table(run: Run) -> pd.DataFrame:
    """Requests between countries: `sender`, `receiver` (names), `requests` (mean of the runs), `answered` (share)."""
    sent = tables.foreign_requests(run)
    answered = sent.assign(answered=sent["status"] == "answered").groupby(["sender", "receiver"])["answered"]
    pairs = answered.agg(["size", "mean"]).set_axis(["requests", "answered"], axis=1).reset_index()
    named = {end: [country_name(run.scenario, code) for code in pairs[end]] for end in ("sender", "receiver")}
    return pairs.assign(requests=pairs["requests"] / max(run.replications, 1), **named)


@of_a_run(flows_table)
def flows(rows: pd.DataFrame) -> go.Figure:
    """What countries ask each other; columns as of `flows_table`."""
    told = [
        f"<b>{who} asks {whom}</b><br>{amounts.count(number)} requests a run, {amounts.number(share, 'share')} answered"
        for who, whom, number, share in zip(
            escaped(rows["sender"]), escaped(rows["receiver"]), rows["requests"], rows["answered"], strict=True
        )
    ]
    field = go.Heatmap(
        x=escaped(rows["receiver"]),
        y=escaped(rows["sender"]),
        z=list(rows["requests"]),
        hovertext=told,
        hoverinfo="text",
        colorscale=[[0, style.PALE], [1, style.BLUE]],
        colorbar={"title": {"text": "requests<br>a run"}},
        xgap=1,
        ygap=1,
    )
    names = {"type": "category", "categoryorder": "category ascending", "showgrid": False}
    return style.figure(
        "Requests between countries: who asks whom",
        280 + 24 * max(rows["sender"].nunique(), 2),
        [field],
        margin=style.NO_LEGEND,
        xaxis=names | {"title": {"text": "country that is asked"}, "tickangle": -45},
        yaxis=names | {"categoryorder": "category descending", "title": {"text": "country that asks"}},
    )
