"""The command that takes a difference apart."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sim.cli.changes import PlanChanges, changeable, loaded
from sim.cli.ending import end_runs, say_kept, tell
from sim.cli.options import echo_json, json_option, parameters_option, progress, seed_option, workers_option
from sim.cli.place import Where, check_new, held, place_options
from sim.errors import StoreError

if TYPE_CHECKING:
    from sim.experiment.explanation import Explanation
    from sim.experiment.parameters import Choice


@click.command()
@click.argument("a")
@click.argument("b", required=False)
@place_options(100, "How many pairs of runs.", shared=False)
@seed_option
@workers_option
@changeable
@parameters_option
@click.option("--variant", type=click.IntRange(1), help="Which variant, where A is a folder of a comparison.")
@click.option(
    "--examples",
    type=click.IntRange(0, 9),
    default=3,
    show_default=True,
    help="Arrests told of which one plan has none.",
)
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html", help="Write it as a page."
)
@json_option
def explain(
    a: str,
    b: str | None,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    parameters: "Choice",
    variant: int | None,
    examples: int,
    page: Path | None,
    as_json: bool,
) -> None:
    """Take the difference in arrests between plans A and B apart: by path, country, channel and institution.

    A and B are scenarios, or A is the folder of a comparison. Changes (--set, --officers, --move) are those of B;
    without a B, of A as its own variant. Arrests that one plan alone has are traced in both, under the same luck.
    """
    if page:
        check_new(page, force=where.force, otherwise="name another file")
    if Path(a).is_dir():
        _check_folder(b, where, changes)
        result = _of_folder(Path(a), variant or 1, examples)
    else:
        if variant:
            raise click.UsageError("--variant is of a folder of a comparison; name a plan B")
        result = _of_plans(a, b, seed, workers, where, changes, parameters, examples)
    if page:
        from sim.cli import reports
        from sim.files import write_whole

        write_whole(page, reports.explanation(result))
        tell(str(page), err=as_json)
    if as_json:
        echo_json(result.document())
    else:
        _show(result)
        say_kept(where.out)
    end_runs(result.runs)


def _check_folder(b: str | None, where: Where, changes: PlanChanges) -> None:
    asked = click.get_current_context().get_parameter_source
    given = [name for name in ("seed", "workers", "parameters") if asked(name) is ParameterSource.COMMANDLINE]
    if b or changes or where.out or where.replications or given:
        raise click.UsageError(
            "runs in a folder are there already: no B, changes, -n, --out, --seed, --workers or --parameters go with it"
        )


def _of_folder(folder: Path, variant: int, examples: int) -> "Explanation":
    from sim.experiment.compare import Comparison
    from sim.experiment.explanation import explained
    from sim.experiment.folder import check_current, open_run

    compared = open_run(folder)
    if not isinstance(compared, Comparison):
        raise StoreError(f"{folder} holds a single run, not a comparison: give two plans, or a folder of compare")
    for run in compared.runs:
        check_current(run)
    return explained(compared, variant, examples=examples)


def _of_plans(
    a: str,
    b: str | None,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    parameters: "Choice",
    examples: int,
) -> "Explanation":
    if not (b or changes):
        raise click.UsageError("name a plan B, or change something with --set, --officers or --move")
    plans = loaded(a, PlanChanges()), loaded(b or a, changes, renamed=True)
    with held(where, 100) as (place, count):
        from sim.experiment.compare import compare
        from sim.experiment.explanation import NEEDED, explained

        with progress() as on_progress:
            compared = compare(
                *plans,
                count,
                seed=seed,
                workers=workers,
                parameters=parameters,
                on_progress=on_progress,
                keep=place or NEEDED,
            )
        result = explained(compared, examples=examples)
        if place is not None:
            from sim.cli import reports

            reports.save_comparison(compared, place, reports.explanation_files(result))
    return result


def _show(result: "Explanation") -> None:
    """Print the whole, its parts way by way, and the examples."""
    from sim.cli.show import HONEST, new_table
    from sim.cli.terminal import console
    from sim.experiment.ways import MEANING
    from sim.present import explanation as told

    terminal, document = console(), result.document()
    whole = new_table(f"{result.names[1]} against {result.names[0]}: seed {document['seed']}", *told.PARTS)
    whole.add_row(*next(told.part_rows([document["whole"]])))
    terminal.print(whole)
    for way, says in MEANING.items():
        table = new_table(f"By {way}: {says}", *told.PARTS)
        parts = [one for one in document["parts"] if one["way"] == way]
        for row in told.part_rows(parts[: told.SHOWN]):
            table.add_row(*row)
        terminal.print(table)
        if len(parts) > told.SHOWN:
            terminal.print(f"The {told.SHOWN} largest of {len(parts)}; --json has all.")
    for example in document["examples"]:
        plan = result.runs[example["only_in"] == "variant"].scenario
        story = new_table(told.headline(example, plan), *told.STEPS)
        for row in told.around(example, plan):
            story.add_row(*row)
        terminal.print(story)
    terminal.print(told.JUDGED)
    terminal.print(HONEST)
