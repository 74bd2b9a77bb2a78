"""Where figures come from: a line that says it, and figures of a run, which carry it below them."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from textwrap import wrap
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.present import wording
from sim.present.protocols import Run

type Drawn = Callable[[pd.DataFrame | Run], go.Figure]

_LINE_PX: Final = 15
_AROUND_PX: Final = 20
_LONGEST_LINE: Final = 110
"""Signs of a line below a figure."""
_STARRED: Final = re.compile(r"(?:XK|Kosovo)\*")


def of_a_run(made: Callable[[Run], pd.DataFrame]) -> Callable[[Callable[[pd.DataFrame], go.Figure]], Drawn]:
    """A figure that is drawn from its tidy table, or from a run: of it the table is made, and its source is told."""

    def drawn(draw: Callable[[pd.DataFrame], go.Figure]) -> Drawn:
        @wraps(draw)
        def figure(table: pd.DataFrame | Run) -> go.Figure:
            return draw(table) if isinstance(table, pd.DataFrame) else sourced(draw(made(table)), table.manifest)

        return figure

    return drawn


def sourced(figure: go.Figure, manifest: Mapping[str, object]) -> go.Figure:
    """The same figure, with where it comes from in a line of its own below."""
    layout, usual = figure.layout, figure.layout.template.layout
    said = [wording.KOSOVO_FOOTNOTE] if starred(figure.to_json()) else []
    lines = [line for text in (*said, provenance(manifest)) for line in wrap(text, _LONGEST_LINE)]
    room = _AROUND_PX + _LINE_PX * len(lines) + _LINE_PX * _more_lines(figure)
    below = (layout.margin.b if layout.margin.b is not None else usual.margin.b) + room
    text = "<br>".join(map(html.escape, lines))
    note: dict[str, Any] = {"text": text, "align": "left", "font": {"size": 11}, "showarrow": False}
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "bottom", "yshift": -below}
    made = go.Figure(figure).update_layout(margin={"b": below}, height=layout.height + room)
    return made.add_annotation(note | place)


def _more_lines(figure: go.Figure) -> int:
    """Lines of the titles of axes beyond the first."""
    return max(((axis.title.text or "").count("<br>") for axis in figure.select_xaxes()), default=0)


def starred(text: str) -> bool:
    """Whether a star in a text refers to the footnote on Kosovo."""
    return _STARRED.search(text) is not None


def provenance(manifest: Mapping[str, object]) -> str:
    """Where figures come from, in one line; what the manifest does not say is left out."""
    hashes = [manifest.get("scenario_hash")]
    plans = manifest.get("scenarios")
    if isinstance(plans, Sequence):
        hashes += [plan["scenario_hash"] for plan in plans if isinstance(plan, Mapping)]
    named = ", ".join(str(one)[:12] for one in hashes if one)
    versions = manifest.get("versions")
    version = versions.get("jadsim", "") if isinstance(versions, Mapping) else ""
    parts = [f"jadsim {version}".strip(), f"scenario {named}" if named else ""]
    parts += [f"{key} {manifest[key]}" for key in ("seed", "replications") if key in manifest]
    return "; ".join(part for part in parts if part)
