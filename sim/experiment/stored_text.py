"""Text of the tables that are stored in the package: plain CSV, numbers with as many digits as they are worth."""

import csv
import io
from collections.abc import Iterable, Sequence

DIGITS = 4
"""Significant digits of a stored number."""


def digits(values: Iterable[float]) -> list[str]:
    """Write numbers with `DIGITS`."""
    return [f"{value:.{DIGITS}g}" for value in values]


def csv_text(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table with its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()
