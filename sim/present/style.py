"""Colours, fonts and the one plotly configuration: the only place where the look of figures is decided."""

from typing import Any, Final

import plotly.graph_objects as go

INK: Final = "#1b2631"
MUTED: Final = "#55606b"
GRID: Final = "#e2e7ec"
PALE: Final = "#c9dced"
NIGHT: Final = "#eef1f6"
NO_LEGEND: Final = {"l": 10, "r": 20, "t": 50, "b": 50}
WITH_LEGEND: Final = {"l": 10, "r": 20, "t": 84, "b": 50}
LEGEND_ROW_PX: Final = 22
SEA: Final = "#fbfcfd"
LAND: Final = "#ecebe6"
BLUE: Final = "#0b62a4"
ORANGE: Final = "#c75000"
GREEN: Final = "#00795a"
PINK: Final = "#a83f7e"
GOLD: Final = "#8f6a00"
SKY: Final = "#3d9bd9"
SERIES: Final = (BLUE, ORANGE, GREEN, PINK, GOLD, SKY, INK, MUTED)
PLANS: Final = ("#0072b2", "#d55e00", "#009e73", "#b3568a", "#000000", "#56b4e9", "#b87f00", "#6b6b6b")
"""Of plans beside each other: those of Okabe and Ito, which colour-blind readers tell apart; two darker, for white."""
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "x")
BETTER: Final = BLUE
WORSE: Final = ORANGE
UNCLEAR: Final = MUTED
FONT: Final = "'Segoe UI', 'Liberation Sans', Arial, Helvetica, sans-serif"
CONFIDENCE: Final = "confidence of the mean"
SPREAD: Final = "95 of 100 runs"

CONFIG: Final[dict[str, Any]] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
}

_AXIS: Final = {
    "gridcolor": GRID,
    "linecolor": MUTED,
    "zeroline": False,
    "automargin": True,
    "ticklabelstandoff": 6,
    "separatethousands": True,
    "exponentformat": "none",
    "title": {"font": {"size": 13, "color": MUTED}, "standoff": 10},
}
TEMPLATE: Final = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {
            "font": {"size": 17, "color": INK},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 14},
        },
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "colorway": list(SERIES),
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "itemwidth": 40,
            "font": {"size": 13},
        },
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": MUTED, "font": {"size": 13, "color": INK, "family": FONT}},
        "margin": WITH_LEGEND,
        "hovermode": "closest",
        "dragmode": False,
    }
)


def look(plan: int) -> tuple[str, str]:
    """Colour and shape of a plan by its place among others: no two of 64 plans have both."""
    return PLANS[plan % len(PLANS)], SYMBOLS[(plan + plan // len(PLANS)) % len(SYMBOLS)]


def faint(colour: str) -> str:
    """The colour at 20 %, for bands behind a line."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"


def figure(title: str, height: int, traces: list[Any], *, plans: int = 1, **layout: Any) -> go.Figure:
    """A figure in the house style; `layout` holds what differs from it. More `plans` need a higher legend."""
    more = LEGEND_ROW_PX * (plans - 1)
    room = {"margin": WITH_LEGEND | {"t": WITH_LEGEND["t"] + more}} if more else {}
    return go.Figure(
        traces, layout={"template": TEMPLATE, "title": {"text": title}, "height": height + more} | layout | room
    )
