"""The command that forecasts past actions to which nothing was calibrated."""

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sim.cli.ending import tell
from sim.cli.options import echo_json, json_option, progress, seed_option, workers_option

if TYPE_CHECKING:
    from sim.experiment.scores import Scores


@click.command()
@click.option(
    "-n", "runs", type=click.IntRange(39, 100_000), default=60, show_default=True, help="Runs of each action."
)
@click.option("--only", multiple=True, metavar="ACTION", help="Only this action; may be given several times.")
@seed_option
@workers_option
@json_option
@click.option("--adopt", is_flag=True, help="Put how far actions differ into the package, so that runs use it.")
@click.option("--stored", is_flag=True, help="Nothing is run: the forecasts as they were adopted last.")
def score(
    runs: int,
    only: tuple[str, ...],
    seed: int,
    workers: int | str | None,
    as_json: bool,
    adopt: bool,
    stored: bool,
) -> None:
    """Forecast totals of past actions, each without itself, beside the simplest forecasts.

    Tables are in Markdown: median and interval of 95 of 100, and CRPS, the mean distance between a forecast and what
    happened (small is good); how many totals lie in the intervals; with them, which actions cannot be scored, and why.
    """
    from sim.experiment import score_tables
    from sim.experiment.scores import all_stored_scores
    from sim.experiment.unseen import unseen

    if stored:
        _check_alone()
    fresh = None if stored else _fresh(runs, only, seed, workers, adopt=adopt)
    rows = all_stored_scores() if fresh is None or adopt else fresh.rows
    left = [one for one in unseen() if one.not_scored and not only]
    if as_json:
        reasons = [{"action": one.action, "reason": one.not_scored} for one in left]
        echo_json({"forecasts": rows.to_dict("records"), "not_scored": reasons})
        return
    tell(score_tables.table(rows))
    if left:
        tell("\n".join(["\nNot scored:", *(f"- {one.action}: {one.not_scored}" for one in left)]))


def _check_alone() -> None:
    source = click.get_current_context().get_parameter_source
    if any(source(name) is ParameterSource.COMMANDLINE for name in ("runs", "only", "seed", "workers", "adopt")):
        raise click.UsageError("--stored runs nothing: no -n, --only, --seed, --workers or --adopt go with it")


def _fresh(runs: int, only: tuple[str, ...], seed: int, workers: int | str | None, *, adopt: bool) -> "Scores":
    from sim.experiment import score_tables
    from sim.experiment.scores import scores

    if adopt and only:
        raise click.UsageError("--adopt needs all actions, not --only some")
    with progress() as on_progress:
        found = scores(runs, only=only, seed=seed, workers=workers, on_progress=on_progress)
    if adopt:
        tell("Adopted: " + ", ".join(path.name for path in score_tables.adopt(found)), err=True)
    return found
