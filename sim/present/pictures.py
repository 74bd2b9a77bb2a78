"""Figures of a page as pictures: PNG or SVG, each with its title, its units and where it comes from."""

import asyncio
import html
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

import plotly.graph_objects as go

from sim.errors import StoreError
from sim.present.sources import sourced
from sim.words import PictureForm

type Figures = dict[str, go.Figure]
"""Figures by names for files."""

WIDTH_PX: Final = 1000
"""Width of a picture; a PNG has twice as many pixels, for print."""
_LONGEST_NAME: Final = 80
_DATA: Final = re.compile(r'<script type="application/json" id="data-[^"]*">(.*?)</script>', re.DOTALL)


def figures_of(page: str, manifest: Mapping[str, object]) -> Figures:
    """The figures of a page in their order, each with where it comes from; their names are made of their titles."""
    found: Figures = {}
    for text in _DATA.findall(page):
        drawn = json.loads(text)
        figure = go.Figure({part: drawn[part] for part in ("data", "layout")})
        found[_unused(_name(figure.layout.title.text), found)] = sourced(figure, manifest)
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


def _name(title: str) -> str:
    """The words of a title, as many as a name of a file holds."""
    words = re.sub(r"\W+", "-", html.unescape(title).lower()).strip("-") or "figure"
    return words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME].rpartition("-")[0]


def _unused(name: str, taken: Mapping[str, object]) -> str:
    """The name itself, or with the first number that makes it another than those that are taken."""
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)
