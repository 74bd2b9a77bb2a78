"""How a column of a table is declared."""

from typing import Annotated, NamedTuple, get_args


class Column(NamedTuple):
    """What a column holds: its unit ("" for text), its meaning, and the words that it may hold ((): any)."""

    unit: str
    meaning: str
    choices: tuple[str, ...] = ()


Country = Annotated[str, Column("", "country code")]
Time = Annotated[float, Column("h", "time since the start of the action")]
Cause = Annotated[str, Column("", "identity of the row that led to this one, or empty")]


def count(meaning: str) -> Column:
    """A number of things."""
    return Column("1", meaning)


def text(meaning: str) -> Column:
    """Text of any words."""
    return Column("", meaning)


def choice(words: object, meaning: str) -> Column:
    """One of the words of a list."""
    return Column("", meaning, get_args(words))
