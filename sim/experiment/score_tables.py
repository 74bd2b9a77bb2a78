"""Scores of forecasts as tables in Markdown, and what they leave for runs to use: how far actions differ."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pandas as pd

from sim.errors import StoreError
from sim.experiment.effects import Spreads, estimate
from sim.experiment.parameters import EFFECTS, OF_SERIES, THIS_ACTION, calibrated
from sim.experiment.scores import MODEL, ONE_SHARE, SCORED, SEEN, WAYS, Scores
from sim.experiment.stored_text import DIGITS, csv_text, digits
from sim.files import write_together
from sim.scenario.series import CALIBRATED

SHOWN = (MODEL, "per_check", "per_country_day")
NUMBERS = ["published", "low", "median", "high", "crps"]
SOURCE = "how far past actions lay from their forecasts (seen.csv); other series partially pooled, priors assumed"


def table(rows: pd.DataFrame) -> str:
    """Forecasts as tables in Markdown: each action, how well each way did, and calibrated years with one share."""
    tables = [
        _of(rows[rows["measure"] == measure], measure) for measure in THIS_ACTION if (rows["measure"] == measure).any()
    ]
    return "\n\n".join(part for some in tables for part in some)


def _of(rows: pd.DataFrame, measure: str) -> list[str]:
    """The tables of one measure, under its name."""
    heads = [part for way in SHOWN for part in (_way(way, measure), "CRPS")]
    lines = [f"| {' | '.join(['action', 'published', *heads])} |", f"|{'---|' * (2 + len(heads))}"]
    for action, some in rows.groupby("action", sort=False):
        cells = [str(action), f"{some['published'].iloc[0]:,.0f}"]
        for way in SHOWN:
            cells += _cells(some[some["forecast"] == way])
        lines.append(f"| {' | '.join(cells)} |")
    years = _with_one_share(rows)
    return [
        f"**{measure.capitalize()}**",
        "\n".join(lines),
        summed(rows, measure),
        *(["\n".join(years)] if years else []),
    ]


def summed(rows: pd.DataFrame, measure: str = "arrests") -> str:
    """How well each way of forecasting a measure did, as a table in Markdown; scores in shares of the total."""
    rows = rows[rows["measure"] == measure]
    lines = [
        "| forecast | actions | inside 95 % | inside 50 % | CRPS | interval score | half-width, calibrated series |",
        "|---|---|---|---|---|---|---|",
    ]
    for way in WAYS:
        own = rows[rows["forecast"] == way]
        if len(own):
            lines.append(f"| {_way(way, measure)} | {len(own)} | {' | '.join(_sums(own))} |")
    return "\n".join(lines)


def adopt(found: Scores) -> list[Path]:
    """Put scores, what actions show, spreads and draws of the factors into the package, so that runs use them.

    Raises
    ------
    StoreError
        If the package is not a folder that can be written.
    """
    home = Path(str(files("sim.experiment")))
    if not home.is_dir():
        raise StoreError("the package is not a folder of sources, so that nothing can be adopted")
    spreads = {measure: estimate(found.seen, measure) for measure in THIS_ACTION}
    seen = [
        [one.action, one.series, one.measure, *digits((one.effect, one.error, one.elasticity))] for one in found.seen
    ]
    texts = {
        home / "data" / SEEN: csv_text(["action", "series", "measure", "effect", "error", "elasticity"], seen),
        home / "data" / SCORED: found.rows.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n"),
        home / "data" / "spreads.csv": csv_text(
            ["measure", "spread", "median", "low", "high", "unit", "trust", "source"], _told(spreads)
        ),
        home / EFFECTS: _effects(spreads),
    }
    write_together(texts)
    return [*texts]


def _effects(spreads: Mapping[str, Spreads]) -> str:
    """Draws of the factors, as many as there are draws of parameters."""
    count = len(calibrated().draws)
    columns = {
        f"{series} {path}": digits(spreads[measure].draws(count, of_series))
        for of_series, series in OF_SERIES.items()
        for measure, path in THIS_ACTION.items()
    }
    rows = [[at, *factors] for at, factors in enumerate(zip(*columns.values(), strict=True))]
    note = "# How one action differs from a typical one: draws, for the calibrated series and for another. Mean 1.\n"
    return f"{note}# Written by 'jadsim score --adopt', from seen.csv.\n" + csv_text(["draw", *columns], rows)


def _told(spreads: Mapping[str, Spreads]) -> list[list[str]]:
    names = {True: "within the calibrated series", False: "in another series"}
    return [
        [measure, name, *digits(own.spread(of_series)), "log", "estimated", SOURCE]
        for measure, own in spreads.items()
        for of_series, name in names.items()
    ]


def _way(way: str, measure: str) -> str:
    return WAYS[way].replace("arrests", measure)


def _cells(row: pd.DataFrame) -> list[str]:
    if row.empty:
        return ["", ""]
    published, low, median, high, crps = row[NUMBERS].to_numpy(float)[0].tolist()
    told = f"{median:,.0f} ({low:,.0f} to {high:,.0f})"
    return [told if low <= published <= high else f"{told}, MISSED", f"{crps:,.0f}"]


def _sums(own: pd.DataFrame) -> list[str]:
    inside = [
        own["published"].between(own[low], own[high]).sum() for low, high in (("low", "high"), ("low50", "high50"))
    ]
    crps, width = ((own[key] / own["published"]).mean() for key in ("crps", "interval_score"))
    series = own[own["series"] == CALIBRATED]
    half = ((series["high"] - series["low"]) / (2.0 * series["median"])).median()
    return [*map(str, inside), f"{crps:.2f}", f"{width:.1f}", f"{half:.0%}" if len(series) else ""]


def _with_one_share(rows: pd.DataFrame) -> list[str]:
    """Calibrated years as their files count thorough checks, beside the share of 2024 in all of them."""
    years = rows[rows["forecast"] == ONE_SHARE]["action"]
    if years.empty:
        return []
    lines = [f"| year | published | {WAYS[MODEL]} | {WAYS[ONE_SHARE]} |", "|---|---|---|---|"]
    for year in years:
        some = rows[rows["action"] == year]
        ways = [_cells(some[some["forecast"] == way])[0] for way in (MODEL, ONE_SHARE)]
        lines.append(f"| {' | '.join([year, f'{some["published"].iloc[0]:,.0f}', *ways])} |")
    return lines
