"""How wide an answer is, and why: luck, what calibration leaves open, and what is assumed.

An answer is the mean over luck of a measure, or of the difference between two plans: what endless runs would give. It
depends on parameters. Three intervals say of it, at 95 %:

luck
    Where the answer lies with all parameters at the values they had: the confidence of the mean of these runs, what
    calibrated parameters explain of their variance taken out.
calibrated
    Where the answers lie of 95 of 100 draws of the calibrated parameters, all that is assumed at its value: from a
    linear regression of the runs on those parameters.
assumed
    Where the answers lie of 95 of 100 draws of all that is assumed and of the calibrated parameters, together. Each
    draw is run with two lucks, so that the variance between answers is told from luck (one-way layout, random effects).

The last two are ranges of answers, not confidence intervals of one: they do not shrink as runs are added. Their ends
are ranks of `sim.outcome.intervals`, under its rule of few runs, of fitted or mean values that are drawn together until
their variance is that of answers without luck. This variance is estimated, so one standard error is added to it, as far
as the raw values vary themselves; and each end is moved out by the error of the middle. So the ranges hold a little
more than they say, most where luck is large, and no estimate that fell too low narrows them to nothing.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import fdtri

from sim.outcome.intervals import CONFIDENCE, LEAST_RUNS, predictive, t_quantile
from sim.outcome.scopes import Floats

type Rests = Literal["firm", "loose", "not told"]
"""Whether a sign holds in nearly all draws, does not, or these draws cannot tell it from luck."""

RUNS_EACH = 4
"""Fewest runs for each calibrated parameter from which its part is told."""
FIRM = 0.95
"""Share of draws from which on a sign is called the same."""

_NOT_TOLD = math.nan, math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths:
    """Intervals of an answer; nan where these runs cannot tell one: too few, or all alike.

    Attributes
    ----------
    luck, calibrated, assumed : tuple of float
        Lower and upper end of the three, in the unit of the answer.
    of_luck, of_fit, of_assumptions : float
        Shares of the variance with which the answer is known, together 1: of the mean of these runs by luck, of answers
        by calibrated parameters, of answers by what is assumed.
    mean : float
        Mean answer over the draws of what is assumed.
    draws, same_sign : int
        Draws, and those in which the answer, luck taken out, has the sign that it has with all that is assumed at its
        value.
    tells : bool
        Whether draws differ by more than luck (F test, at 5 %), or have in the mean, but for luck, another sign.
    """

    luck: tuple[float, float]
    calibrated: tuple[float, float]
    assumed: tuple[float, float]
    of_luck: float
    of_fit: float
    of_assumptions: float
    mean: float
    draws: int
    same_sign: int
    tells: bool

    @property
    def rests(self) -> Rests:
        """How far the sign rests on what is assumed."""
        if self.same_sign >= FIRM * self.draws:
            return "firm"
        return "loose" if self.tells else "not told"

    def row(self) -> dict[str, float]:
        """The ends of the intervals and the draws, as columns of a table."""
        ends = {"luck": self.luck, "calibrated": self.calibrated, "assumed": self.assumed}
        told = {f"{name}_{end}": ends[name][at] for name in ends for at, end in enumerate(("low", "high"))}
        return told | {"draws": self.draws, "same_sign": self.same_sign}

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def widths(values: Floats, fitted: Floats, drawn: Floats, least: float = -math.inf, most: float = math.inf) -> Widths:
    """Work out the widths of an answer.

    Parameters
    ----------
    values : array, shape (runs,)
        The answer of each run, or pair of runs; undefined values are nan and left out.
    fitted : array, shape (runs, parameters)
        Calibrated parameters of each; no columns where all runs have the same.
    drawn : array, shape (draws, 2)
        The answer under each draw of what is assumed, with two lucks; a draw with an undefined value is left out.
    least, most : float
        What no answer can be below or above.
    """
    known = ~np.isnan(values)
    values, fitted = values[known], fitted[known]
    drawn = drawn[~np.isnan(drawn).any(axis=1)]
    mean = float(values.mean()) if len(values) else math.nan
    every = float(values.var(ddof=1)) if len(values) > 1 else math.nan
    fit = _fit(values, fitted)
    luck = every * (1.0 - fit.share) / max(len(values), 1)
    half = math.sqrt(luck) * float(t_quantile(np.array(float(len(values)))))
    means, between, error = _between(drawn, every * fit.share)
    answers = _of_variance(means, between)
    wide = _of_variance(means, between + error)
    lines = _of_variance(fit.lines, every * min(1.0, fit.share + fit.error))
    return Widths(
        luck=_ends(*((mean - half, mean + half) if _differ(values) else _NOT_TOLD), least, most),
        calibrated=_ends(*(_range(lines, half) if _differ(values) else _NOT_TOLD), least, most),
        assumed=_ends(*(_range(wide, _half(drawn)) if _differ(drawn) else _NOT_TOLD), least, most),
        **_shares(luck, every * fit.share, between),
        mean=float(means.mean()) if len(means) else math.nan,
        draws=len(means),
        same_sign=int(np.count_nonzero(np.sign(answers) == np.sign(mean))),
        tells=_tells(drawn, mean),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """What calibrated parameters explain of runs: fitted values, their share of the variance, its error."""

    lines: Floats
    share: float
    error: float


def _fit(values: Floats, fitted: Floats) -> _Fit:
    """Regression of the runs on calibrated parameters; nan where they are too few, or the parameters not known."""
    runs, parameters = fitted.shape
    if not parameters or (runs > 1 and not np.ptp(values)):
        return _Fit(values * 0.0 + (values.mean() if runs else math.nan), 0.0, 0.0)
    if runs < RUNS_EACH * parameters or np.isnan(fitted).any():
        return _Fit(np.full(runs, math.nan), math.nan, math.nan)
    scale = np.maximum(fitted.std(axis=0), np.finfo(np.float64).tiny)
    table = np.column_stack([np.ones(runs), (fitted - fitted.mean(axis=0)) / scale])
    lines = table @ np.linalg.lstsq(table, values, rcond=None)[0]
    raw, free = min(1.0, float(lines.var() / values.var())), runs - parameters - 1
    error = 2.0 * math.sqrt(raw / ((runs**2 - 1) * (runs + 3))) * (1.0 - raw) * free
    return _Fit(lines, max(0.0, 1.0 - (1.0 - raw) * (runs - 1) / free), error)


def _within(drawn: Floats) -> float:
    return float(drawn.var(axis=1, ddof=1).mean())


def _between(drawn: Floats, fit: float) -> tuple[Floats, float, float]:
    """Mean of each draw, the variance of answers between draws, and its standard error.

    Calibrated parameters are drawn as well: the variance is not less than what they make of it, where that is known.
    """
    draws, lucks = drawn.shape
    means = drawn.mean(axis=1)
    if draws < 2:
        return means, math.nan, math.nan
    apart, luck = float(means.var(ddof=1)), _within(drawn) / lucks
    error = math.sqrt(2.0 * (apart**2 / (draws - 1) + luck**2 / (draws * (lucks - 1))))
    return means, min(apart, max(0.0 if math.isnan(fit) else fit, apart - luck)), error


def _tells(drawn: Floats, mean: float) -> bool:
    """Whether draws differ from each other by more than luck, or from the sign of the answer in the mean."""
    draws, lucks = drawn.shape
    if draws < 2:
        return False
    most = float(fdtri(draws - 1, draws * (lucks - 1), CONFIDENCE))
    against = -float(drawn.mean()) * math.copysign(1.0, mean) > _half(drawn)
    return against or lucks * float(drawn.mean(axis=1).var(ddof=1)) > most * _within(drawn)


def _of_variance(values: Floats, variance: float) -> Floats:
    """Values drawn together around their mean until they have a variance; as they are where theirs is less."""
    if len(values) < 2 or not np.ptp(values):
        return values
    return values.mean() + (values - values.mean()) * math.sqrt(min(1.0, variance / float(values.var(ddof=1))))


def _half(drawn: Floats) -> float:
    """Half the width of the confidence interval of the mean over draws, by luck alone."""
    if len(drawn) < 2:
        return math.nan
    return math.sqrt(_within(drawn) / drawn.size) * float(t_quantile(np.array(len(drawn) + 1.0)))


def _differ(values: Floats) -> bool:
    """Whether anything shows how far values may lie apart."""
    return values.size > 0 and bool(np.ptp(values))


def _range(answers: Floats, half: float) -> tuple[float, float]:
    """Where 95 of 100 answers lie, each end moved out by the error of the middle."""
    if len(answers) < LEAST_RUNS or np.isnan(answers).any():
        return _NOT_TOLD
    middle = float(answers.mean())
    low, high = map(float, predictive(answers)) if np.ptp(answers) else (middle, middle)
    return middle - math.hypot(middle - low, half), middle + math.hypot(high - middle, half)


def _ends(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    return max(low, least) if low == low else low, min(high, most) if high == high else high


def _shares(luck: float, fit: float, between: float) -> dict[str, float]:
    """What luck, fit and assumptions are of their sum; nan where one is not known, or all are nothing."""
    parts = {"of_luck": luck, "of_fit": fit, "of_assumptions": max(0.0, between - fit)}
    whole = sum(parts.values())
    return {name: part / whole if whole else math.nan for name, part in parts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return None if any(map(math.isnan, value)) else [*value]
    return None if isinstance(value, float) and math.isnan(value) else value
