"""Differences between plans in words: what is told, what matters, and what these runs cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sim.experiment.leading import Leading
from sim.experiment.pairs import ALPHA, MANY_RUNS, Paired, holm
from sim.experiment.summary import number, pair
from sim.experiment.widths import Rests, Widths
from sim.outcome.amounts import row_unit
from sim.outcome.measure import Measure, Smallest
from sim.outcome.measures import MEASURES

type Effect = Literal["better", "worse", "changed", "negligible", "unclear", "identical", "undefined"]
type Matters = Mapping[str, Smallest]
"""The smallest difference that matters, by measure, where it is not that of the measure."""

ADJUSTMENT = (
    "Each verdict is adjusted (Holm, at 5 %) for all that stand beside it: the main measures of all variants, the "
    "other measures of all variants, or one measure in all countries of all variants; the intervals are not adjusted."
)
"""The rule by which verdicts are made, in one sentence."""

TOLD: tuple[Effect, ...] = ("better", "worse", "changed")
"""Effects of a difference that is told."""

_WIDTHS = ("widths", "base_widths", "variant_widths")
_RESTS: Mapping[Rests, str] = {
    "firm": "{}",
    "loose": "depends on what is assumed: {}",
    "not told": "{}; whether this rests on what is assumed, these draws do not tell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure in one scope, variant less base, paired by replication.

    Attributes
    ----------
    unit : str
        Unit of the measure.
    base, variant, difference : float
        Means over the pairs; nan where there is no pair. A time that was not reached counts as the whole action.
    ci_low, ci_high : float
        95 % confidence interval of the mean difference; nan with fewer than two pairs, and where no pair differs.
    variance_reduction : float
        Variance of the difference without pairing over its variance with it; nan where every pair differs alike.
    pairs, dropped : int
        Replications compared, and those left out because the measure was undefined in one of the two.
    unreached_base, unreached_variant : int
        Pairs in which a time to an event was not reached.
    matters : float
        The smallest difference that matters.
    effect : str
        better, worse, changed (neither good nor bad), negligible (smaller than what matters), unclear, identical (in
        every pair) or undefined.
    verdict : str
        The same in words, with numbers; where assumptions were drawn, it says in how many draws the sign is the same.
    widths, base_widths, variant_widths : Widths or None
        Intervals of the difference, and of the mean of each plan, for luck, fit and assumptions; None where no
        assumptions were drawn.
    leading : tuple of Leading or None
        The assumptions that move it most; None where they were not drawn, or nobody looked.
    """

    unit: str
    base: float
    variant: float
    difference: float
    ci_low: float
    ci_high: float
    variance_reduction: float
    pairs: int
    dropped: int
    unreached_base: int
    unreached_variant: int
    matters: float
    effect: Effect
    verdict: str
    widths: Widths | None = None
    base_widths: Widths | None = None
    variant_widths: Widths | None = None
    leading: tuple[Leading, ...] | None = None

    @property
    def told(self) -> bool:
        """Whether there is a difference, in one direction, that these runs tell."""
        return self.effect in TOLD

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        interval = pair(self.ci_low, self.ci_high)
        late = {"base": self.unreached_base, "variant": self.unreached_variant}
        reason = "no pair differs" if self.effect == "identical" else f"it takes 2 pairs; there are {self.pairs}"
        return {
            "unit": self.unit,
            "base": number(self.base),
            "variant": number(self.variant),
            "difference": number(self.difference),
            "ci95": interval,
            **({} if interval else {"ci95_reason": reason}),
            "variance_reduction": number(self.variance_reduction),
            "pairs": self.pairs,
            "dropped": self.dropped,
            **({"not_reached": late} if any(late.values()) else {}),
            "matters": number(self.matters),
            "effect": self.effect,
            "verdict": self.verdict,
            **{name: known.document() for name, known in self._widths().items()},
            **({} if self.leading is None else {"leading": [one.document() for one in self.leading]}),
        }

    def row(self) -> dict[str, Any]:
        """The same as one row of a table; the ends of widths are columns, where they are known."""
        apart = {"leading", *_WIDTHS}
        plain = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in apart}
        ends = {name.removesuffix("widths"): known.row() for name, known in self._widths().items()}
        return plain | {f"{whose}{end}": value for whose, row in ends.items() for end, value in row.items()}

    def under(self, widths: Widths, base: Widths, variant: Widths, leading: tuple[Leading, ...] | None) -> Difference:
        """The same difference beside what is assumed, of which the verdict then speaks; arguments as the attributes."""
        rests = widths.rests if self.told else "firm"
        return replace(
            self,
            widths=widths,
            base_widths=base,
            variant_widths=variant,
            leading=leading,
            effect="unclear" if rests == "loose" else self.effect,
            verdict=_RESTS[rests].format(self.verdict) + _signs(widths) * self.told,
        )

    def _widths(self) -> dict[str, Widths]:
        return {name: known for name in _WIDTHS if (known := getattr(self, name))}


