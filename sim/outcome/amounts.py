"""Numbers as people read them: 31,109; 12.3 %; 36 min; 'not defined'. One unit in a row, one kind of minus sign."""

import math
from typing import Final, NamedTuple

NOT_DEFINED: Final = "not defined"
NOT_REACHED: Final = "not reached"
_SHARES: Final = frozenset({"share", "probability"})
_DUST: Final = 1e-9
"""A difference this small against the width of its interval is what rounding leaves of none."""


class RowUnit(NamedTuple):
    """The unit in which all numbers of a row are written.

    Attributes
    ----------
    factor
        From the unit of the measure to that of the row.
    suffix, points
        Written behind a number, and behind a difference (which of shares is in percentage points).
    counted
        At most one decimal, where there is something before the point.
    """

    factor: float
    suffix: str
    points: str
    counted: bool

    def number(self, value: float | None) -> str:
        """A value: grouped thousands, few figures, never nan."""
        return self._with(self._bare(value), self.suffix)

    def signed(self, value: float | None) -> str:
        """A difference with its sign."""
        return self._with(self._signed(value), self.points)

    def size(self, value: float | None) -> str:
        """How large a difference is, without a sign: of a share in percentage points."""
        return self._with(self._bare(value), self.points)

    def interval(self, low: float | None, high: float | None) -> str:
        """'740 to 851', '12.1 to 14.9 min'; an end may be 'not reached'."""
        return self._ends(self._bare(low), self._bare(high), self.suffix)

    def signed_interval(self, low: float | None, high: float | None) -> str:
        """An interval of a difference, with the signs of its ends."""
        return self._ends(self._signed(low), self._signed(high), self.points)

    def change(self, value: float, low: float, high: float) -> str:
        """A difference and its interval: '+38 [+31, +45]', with the unit once; dust of rounding in its midst is 0."""
        known = math.isfinite(low) and math.isfinite(high)
        if known and abs(value) < _DUST * (high - low):
            value = 0.0
        ends = f" [{self._signed(low)}, {self._signed(high)}]" if known else ""
        return f"{self._signed(value)}{ends}{self.points}"

    def _bare(self, value: float | None) -> str:
        if value is None or math.isnan(value) or value == -math.inf:
            return NOT_DEFINED
        if value == math.inf:
            return NOT_REACHED
        scaled = self.factor * value
        if self.counted and abs(scaled) < 99.95 and scaled != int(scaled):
            return minus(f"{scaled:.1f}") if abs(scaled) >= 0.95 else plain(float(f"{scaled:.2g}"))
        return plain(scaled)

    def _signed(self, value: float | None) -> str:
        text = self._bare(value)
        return f"+{text}" if value is not None and 0 < value < math.inf else text

    def _with(self, text: str, suffix: str) -> str:
        return text if text in (NOT_DEFINED, NOT_REACHED) else f"{text}{suffix}"

    def _ends(self, low: str, high: str, suffix: str) -> str:
        if NOT_DEFINED in (low, high):
            return NOT_DEFINED
        if NOT_REACHED in (low, high):
            return f"{self._with(low, suffix)} to {self._with(high, suffix)}"
        return f"{low} to {high}{suffix}"


def row_unit(unit: str, *values: float | None) -> RowUnit:
    """The unit for a row of values: per cent for a share, minutes where every number of hours is below one.

    ``1`` is not written; any other unit is written behind the number.
    """
    if unit in _SHARES:
        return RowUnit(100.0, " %", " points", False)
    if unit == "h":
        known = [abs(value) for value in values if value is not None and math.isfinite(value)]
        if known and 0 < max(known) < 1:
            return RowUnit(60.0, " min", " min", False)
    suffix = "" if unit in ("", "1") else f" {unit}"
    return RowUnit(1.0, suffix, suffix, unit == "1")


def number(value: float | None, unit: str = "") -> str:
    """A single value with its unit."""
    return row_unit(unit, value).number(value)


def signed(value: float | None, unit: str = "") -> str:
    """A single difference with its sign and unit."""
    return row_unit(unit, value).signed(value)


def interval(low: float | None, high: float | None, unit: str = "") -> str:
    """A single interval with its unit."""
    return row_unit(unit, low, high).interval(low, high)


def count(value: float | None) -> str:
    """A mean of counts: whole from 10 up, one decimal below."""
    if value is None or not math.isfinite(value):
        return NOT_DEFINED
    if abs(value) >= 9.95 or value == int(value):
        return plain(float(f"{value:.0f}"))
    return minus(f"{value:.1f}") if abs(value) >= 0.95 else plain(value)


def plain(value: float) -> str:
    """Three significant figures at most, two below 1, no closing zeros."""
    value += 0.0  # no zero is negative
    if value == int(value) or abs(value) >= 99.95:
        return minus(f"{value:,.0f}")
    if abs(value) < 1e-6:
        return minus(f"{value:.1e}")
    decimals = max(0, (1 if abs(value) < 0.995 else 2) - math.floor(math.log10(abs(value))))
    return minus(f"{value:.{decimals}f}".rstrip("0").rstrip("."))


def minus(text: str) -> str:
    """A number with the minus sign of print in place of hyphens."""
    return text.replace("-", "\N{MINUS SIGN}")
