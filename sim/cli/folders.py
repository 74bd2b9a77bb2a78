"""Folders of results: which there are, and shares of an experiment put together."""

import dataclasses
import time
from pathlib import Path

import click

from sim.cli.ending import end_points, end_runs, end_years, say_kept, tell
from sim.cli.options import echo_json, json_option, matters_option, smallest_of


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
    from sim.experiment.years import ProgrammeRun
    from sim.outcome.store import spare_memory
    from sim.outcome.workplace import workplace

    spare_memory()
    with workplace(out, force=force) as place:
        result = merged(folders, place, smallest_of(matters))
        reports.save(result, place)
    say_kept(out)
    if isinstance(result, Run | Comparison):
        end_runs(result.runs)
    elif isinstance(result, ProgrammeRun):
        end_years(result)
    else:
        end_points(result.base, result.measured)


@click.command()
@click.argument("folder", required=False, default="out", type=click.Path(path_type=Path))
@json_option
def runs(folder: Path, as_json: bool) -> None:
    """List the results below FOLDER (by default out): what, of which plans, how many runs, in what state."""
    from sim.experiment.inventory import inventory

    found = inventory(folder)
    if as_json:
        told = [
            dataclasses.asdict(one) | {"folder": str(one.folder), "changed": _when(one.changed, "%Y-%m-%dT%H:%M:%SZ")}
            for one in found
        ]
        echo_json({"results": told})
    elif found:
        from sim.cli.listing import listing

        rows = [
            {"folder": one.folder, "what": one.what, "plans": one.plans, "runs": f"{one.done:,} of {one.asked:,}"}
            | {
                "state": one.state,
                "changed (UTC)": _when(one.changed, "%Y-%m-%d %H:%M"),
                "MB": f"{one.size / 1e6:,.1f}",
            }
            for one in found
        ]
        listing(f"Results in {folder}", rows)
    else:
        tell(f"no results in {folder}")


def _when(seconds: float, form: str) -> str:
    return time.strftime(form, time.gmtime(seconds))