def _signs(widths: Widths) -> str:
    draws = "draw" if widths.draws == 1 else "draws"
    return f", the same sign in {widths.same_sign} of {widths.draws} {draws} of what is assumed"


def smallest(given: Mapping[str, str | float | Smallest]) -> Matters:
    """Smallest differences that matter, as numbers in the unit of a measure or as text such as ``"2 %"`` of the base.

    Raises
    ------
    ValueError
        If there is no such measure, or no such difference.
    """
    for name in given:
        if name not in MEASURES:
            raise ValueError(f"there is no measure {name!r}")
    return {name: value if isinstance(value, Smallest) else Smallest.read(str(value)) for name, value in given.items()}


def judge[Key](paired: Mapping[Key, tuple[Measure, Paired]], matters: Matters) -> dict[Key, Difference]:
    """Make the differences of some tests that stand beside each other, with verdicts that are adjusted for all of them.

    A test in which no pair differs can tell nothing, and does not count.
    """
    open_ = [key for key, (_, one) in paired.items() if one.unequal and one.independent > 1]
    tests = dict(zip(open_, holm([paired[key][1].p for key in open_]), strict=True))
    return {
        key: _difference(measure, one, *tests.get(key, (False, ALPHA)), matters.get(measure.name, measure.matters))
        for key, (measure, one) in paired.items()
    }


def _difference(measure: Measure, paired: Paired, told: bool, level: float, least: Smallest) -> Difference:
    matters = least.of(paired.base)
    low, high = paired.ends
    effect = _effect(measure, paired, told, max(-low, high) < matters)
    return Difference(
        unit=measure.unit,
        base=paired.base,
        variant=paired.variant,
        difference=paired.difference,
        ci_low=low,
        ci_high=high,
        variance_reduction=paired.reduction,
        pairs=paired.pairs,
        dropped=paired.dropped,
        unreached_base=paired.late[0],
        unreached_variant=paired.late[1],
        matters=matters,
        effect=effect,
        verdict=_verdict(measure, paired, effect, level),
    )


def _effect(measure: Measure, paired: Paired, told: bool, small: bool) -> Effect:
    if not paired.pairs:
        return "undefined"
    if not paired.unequal:
        return "identical"
    if small:
        return "negligible"
    if not told:
        return "unclear"
    if not measure.direction:
        return "changed"
    return "better" if measure.direction * paired.difference > 0 else "worse"


def _verdict(measure: Measure, paired: Paired, effect: Effect, level: float) -> str:
    if effect == "undefined":
        return "undefined"
    if effect == "identical":
        return "no difference in the one pair" if paired.pairs == 1 else f"no difference in any of {paired.pairs} pairs"
    if effect == "unclear":
        return _undecided(paired, level)
    row = row_unit(measure.unit, paired.base, paired.variant, paired.difference, *paired.ends)
    change = row.change(paired.difference, *paired.ends)
    if effect == "negligible":
        return f"no difference that matters: {change}"
    words = ("lower", "higher")
    if not measure.denominator and measure.unit in ("1", "kg"):
        words = ("fewer" if measure.unit == "1" else "less", "more")
    judged = "" if effect == "changed" else f" ({effect})"
    return f"{words[paired.difference > 0]} {measure.title}: {change}{judged}"


def _undecided(paired: Paired, level: float) -> str:
    runs = "1 run" if paired.pairs == 1 else f"{paired.pairs} runs"
    told = f"cannot tell with {runs}"
    if paired.independent == 1:
        return f"{told}; 2 are the least"
    if paired.difference == 0:
        return f"{told}: no difference on average"
    if paired.independent < paired.pairs:
        return f"{told}, which share {paired.independent} sets of parameters"
    needed = paired.needed(level)
    return f"{told}; {f'more than {MANY_RUNS:,}' if needed is None else f'about {_rounded(needed):,}'} would be needed"


def _rounded(runs: int) -> int:
    """Two digits, upwards."""
    step = int(10 ** max(len(str(runs)) - 2, 0))
    return -(-runs // step) * step
