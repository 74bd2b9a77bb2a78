"""The command that forecasts past actions to which nothing was calibrated."""

from typing import TYPE_CHECKING

import click

from sim.cli.ending import tell
from sim.cli.options import echo_json, json_option, progress, seed_option, workers_option

if TYPE_CHECKING:
    import pandas as pd

WAYS = {"model": "model", "per_check": "arrests a check", "per_country_day": "arrests a country and day"}
NUMBERS = ["published", "low", "median", "high", "crps"]


@click.command()
@click.option(
    "-n", "runs", type=click.IntRange(39, 100_000), default=60, show_default=True, help="Runs of each action."
)
@click.option("--only", multiple=True, metavar="ACTION", help="Only this action; may be given several times.")
@seed_option
@workers_option
@json_option
def score(runs: int, only: tuple[str, ...], seed: int, workers: int | str | None, as_json: bool) -> None:
    """Forecast the arrests of past actions outside calibration, beside the simplest forecasts.

    The table is in Markdown: median and interval of 95 of 100, and CRPS, the mean distance between a forecast and what
    happened (small is good); with it, which actions cannot be scored, and why.
    """
    from sim.experiment.unseen import score as scored
    from sim.experiment.unseen import unseen

    with progress() as on_progress:
        rows = scored(runs, only=only, seed=seed, workers=workers, on_progress=on_progress)
    left = [one for one in unseen() if one.not_scored and not only]
    if as_json:
        reasons = [{"action": one.action, "reason": one.not_scored} for one in left]
        echo_json({"forecasts": rows.to_dict("records"), "not_scored": reasons})
        return
    tell("\n".join([*_table(rows), "", _summed(rows)]))
    if left:
        tell("\n".join(["\nNot scored:", *(f"- {one.action}: {one.not_scored}" for one in left)]))


def _table(rows: "pd.DataFrame") -> list[str]:
    heads = [part for way in WAYS.values() for part in (way, "CRPS")]
    lines = [f"| {' | '.join(['action', 'published', *heads])} |", f"|{'---|' * (2 + len(heads))}"]
    for action, ways in rows.groupby("action", sort=False):
        cells = [str(action), f"{ways['published'].iloc[0]:,.0f}"]
        for published, low, median, high, crps in ways[NUMBERS].to_numpy(float).tolist():
            told = f"{median:,.0f} ({low:,.0f} to {high:,.0f})"
            cells += [told if low <= published <= high else f"{told}, MISSED", f"{crps:,.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _summed(rows: "pd.DataFrame") -> str:
    """Intervals that hold, and scores in shares of the published arrests."""
    parts = []
    for way, name in WAYS.items():
        own = rows[rows["forecast"] == way]
        held = ((own["low"] <= own["published"]) & (own["published"] <= own["high"])).sum()
        crps, width = ((own[key] / own["published"]).mean() for key in ("crps", "interval_score"))
        parts.append(f"{name}: {held} of {len(own)} intervals hold, mean CRPS {crps:.2f}, interval score {width:.1f}")
    return "In shares of the published arrests. " + "; ".join(parts) + "."
