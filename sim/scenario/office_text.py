"""What word processors and spreadsheets leave: signs that look like others, and numbers written for people."""

from __future__ import annotations

import re

_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_UNSEEN = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_QUOTES = dict.fromkeys("„“”«»‘’‚", "")
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
LIKENESS: dict[str, str] = {**_SPACES, **_UNSEEN, **_QUOTES, **_DASHES}
"""Signs, and what stands for them in a scenario."""

_SAID = (
    ("\u00a0\u202f", "a non-breaking space", "Write an ordinary space"),
    ("".join(_SPACES), "a space of another kind", "Write an ordinary space"),
    ("".join(_UNSEEN), "a sign that is not seen", "Leave it out"),
    ("".join(_QUOTES), "a typographic quotation mark", "Write \" or ', or leave it out"),
    ("".join(_DASHES), "a typographic dash", "Write a hyphen, -"),
)
_TABLE = str.maketrans(LIKENESS)
_SIGN = re.compile(f"[{''.join(LIKENESS)}]")
_CODE = re.compile(r"-?\.?[0-9][A-Za-z0-9_%.:+-]*( [0-9:]+| ?(%|s|min|h|d))?|[A-Z]{2}-[A-Z]{2}")
_WORD = re.compile(r"[A-Za-z0-9_.:+-]+")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}((?P<mark>[ .,'])[0-9]{3})((?P=mark)[0-9]{3})*([.,][0-9]+)?( ?(%|s|min|h|d))?")
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+( ?(%|s|min|h|d))?")
_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?P<mark>[ .,'])[0-9]{3}((?P=mark)[0-9]{3}){0,2}")
_POINTED = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
PROSE = frozenset({"name", "description", "source", "place"})
"""Keys whose text may hold any sign."""


def sign_of(text: str, key: str = "", *, is_key: bool = False) -> tuple[int, str, str] | None:
    """The first sign in a value or a key that stands for another: place from 0, what it is, what to write instead.

    Prose may hold such signs. In a word of the format, a code, a number or a date they are a mistake.
    """
    found = _SIGN.search(text)
    if found is None or (key in PROSE and not is_key):
        return None
    bare = plainly(text)
    mended = _CODE.fullmatch(bare) or number_of(bare) or (found.group() not in _DASHES and _WORD.fullmatch(bare))
    said, wanted = words(found.group())
    if not is_key and (number := number_of(bare)) is not None:
        wanted = number[1]
    return (found.start(), said, wanted) if is_key or mended else None


def sign_in(line: str) -> tuple[int, str, str] | None:
    """The first such sign of a line that is no YAML, before any comment."""
    found = _SIGN.search(line.partition(" #")[0])
    return None if found is None else (found.start(), *words(found.group()))


def words(sign: str) -> tuple[str, str]:
    """What a sign is called, with its number in Unicode, and what to write instead."""
    _, found, wanted = next(row for row in _SAID if sign in row[0])
    return f"{found} (U+{ord(sign):04X})", wanted


def plainly(text: str) -> str:
    """A text with the signs of the format in place of those that look like them."""
    return text.translate(_TABLE).strip()


def whole(text: str) -> int | None:
    """A whole number where no other can be meant, so that any mark of thousands is one; None for another text."""
    bare = plainly(text)
    return int(re.sub("[ .,']", "", bare)) if _WHOLE.fullmatch(bare) else None


def is_pointed(text: str) -> bool:
    """Whether a number may have its point between thousands, as in 28.000."""
    return _POINTED.fullmatch(text) is not None


def number_of(text: str) -> tuple[str, str] | None:
    """How a number is written for people, and how to write it here; None for a text that is no such number."""
    grouped = _GROUPED.fullmatch(text)
    if grouped is None and _COMMA.fullmatch(text):
        return "a decimal comma", f"Write {text.replace(',', '.')}"
    if grouped is None or (grouped["mark"] == "." and text.count(".") == 1 and "," not in text):
        return None
    whole = text.replace(grouped["mark"], "").replace(",", ".")
    both = grouped["mark"] == "," and text.count(",") == 1 and "." not in text
    other = f", or {text.replace(',', '.')} if that is meant" if both else ""
    return "a mark between thousands", f"Write {whole}{other}"
