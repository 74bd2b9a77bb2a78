"""One page: sections, figures as data, styles and scripts in a single text that asks the network for nothing."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Template

import plotly.graph_objects as go

from sim.present import style, wording
from sim.present.markup import Html, el, join
from sim.present.sources import provenance, starred

BUNDLE = "plotly-cartesian.min.js"


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report: its anchor, its name in the contents, its heading and what it holds."""

    anchor: str
    name: str
    heading: str
    body: Html

    def html(self) -> Html:
        """The section with its heading."""
        heading = el("h2", self.heading, id=f"{self.anchor}-heading")
        return el("section", heading, self.body, id=self.anchor, aria_labelledby=f"{self.anchor}-heading")


def plot(key: str, figure: go.Figure, says: str, caption: str) -> Html:
    """A figure with the data that it is drawn from.

    Parameters
    ----------
    key
        Name of the figure, unique in the page.
    says
        What the figure shows, for those who cannot see it.
    caption
        How to read it.
    """
    drawn = json.loads(figure.to_json()) | {"config": style.CONFIG}
    box = el(
        "div",
        id=f"plot-{key}",
        class_="plot",
        role="group",
        aria_label=says,
        data_figure=f"data-{key}",
        style=f"min-height:{figure.layout.height}px",
    )
    return el("figure", box, _data(f"data-{key}", drawn), el("figcaption", caption))


def page(
    title: str, header: Html, sections: Sequence[ReportSection], footer: Html, manifest: Mapping[str, object]
) -> str:
    """The whole page; a content security policy forbids it every request and every script but its own two.

    Under each figure stands where it comes from, as the `manifest` says it; and below all the footnote on Kosovo, where
    a star refers to it and no section has it.
    """
    body = join(section.html() for section in sections)
    if starred(body) and wording.KOSOVO_FOOTNOTE not in body:
        footer = join([el("p", wording.KOSOVO_FOOTNOTE), footer])
    bundle, draw = _asset(BUNDLE), _asset("draw.js") + _asset("tables.js")
    links = [el("li", el("a", section.name, href=f"#{section.anchor}")) for section in sections]
    return Template(_asset("page.html")).substitute(
        title=html.escape(title),
        provenance=html.escape(provenance(manifest)),
        hashes=" ".join(_hash(script) for script in (bundle, draw)),
        css=_asset("report.css"),
        header=header,
        contents=join(links),
        first=sections[0].anchor,
        sections=body,
        footer=footer,
        bundle=bundle,
        draw=draw,
    )


def _data(key: str, drawn: object) -> Html:
    """JSON inside a script element, where only '<' could end it; nothing in it is run."""
    text = json.dumps(drawn, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="{html.escape(key)}">{text}</script>')


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@lru_cache
def _asset(name: str) -> str:
    return (files("sim.present") / "assets" / name).read_text(encoding="utf-8")
