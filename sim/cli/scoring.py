"""The command that forecasts past actions to which nothing was calibrated."""

import click

from sim.cli.ending import tell
from sim.cli.options import echo_json, json_option, progress, seed_option, workers_option


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
    from sim.experiment.unseen import table, unseen

    with progress() as on_progress:
        rows = scored(runs, only=only, seed=seed, workers=workers, on_progress=on_progress)
    left = [one for one in unseen() if one.not_scored and not only]
    if as_json:
        reasons = [{"action": one.action, "reason": one.not_scored} for one in left]
        echo_json({"forecasts": rows.to_dict("records"), "not_scored": reasons})
        return
    tell(table(rows))
    if left:
        tell("\n".join(["\nNot scored:", *(f"- {one.action}: {one.not_scored}" for one in left)]))
