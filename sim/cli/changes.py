"""PlanChanges of a plan on the command line: other values, more officers, officers elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from sim.cli.ending import tell
from sim.scenario.office_text import whole

if TYPE_CHECKING:
    from sim.scenario.programme import Programme
    from sim.scenario.schema import Scenario


class Amount(click.IntRange):
    """A whole number as offices write it, with any mark between thousands."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a number."""
        number = whole(str(value))
        read: int = super().convert(value if number is None else number, param, ctx)
        return read


def amount(text: str, option: str) -> int:
    """A whole number within an option."""
    number = whole(text)
    if number is None:
        raise click.BadParameter(f"{text!r} is not a whole number", param_hint=option)
    return number


EACH = "each"
"""What stands for every institution that a plan names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanges:
    """What the options of a command change: values by key, officers, and officers moved between countries."""

    settings: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    moves: tuple[tuple[int, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settings or self.officers or self.moves)

    def __str__(self) -> str:
        moved = [f"{number} officers from {origin} to {goal}" for number, origin, goal in self.moves]
        return ", ".join((*self.settings, *(f"officers {text}" for text in self.officers), *moved))

    def overrides(self) -> dict[str, str]:
        """Values by dotted path."""
        return given(self.settings, "--set")


def given(settings: tuple[str, ...], option: str) -> dict[str, str]:
    """What an option of the form KEY=VALUE gives, each key once."""
    values: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not (key and equals):
            raise click.BadParameter(f"{setting!r} is not KEY=VALUE", param_hint=option)
        if key in values:
            raise click.BadParameter(f"{key} is set twice", param_hint=option)
        values[key] = value
    return values


def changeable[R](command: Callable[..., R]) -> Callable[..., R]:
    """A command with the options that change a plan, which it is given as `changes`."""

    @click.option(
        "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Another value, such as cooperation.scale=0.5."
    )
    @click.option(
        "--officers", multiple=True, metavar="[XX=]NUMBER", help="Other officers: +1000 in all, BG=+500, -10%."
    )
    @click.option(
        "--move", "moves", type=(Amount(1), str, str), multiple=True, metavar="NUMBER FROM TO", help="Officers."
    )
    @wraps(command)
    def changed(*args: Any, settings: Any, officers: Any, moves: Any, **rest: Any) -> R:
        return command(*args, changes=PlanChanges(settings=settings, officers=officers, moves=moves), **rest)

    return changed


def loaded(file: str, changes: PlanChanges, *, renamed: bool = False, warned: bool = True) -> "Scenario":
    """The scenario of a file with changes, named after them if it stands beside others.

    What may not be meant is said (`warned`), unless the result will say it.
    """
    from sim.scenario.doubts import doubts
    from sim.scenario.lineup import lineup
    from sim.scenario.load import load, vary

    overrides = changes.overrides()
    scenario = load(file, overrides)
    more = lineup(scenario, changes.officers, changes.moves)
    if renamed and changes and "name" not in overrides:
        more |= {"name": _quoted(f"{scenario.name} ({changes})")}
    scenario = vary(scenario, more) if more else scenario
    for doubt in doubts(scenario) if warned else ():
        tell(f"{file}: warning: {doubt}", err=True)
    return scenario


def lessened(plan: "Scenario", left_out: tuple[str, ...]) -> "tuple[Scenario, ...]":
    """Variants of a plan, each without one of the keys that an option names, or without one institution ('each')."""
    from sim.scenario.omissions import without

    keys = [key for key in left_out if key != EACH]
    every = without(plan) if EACH in left_out else ()
    if EACH in left_out and not every:
        raise click.BadParameter(f"{plan.name} names no institution", param_hint="--without")
    return every + (without(plan, keys) if keys else ())


def programme_loaded(file: str, changes: PlanChanges) -> "Programme":
    """The programme of a file with changes: of its own keys where it has them, of its theatre elsewhere."""
    from sim.scenario.lineup import lineup
    from sim.scenario.programme import load_programme

    overrides = changes.overrides()
    programme = load_programme(file, overrides)
    more = lineup(programme.scenario, changes.officers, changes.moves)
    return load_programme(file, overrides | more) if more else programme


def _quoted(text: str) -> str:
    """A text as YAML reads it back."""
    return "'" + text.replace("'", "''") + "'"
