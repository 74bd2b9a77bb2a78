"""Commands that try many points of a plan: its surface, and what its results depend on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args

import click

from sim.cli.changes import PlanChanges, changeable, loaded
from sim.cli.ending import end_points, say_kept, tell
from sim.cli.options import echo_json, json_option, parameters_option, progress, seed_option, workers_option
from sim.cli.place import Where, held, place_options
from sim.words import DesignKind

if TYPE_CHECKING:
    from sim.experiment.design import Kind
    from sim.experiment.parameters import Choice
    from sim.experiment.sensitivity import Method, Sensitivity
    from sim.experiment.sweep import Sweep
    from sim.scenario.axis import Axis

SHOWN = 40


def _vary[R](otherwise: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """The option that says what is varied."""
    told = f"What is varied, such as cooperation.scale=0..1:6 (levels are of a grid){otherwise}."
    return click.option("--vary", "ranges", multiple=True, metavar="KEY=FROM..TO[:LEVELS]", help=told)


_measures = click.option(
    "--measure", "measures", multiple=True, metavar="MEASURE", help="What is told; by default the main measures."
)


def _described[R](command: Callable[..., R]) -> Callable[..., R]:
    """A command with the options that all experiments at many points have."""
    for option in (
        json_option,
        parameters_option,
        changeable,
        workers_option,
        seed_option,
        _measures,
    ):
        command = option(command)
    return command


@click.command()
@click.argument("file")
@click.option("--design", "kind", type=click.Choice(get_args(DesignKind)), help="Points; by default a grid.")
@click.option("--points", type=click.IntRange(2), help="How many, of a Latin hypercube or a Sobol sequence.")
@click.option(
    "--uncertain",
    multiple=True,
    metavar="KEY=FROM..TO",
    help="What nobody knows: the same draws of it are tried at each point.",
)
@click.option("--draws", type=click.IntRange(2, 1000), help="How many draws of it; by default 8.")
@place_options(20, "How many runs at each point.")
@_vary("; by default, all that the section 'experiment' of the plan says")
@_described
def sweep(
    file: str,
    kind: "Kind | None",
    points: int | None,
    uncertain: tuple[str, ...],
    draws: int | None,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    ranges: tuple[str, ...],
    measures: tuple[str, ...],
    parameters: "Choice",
    as_json: bool,
) -> None:
    """Run a plan at many points of some of its keys, with the same luck, and tell the surface."""
    from sim.experiment.design import design as designed
    from sim.experiment.design import planned
    from sim.experiment.sweep import sweep as swept
    from sim.outcome.measures import HEADLINE

    base = loaded(file, changes)
    told = {"--design": kind, "--points": points, "--uncertain": uncertain, "--draws": draws}
    with refusing():
        if ranges:
            known, around = _axes(ranges), _axes(uncertain)
            design = designed(base, known, kind or "grid", points, seed, uncertain=around, draws=draws)
        elif named := [option for option, value in told.items() if value]:
            raise ValueError(f"{named[0]} goes with --vary; without it, the section 'experiment' of the plan says all")
        else:
            design = planned(base, seed)
    usual = base.experiment.runs if base.experiment and not ranges else 20
    with held(where, usual) as (place, count):
        with progress() as on_progress, refusing():
            result = swept(
                base,
                design,
                count,
                measures=measures or HEADLINE,
                seed=seed,
                workers=workers,
                parameters=parameters,
                on_progress=on_progress,
                keep=place,
            )
        if place is not None:
            from sim.cli.reports import save

            save(result, place)
    if as_json:
        echo_json(result.document())
    else:
        _show_sweep(result)
        say_kept(where.out)
    end_points(base, result.measured)


@click.command()
@click.argument("file")
@click.option(
    "--method", type=click.Choice(["morris", "sobol"]), default="morris", show_default=True, help="Which indices."
)
@click.option(
    "--points", type=click.IntRange(2), default=16, show_default=True, help="Trajectories; of Sobol a power of 2."
)
@place_options(10, "How many runs at each point.")
@_vary("; by default, all keys of the section 'experiment' of the plan")
@_described
def sensitivity(
    file: str,
    method: "Method",
    points: int,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    ranges: tuple[str, ...],
    measures: tuple[str, ...],
    parameters: "Choice",
    as_json: bool,
) -> None:
    """Say which keys of a plan its results depend on, and how well that is known; needs the extra 'sensitivity'."""
    _check_extra()
    from sim.experiment.sensitivity import sensitivity as analysed
    from sim.outcome.measures import HEADLINE

    base = loaded(file, changes)
    with refusing():
        axes = _axes(ranges) or None
    with held(where, 10) as (place, count):
        with progress() as on_progress, refusing():
            result = analysed(
                base,
                axes,
                count,
                method=method,
                points=points,
                measures=measures or HEADLINE,
                seed=seed,
                workers=workers,
                parameters=parameters,
                on_progress=on_progress,
                keep=place,
            )
        if place is not None:
            from sim.cli.reports import save

            save(result, place)
    if as_json:
        echo_json(result.document())
    else:
        _show_sensitivity(result)
        say_kept(where.out)
    end_points(base, result.measured)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is no design into a message of the command line."""
    try:
        yield
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _axes(ranges: tuple[str, ...]) -> "list[Axis]":
    from sim.scenario.axis import Axis

    return [Axis.read(text) for text in ranges]


def _check_extra() -> None:
    from importlib.util import find_spec

    if find_spec("SALib") is None:
        raise click.UsageError("SALib not installed; install 'jadsim[sensitivity]'")


def _show_sweep(result: "Sweep") -> None:
    """Print the surface of the first measure, point by point."""
    from sim.cli.show import new_table
    from sim.cli.terminal import console
    from sim.outcome.measures import MEASURES
    from sim.present.surface import heads, key_cells, key_heads, point_cells, too_few

    units = {axis.key: axis.unit for axis in result.design.axes}
    name = result.measures[0]
    rows = [row for row in result.rows if row["measure"] == name]
    table = new_table(
        f"{MEASURES[name].title}: {result.base.name}",
        *key_heads(units, result.design.names(result.base), units),
        *heads(rows[0]),
    )
    for row in rows[: SHOWN + 1]:
        table.add_row(*key_cells(row, [*units]), *point_cells(row))
    console().print(table)
    if len(rows) > SHOWN + 1:
        tell(f"The first {SHOWN} of {len(rows) - 1:,} points; --out keeps all, with all measures.")
    if few := too_few(result.measured.manifest["replications"]):
        tell(few)


def _show_sensitivity(result: "Sensitivity") -> None:
    """Print the leading index of each key for each measure, and what the design cannot say."""
    from sim.cli.show import new_table
    from sim.cli.terminal import console
    from sim.outcome.measures import MEASURES
    from sim.present.surface import INDEX, index_unit
    from sim.present.wording import sentence_case

    names, indices = result.design.names(result.base), result.frame()
    for name in result.measures:
        leading = result.leading(name)
        told = leading[0].index
        unit = index_unit(indices[(indices["measure"] == name) & (indices["index"] == told)])
        table = new_table(f"{MEASURES[name].title}: {INDEX[told]}", "What", "Value", "\u00b1 (95 %)", "Key")
        for one in leading:
            table.add_row(sentence_case(names[one.key]), unit.size(one.value), unit.size(one.confidence), one.key)
        console().print(table)
    for warning in result.warnings:
        tell(f"Warning: {warning}")
