"""Shares of an experiment, made by a batch of jobs, put together."""

from pathlib import Path

import click

from sim.cli.ending import end_points, end_runs, interruptible, say_kept
from sim.cli.options import matters_option, smallest_of


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the results.")
@matters_option
@click.option("--force", is_flag=True, help="Replace results in the folder.")
def merge(folders: tuple[Path, ...], out: Path, matters: tuple[str, ...], force: bool) -> None:
    """Put the shares of an experiment (--shard) together: the same bytes as in one piece."""
    from sim.cli import reports
    from sim.experiment.compare import Comparison
    from sim.experiment.merge import merged
    from sim.experiment.summary import Run
    from sim.outcome.store import spare_memory
    from sim.outcome.workplace import workplace

    spare_memory()
    with interruptible(), workplace(out, force=force) as place:
        result = merged(folders, place, smallest_of(matters))
        reports.save(result, place)
    say_kept(out)
    if isinstance(result, Run | Comparison):
        end_runs(result.runs)
    else:
        end_points(result.base, result.measured)
