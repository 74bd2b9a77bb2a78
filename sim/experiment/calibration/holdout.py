"""One year predicted from the others, beside the two simplest forecasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.calibration.emulator import Emulator
from sim.experiment.calibration.posterior import posterior_of, predicted, sample
from sim.experiment.calibration.targets import Target
from sim.scenario.schema import Scenario

PREDICTED = ("arrests", "investigations", "weapons")
DRAWS = 2000
CAUTION = (
    "Four actions cannot show whether 95 % intervals hold 95 of 100 times: each forecast from three years is one trial."
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A total of a year that was left out: what was printed, and what four ways of forecasting say."""

    scenario: str
    measure: str
    published: float
    median: float
    low: float
    high: float
    per_officer: float
    per_officer_day: float

    @property
    def inside(self) -> bool:
        """Whether the printed total lies in the 95 % interval."""
        return self.low <= self.published <= self.high

    def error(self, value: float) -> float:
        """Relative error of a forecast."""
        return value / self.published - 1.0


def hold_out(
    emulator: Emulator, targets: Sequence[Target], scenarios: Sequence[Scenario], dimensions: int, steps: int, seed: int
) -> list[Forecast]:
    """Leave out each year in turn: fit to the others, and predict what was printed about it."""
    forecasts = []
    for scenario in scenarios:
        posterior = posterior_of(emulator, targets, without=scenario.name)
        found = sample(posterior, dimensions, DRAWS, steps, seed)
        totals = predicted(posterior, found.z, seed)
        for at, target in enumerate(targets):
            if target.scenario == scenario.name and target.measure in PREDICTED:
                low, median, high = np.quantile(totals[:, at], [0.025, 0.5, 0.975])
                naive = [_naive(target, targets, scenarios, days) for days in (False, True)]
                forecasts.append(
                    Forecast(
                        target.scenario, target.measure, target.value, float(median), float(low), float(high), *naive
                    )
                )
    return forecasts


def _naive(target: Target, targets: Sequence[Target], scenarios: Sequence[Scenario], days: bool) -> float:
    """The total that the other years' rate per officer, or per officer and day, gives; nan if they have none."""
    efforts = {scenario.name: _officers(scenario) * (scenario.days if days else 1) for scenario in scenarios}
    others = [
        other
        for other in targets
        if other.measure == target.measure and other.scenario != target.scenario and other.scenario in efforts
    ]
    effort = sum(efforts[other.scenario] for other in others)
    return sum(other.value for other in others) / effort * efforts[target.scenario] if effort else float("nan")


def _officers(scenario: Scenario) -> float:
    return sum(scenario.officers(code) for code in scenario.countries)


def table(forecasts: Sequence[Forecast]) -> str:
    """The forecasts as a table in Markdown, with what they cannot show."""
    lines = [
        "| left out | total | published | predicted (95 % interval) | error | per officer | error | per officer-day "
        "| error |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in forecasts:
        interval = f"{one.median:,.0f} ({one.low:,.0f} to {one.high:,.0f}){'' if one.inside else ', MISSED'}"
        naive = [
            "none | " if math.isnan(value) else f"{value:,.0f} | {one.error(value):+.0%}"
            for value in (one.per_officer, one.per_officer_day)
        ]
        cells = [one.scenario, one.measure, f"{one.published:,.0f}", interval, f"{one.error(one.median):+.0%}", *naive]
        lines.append(f"| {' | '.join(cells)} |")
    known = [one for one in forecasts if not math.isnan(one.per_officer)]
    inside = f"{sum(one.inside for one in forecasts)} of {len(forecasts)} totals lie in the interval."
    if not known:
        return "\n".join([*lines, "", f"{inside} {CAUTION}"])
    model, officers, days = (
        np.mean([abs(one.error(getattr(one, name))) for one in known])
        for name in ("median", "per_officer", "per_officer_day")
    )
    errors = f"Mean absolute error: model {model:.0%}, per officer {officers:.0%}, per officer-day {days:.0%}."
    return "\n".join([*lines, "", f"{inside} {errors} {CAUTION}"])
