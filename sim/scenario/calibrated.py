"""Values of parameters that published totals decide: the most plausible ones, as calibration wrote them."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

FILE = "calibrated.csv"


@cache
def values() -> Mapping[str, float]:
    """Most plausible values by path below ``behaviour``, such as ``cases.new_suspects``."""
    text = (files("sim.scenario") / "data" / FILE).read_text(encoding="utf-8")
    return MappingProxyType({row["parameter"]: float(row["value"]) for row in csv.DictReader(text.splitlines())})


def best(path: str) -> float:
    """The most plausible value of one parameter."""
    return values()[path]
