"""What is to be tried with a plan: levers, which a planner sets, kept apart from what nobody knows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.axis import RANGE, Axis, misfits
from sim.scenario.part import Finding
from sim.scenario.quantity import Sealed, refusal
from sim.units import shown
from sim.words import DesignKind

USUAL_RUNS = 20
"""At each point."""
USUAL_DRAWS = 8
"""Of what is uncertain, at each point of the levers; assumed to be enough to see whether it matters."""


def _range(value: object) -> str:
    """The ends of a key, as they are written."""
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is no range", RANGE)
    try:
        Axis.of("KEY", value)
    except ValueError as error:
        raise refusal(str(error).partition(": write")[0], RANGE) from error
    return value


Range = Annotated[str, BeforeValidator(_range), WithJsonSchema({"type": "string", "pattern": r"\.\."})]
"""Two ends, and on a grid the number of levels: ``0..1:6``, ``1 h..6 h``, ``1 %..15 %``."""


class Experiment(Sealed):
    """Which keys are varied, how, and how often: what `jadsim sweep` does where it is not told otherwise.

    At each point of the levers the same values of the uncertainties are drawn (a Latin hypercube, `draws`), and each
    is run `runs` times with the same luck.
    """

    levers: dict[str, Range] = Field(min_length=1)
    uncertainties: dict[str, Range] = Field(default_factory=dict)
    design: DesignKind = "grid"
    points: Annotated[int, Field(ge=2, strict=True)] | None = None
    draws: Annotated[int, Field(ge=2, le=1000, strict=True)] | None = None
    runs: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = USUAL_RUNS

    @property
    def axes(self) -> list[Axis]:
        """The levers."""
        return [Axis.of(key, between) for key, between in self.levers.items()]

    @property
    def uncertain(self) -> list[Axis]:
        """The uncertainties."""
        return [Axis.of(key, between) for key, between in self.uncertainties.items()]

    @property
    def ranges(self) -> list[Axis]:
        """All that is varied, with its ends alone."""
        return [replace(axis, levels=0) for axis in (*self.axes, *self.uncertain)]

    def findings(self) -> Iterator[Finding]:
        """What does not fit in it: path, found, wanted."""
        for whose, found, wanted in misfits(self.design, self.axes, self.points, self.uncertain, self.draws):
            yield ("experiment", *self.place(whose)), found, wanted

    def place(self, key: str) -> tuple[str, ...]:
        """Where a key of a plan, or of the section, stands in the section."""
        part = next((part for part in ("uncertainties", "levers") if key in getattr(self, part)), None)
        return (key,) if part is None else (part, key)
