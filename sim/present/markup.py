"""HTML by construction: what is not already `Html` is escaped, so no text of a scenario can become markup."""

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

LONGEST_PIECE: Final = 24
"""Signs of a piece of a cell of a number that stay on one line: a mean, or its interval in brackets."""
MANY: Final = 8
"""A table of more columns is set small, and its cells break wherever they can."""

_PIECES: Final = re.compile(r" (?=[(\[])|(?<=[;\])]) ")
"""Where a cell of a number may break: before what is in brackets, and behind it."""
_VOID: Final = frozenset({"meta", "br", "hr", "link", "input"})


class Html(str):
    """Text that is HTML already; made by `el` and `join` only."""

    __slots__ = ()


def el(name: str, *children: str, **attributes: str) -> Html:
    """One element. Text is escaped; attribute names lose a trailing underscore and turn others into hyphens."""
    inside = "".join(child if isinstance(child, Html) else html.escape(child) for child in children)
    marks = "".join(f' {key.rstrip("_").replace("_", "-")}="{html.escape(text)}"' for key, text in attributes.items())
    return Html(f"<{name}{marks}>" if name in _VOID else f"<{name}{marks}>{inside}</{name}>")


def join(parts: Iterable[str]) -> Html:
    """Parts one after another; text among them is escaped."""
    return Html("".join(part if isinstance(part, Html) else html.escape(part) for part in parts))


def paragraph(*children: str, **attributes: str) -> Html:
    """A paragraph."""
    return el("p", *children, **attributes)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, text_columns: int = 1) -> Html:
    """A table with a caption, column heads, and row heads in its first column.

    Parameters
    ----------
    text_columns
        How many columns from the left hold text; the rest are numbers, set right.
    """
    head = el("tr", *(el("th", name, scope="col", class_=_align(at, text_columns)) for at, name in enumerate(columns)))
    body = [_row(row, text_columns) for row in rows]
    if not body:
        body = [el("tr", el("td", "Nothing was recorded.", colspan=str(len(columns))))]
    dense = {"class_": "dense"} if len(columns) > MANY else {}
    inner = el("table", el("caption", caption), el("thead", head), el("tbody", *body), **dense)
    return el("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)


def details(summary: str, *children: str) -> Html:
    """A part that is folded until it is opened; paper shows it as the screen does."""
    return el("details", el("summary", summary), *children)


def _row(row: Sequence[str], text_columns: int) -> Html:
    first = el("th", row[0], scope="row", class_=_align(0, text_columns))
    return el("tr", first, *(_cell(cell, _align(at, text_columns)) for at, cell in enumerate(row[1:], 1)))


def pieces(text: str) -> Html:
    """A number and what stands beside it, which breaks over lines only between the two."""
    parts = _PIECES.split(text)
    if len(parts) == 1:
        return join(parts)
    whole = [el("span", part, class_="whole") if len(part) <= LONGEST_PIECE else part for part in parts]
    return join([part for piece in whole for part in (" ", piece)][1:])


def _cell(cell: str, align: str) -> Html:
    """A cell; a number with something beside it may break there over lines, a plain one never does."""
    if align != "number":
        return el("td", cell, class_=align)
    broken = cell if isinstance(cell, Html) else pieces(cell)
    return el("td", broken, class_="number long" if " " in broken.partition('class="whole"')[2] else "number")


def _align(column: int, text_columns: int) -> str:
    return "text" if column < text_columns else "number"
