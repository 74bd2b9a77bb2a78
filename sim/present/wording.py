"""The words around numbers, which `sim.outcome.amounts` writes."""

import math
from collections.abc import Mapping
from typing import Final

from sim.outcome.amounts import NOT_DEFINED, NOT_REACHED, RowUnit, number, plain, row_unit
from sim.outcome.intervals import LEAST_RUNS
from sim.outcome.measures import MEASURES

KOSOVO_FOOTNOTE: Final = (
    "* This designation is without prejudice to positions on status and is in line with UNSCR 1244/1999 and the ICJ "
    "Opinion on the Kosovo declaration of independence."
)


NOT_TOLD: Final = "not told"
MOST_GAINED: Final = 1000.0
"""What pairing gains is told up to here; beyond, hardly anything but the plans differs between two runs of a pair."""


def behind(runs: float, every: float, what: str = "runs") -> str:
    """How many runs (or `what`) stand behind a figure: '5 of 12 runs' where they are fewer than all, else empty."""
    return f"{runs:,.0f} of {every:,.0f} {what}" if runs < every else ""


def untold(reason: str, runs: float, every: float) -> str:
    """Why an interval is not told, as a cell; that all runs together are too few is said once, and not in each cell."""
    return NOT_TOLD if reason.startswith("it takes") and (runs == every or every < LEAST_RUNS) else reason


def noted(text: str, *notes: str) -> str:
    """A figure and what must be known with it, in brackets; notes may be empty."""
    told = "; ".join(filter(None, notes))
    return f"{text} ({told})" if told else text


def estimate(
    unit: RowUnit,
    mean: float,
    *,
    of: tuple[float, float],
    unreached: float = 0,
    finished: tuple[str, float] = ("", 0),
    what: str = "runs",
) -> str:
    """A mean, and what must be known with it.

    Parameters
    ----------
    unit
        Unit of the row.
    mean
        The mean.
    of
        Runs in which it was defined, and all runs: told where they differ.
    unreached
        Runs in which a time was not reached, so that the mean is larger.
    finished
        For a time to an event, the measure that tells in which share of cases it came, and this share.
    what
        What was repeated.
    """
    runs, every = of
    notes = [behind(runs, every, what)]
    text = unit.number(mean)
    if unreached:
        text = NOT_REACHED if unreached >= runs else f"at least {text}"
        notes += [f"{NOT_REACHED} in {unreached:,.0f} of {runs:,.0f}"] if unreached < runs else []
    name, share = finished
    if name and math.isfinite(share):
        notes.append(f"{MEASURES[name].title} {number(share, MEASURES[name].unit)}")
    return noted(text, *notes)


def gain(reduction: float) -> str:
    """What pairing gains: how many times as many unpaired runs would tell as much; empty where it is not defined."""
    if math.isnan(reduction):
        return ""
    return f"over {MOST_GAINED:,.0f} times" if reduction > MOST_GAINED else f"{number(reduction)} times"


def one_in(part: float | None, whole: float | None) -> str:
    """How rare a part is in its whole: '1 in 24', '62 in 100', '3.1 for each'."""
    if not part or not whole or not math.isfinite(part) or not math.isfinite(whole):
        return NOT_DEFINED
    ratio = part / whole
    if ratio > 1:
        return f"{plain(ratio)} for each"
    return f"{plain(100 * ratio)} in 100" if ratio > 0.2 else f"1 in {plain(1 / ratio)}"


def percent_of(value: float, base: float | None) -> str:
    """How far a value lies from a base, in per cent: '+3.1 %'; 'not defined' for a base of 0."""
    if not base or not math.isfinite(value):
        return NOT_DEFINED
    change = round(100 * (value / base - 1), 1)
    return f"{row_unit('').signed(change)} %" if change else "0 %"


def words(name: str) -> str:
    """A key of a file as words: 'caught_in_the_act' is 'caught in the act'."""
    return name.replace("_", " ").replace("-", " ")


def sentence_case(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def spread_name(manifest: Mapping[str, object]) -> str:
    """What the range of 95 of 100 runs is called: with one set of parameters, or with draws of them."""
    return "predictive interval" if _drawn(manifest) else "spread of runs"


def spread_says(manifest: Mapping[str, object]) -> str:
    """What makes runs differ."""
    return (
        "chance, by what is not known of the calibrated parameters, and by how actions differ in what there is to find"
        if _drawn(manifest)
        else "chance alone"
    )


def _drawn(manifest: Mapping[str, object]) -> bool:
    parameters = manifest.get("parameters")
    return isinstance(parameters, Mapping) and parameters.get("kind") != "best"
