"""Codes of countries and posts, who is meant by a word that is none, and what may be a name."""

import re
import unicodedata
from collections.abc import Container
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.quantity import refusal
from sim.scenario.reference import countries
from sim.units import shown
from sim.words import AGENCIES, FRONTEX

OTHER_CODES = {"EL": "GR", "UK": "GB", "KS": "XK", "KO": "XK", "XKX": "XK", "FYROM": "MK"}


def likely(word: str, known: list[str]) -> str | None:
    """The known word that was probably meant, or None."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)


def meant_country(text: str) -> str | None:
    """The code that was probably meant by another code or by a name."""
    names = {country.name.casefold(): code for code, country in countries().items()}
    upper = text.strip().upper()
    if upper in countries():
        return upper
    if OTHER_CODES.get(upper) in countries():
        return OTHER_CODES[upper]
    name = likely(text.casefold(), list(names)) if len(text) > 3 else None
    return names[name] if name else None


def is_own(code: str) -> bool:
    """Whether a plan may describe a country of its own under a code: two letters that mean no country of the data."""
    return re.fullmatch("[A-Z]{2}", code) is not None and code not in countries() and code not in OTHER_CODES


def is_known(code: str, info: ValidationInfo) -> bool:
    """Whether a code is one of the reference data, or may be one of the plan's own.

    The codes of the plan's own are the context of the validation. What is read without a plan has none: there any code
    passes that a plan may have, and whether its country takes part is told by those who know the plan.
    """
    own: Container[str] | None = info.context
    return code in countries() or (is_own(code) if own is None else code in own)


def _known(code: str, info: ValidationInfo) -> str:
    if is_known(code, info):
        return code
    meant = meant_country(code)
    wanted = f"Did you mean '{meant}'?" if meant else "Write one of " + ", ".join(countries())
    described = f", or describe it under countries.{code}.profile" if is_own(code) and not meant else ""
    raise refusal(f"{code[:60]!r} is not a country of the reference data", wanted + described)


CountryCode = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]
"""ISO 3166-1 alpha-2, and XK for Kosovo; or a code of the plan's own."""


def _sender(code: str, info: ValidationInfo) -> str:
    if code in ("", FRONTEX) or is_known(code, info):
        return code
    found = f"{code[:60]!r} is not a country of the reference data"
    raise refusal(found, "Write a country code, FRONTEX, or nothing for the country itself")


Sender = Annotated[
    str, AfterValidator(_sender), WithJsonSchema({"type": "string", "pattern": f"^([A-Z]{{2}}|{FRONTEX})?$"})
]
"""Who sends a team: a country, Frontex, or (empty) the country where it works."""


def _members(value: object, info: ValidationInfo) -> object:
    """Refuse what is neither the word nor a list, and the first code that is none, in words of their own."""
    if value == "all":
        return value
    if not isinstance(value, list | tuple):
        raise refusal(f"{shown(value)} is neither 'all' nor a list of countries", "Write all, or a list: [AT, BG]")
    for at, code in enumerate(value):
        try:
            _known(code if isinstance(code, str) else shown(code), info)
        except PydanticCustomError as error:
            known = error.context or {}
            raise refusal(known["found"], known["wanted"], below=str(at)) from error
    return value


Members = Annotated[Literal["all"] | tuple[CountryCode, ...], BeforeValidator(_members)]
"""Some countries of a scenario, or all of them."""


def among(members: Members, code: str) -> bool:
    """Whether a country is one of them."""
    return members == "all" or code in members


def _owner(name: str, info: ValidationInfo) -> str:
    if name in AGENCIES or is_known(name, info):
        return name
    found = f"{name[:60]!r} is no owner of a seat"
    raise refusal(found, "Write a country code, or one of " + ", ".join(AGENCIES))


_OWNERS = f"^([A-Z]{{2}}|{'|'.join(AGENCIES)})$"
Owner = Annotated[str, AfterValidator(_owner), WithJsonSchema({"type": "string", "pattern": _OWNERS})]
"""Whose desk people hold: a country's, Europol's, the coordination centre's, that of Frontex."""

PostId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""Lower-case words joined by hyphens."""


def _name(text: str) -> str:
    """Refuse what cannot be a name: nothing but space, or signs that break a line."""
    if text != text.strip() or not text:
        raise refusal(f"{shown(text)} begins or ends with a space", "Write the name alone")
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise refusal(f"{shown(text)} holds a sign that breaks a line", "Write the name on one line")
    return text


ActionName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_name)]
"""What people call an action, in the letters of any language."""
