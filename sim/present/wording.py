"""Numbers and intervals in words that people read: 31,109; 12.3 %; 36 min; 'not defined'."""

import math
from collections.abc import Mapping
from typing import Final

NOT_DEFINED: Final = "not defined"
KOSOVO_FOOTNOTE: Final = (
    "* This designation is without prejudice to positions on status and is in line with UNSCR 1244/1999 and the ICJ "
    "Opinion on the Kosovo declaration of independence."
)
_SHARES: Final = frozenset({"share", "probability"})


def number(value: float | None, unit: str = "") -> str:
    """A value for people: grouped thousands, few figures, never NaN.

    Units ``share`` and ``probability`` become per cent, ``h`` becomes minutes below one hour, ``1`` is not written and
    has at most one decimal; any other unit is written behind the number.
    """
    if value is None or not math.isfinite(value):
        return NOT_DEFINED
    if unit in _SHARES:
        return f"{_plain(100 * value)} %"
    if unit == "h":
        return _duration(value)
    if unit == "1" and abs(value) < 99.95 and value != int(value):
        return _minus(f"{value:.1f}") if abs(value) >= 0.95 else _plain(float(f"{value:.2g}"))
    return _plain(value) if unit in ("", "1") else f"{_plain(value)} {unit}"


def count(value: float | None) -> str:
    """A mean of counts: whole from 10 up, one decimal below."""
    if value is None or not math.isfinite(value):
        return NOT_DEFINED
    if abs(value) >= 9.95 or value == int(value):
        return _minus(f"{value:,.0f}")
    return _minus(f"{value:.1f}") if abs(value) >= 0.95 else _plain(value)


def signed(value: float | None, unit: str = "") -> str:
    """A difference with its sign; shares are differences in percentage points."""
    if value is None or not math.isfinite(value):
        return NOT_DEFINED
    text = f"{_plain(100 * value)} points" if unit in _SHARES else number(value, unit)
    return f"+{text}" if value > 0 else text


def interval(low: float | None, high: float | None, unit: str = "") -> str:
    """'740 to 851', '12.1 to 14.9 min', or 'not defined' where either end is."""
    return _ends(number(low, unit), number(high, unit))


def signed_interval(low: float | None, high: float | None, unit: str = "") -> str:
    """An interval of a difference, with the signs of its ends."""
    return _ends(signed(low, unit), signed(high, unit))


def one_in(part: float | None, whole: float | None) -> str:
    """How rare a part is in its whole: '1 in 24', '62 in 100', '3.1 for each'."""
    if not part or not whole or not math.isfinite(part) or not math.isfinite(whole):
        return NOT_DEFINED
    ratio = part / whole
    if ratio > 1:
        return f"{_plain(ratio)} for each"
    return f"{_plain(100 * ratio)} in 100" if ratio > 0.2 else f"1 in {_plain(1 / ratio)}"


def percent_of(value: float, base: float | None) -> str:
    """How far a value lies from a base, in per cent: '+3.1 %'; 'not defined' for a base of 0."""
    if not base or not math.isfinite(value):
        return NOT_DEFINED
    change = round(100 * (value / base - 1), 1)
    return f"{signed(change)} %" if change else "0 %"


def words(name: str) -> str:
    """A key of a file as words: 'caught_in_the_act' is 'caught in the act'."""
    return name.replace("_", " ").replace("-", " ")


def country(code: str, name: str = "") -> str:
    """A country's name, with the asterisk that leads to the footnote for Kosovo."""
    label = (name or code).rstrip("*")
    return f"{label}*" if code == "XK" else label


def sentence_case(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def _ends(low: str, high: str) -> str:
    """Two ends with their unit once, where it is the same."""
    if NOT_DEFINED in (low, high):
        return NOT_DEFINED
    number_low, _, unit_low = low.partition(" ")
    same = unit_low and unit_low == high.partition(" ")[2]
    return f"{number_low if same else low} to {high}"


def _duration(hours: float) -> str:
    if 0 < abs(hours) < 1:
        return f"{_plain(60 * hours)} min"
    return f"{_plain(hours)} h"


def _plain(value: float) -> str:
    """Three significant figures at most, two below 1, no closing zeros."""
    if value == int(value) or abs(value) >= 99.95:
        return _minus(f"{value:,.0f}")
    if abs(value) < 1e-6:
        return _minus(f"{value:.1e}")
    decimals = max(0, (1 if abs(value) < 0.995 else 2) - math.floor(math.log10(abs(value))))
    return _minus(f"{value:.{decimals}f}".rstrip("0").rstrip("."))


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def spread_name(manifest: Mapping[str, object]) -> str:
    """What the range of 95 of 100 runs is called: with one set of parameters, or with draws of them."""
    return "predictive interval" if _drawn(manifest) else "spread of runs"


def spread_says(manifest: Mapping[str, object]) -> str:
    """What makes runs differ."""
    return "chance and by what is not known of the calibrated parameters" if _drawn(manifest) else "chance alone"


def _drawn(manifest: Mapping[str, object]) -> bool:
    parameters = manifest.get("parameters")
    return isinstance(parameters, Mapping) and parameters.get("kind") != "best"
