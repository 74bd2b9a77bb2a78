"""Figures of a page as pictures: PNG or SVG, each with its title, its units and where it comes from."""

import asyncio
import html
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Final

import plotly.graph_objects as go

from sim.errors import StoreError
from sim.present import wording
from sim.present.page import provenance
from sim.words import PictureForm

type Figures = dict[str, go.Figure]
"""Figures by names for files."""

WIDTH_PX: Final = 1000
"""Width of a picture; a PNG has twice as many pixels, for print."""
_NOTE_PX: Final = 34
_LONGEST_NAME: Final = 80
_STARRED: Final = re.compile(r"(?:XK|Kosovo)\*")
_DATA: Final = re.compile(r'<script type="application/json" id="data-[^"]*">(.*?)</script>', re.DOTALL)


def figures_of(page: str, manifest: Mapping[str, object]) -> Figures:
    """The figures of a page in their order, each with where it comes from; their names are made of their titles."""
    found: Figures = {}
    for text in _DATA.findall(page):
        drawn = json.loads(text)
        figure = go.Figure({part: drawn[part] for part in ("data", "layout")})
        found[_unused(_name(figure.layout.title.text), found)] = _noted(figure, manifest)
    return found


def pictures(figures: Figures, form: PictureForm, browser: str) -> dict[str, bytes]:
    """Draw figures by a headless browser that asks the network for nothing; under the same names.

    Raises
    ------
    ImportError
        If there is no Kaleido.
    StoreError
        If the browser does not draw.
    """
    try:
        with ThreadPoolExecutor(1) as beside:  # a notebook has a loop of its own
            return beside.submit(lambda: asyncio.run(_drawn(figures, form, browser))).result()
    except (RuntimeError, OSError) as error:
        raise StoreError(f"{browser} did not draw: {next(iter(error.args), type(error).__name__)}") from error


async def _drawn(figures: Figures, form: PictureForm, browser: str) -> dict[str, bytes]:
    from kaleido import Kaleido

    made, scale = {}, 2 if form == "png" else 1
    async with Kaleido(path=browser, mathjax=False) as room:
        for name, figure in figures.items():
            options = {"format": form, "width": WIDTH_PX, "height": figure.layout.height, "scale": scale}
            made[name] = await room.calc_fig(figure.to_dict(), opts=options)
    return made


def _noted(figure: go.Figure, manifest: Mapping[str, object]) -> go.Figure:
    """The same figure, with where it comes from in a line of its own below."""
    layout, usual = figure.layout, figure.layout.template.layout
    below = (layout.margin.b if layout.margin.b is not None else usual.margin.b) + _NOTE_PX
    said = [wording.KOSOVO_FOOTNOTE] if _STARRED.search(figure.to_json()) else []
    text = "<br>".join(map(html.escape, [*said, provenance(manifest)]))
    note: dict[str, Any] = {"text": text, "align": "left", "font": {"size": 11}, "showarrow": False}
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "bottom", "yshift": -below}
    made = go.Figure(figure).update_layout(margin={"b": below}, height=layout.height + _NOTE_PX)
    return made.add_annotation(note | place)


def _name(title: str) -> str:
    """The words of a title, as many as a name of a file holds."""
    words = re.sub(r"\W+", "-", html.unescape(title).lower()).strip("-") or "figure"
    return words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME].rpartition("-")[0]


def _unused(name: str, taken: Mapping[str, object]) -> str:
    """The name itself, or with the first number that makes it another than those that are taken."""
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)
