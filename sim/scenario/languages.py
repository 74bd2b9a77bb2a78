"""Languages by country: what is written there, and what its officers read.

Official languages, the most spoken first (public record); "bcms" stands for Bosnian, Croatian, Montenegrin and Serbian,
each of which is understood by the speakers of the others. Regional languages are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Language = Literal[
    "bcms",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "hu",
    "is",
    "it",
    "lt",
    "lv",
    "mk",
    "mt",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sv",
    "tr",
    "uk",
]
"""ISO 639-1, and bcms."""

COMMON = "en"
"""What officers of every country read (assumed)."""

LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AL": ("sq",),
        "AT": ("de",),
        "BA": ("bcms",),
        "BE": ("nl", "fr", "de"),
        "BG": ("bg",),
        "CH": ("de", "fr", "it"),
        "CY": ("el", "tr"),
        "CZ": ("cs",),
        "DE": ("de",),
        "DK": ("da",),
        "EE": ("et",),
        "ES": ("es",),
        "FI": ("fi", "sv"),
        "FR": ("fr",),
        "GB": ("en",),
        "GR": ("el",),
        "HR": ("bcms",),
        "HU": ("hu",),
        "IE": ("en",),
        "IS": ("is",),
        "IT": ("it",),
        "LT": ("lt",),
        "LU": ("fr", "de"),
        "LV": ("lv",),
        "MD": ("ro",),
        "ME": ("bcms",),
        "MK": ("mk", "sq"),
        "MT": ("mt", "en"),
        "NL": ("nl",),
        "NO": ("no",),
        "PL": ("pl",),
        "PT": ("pt",),
        "RO": ("ro",),
        "RS": ("bcms",),
        "RU": ("ru",),
        "SE": ("sv",),
        "SI": ("sl",),
        "SK": ("sk",),
        "TR": ("tr",),
        "UA": ("uk", "ru"),
        "US": ("en",),
        "XK": ("sq", "bcms"),
    }
)
"""By country, most spoken first."""
_SHARED = {"sh": "bcms"}
"""What the reference data call otherwise."""


def written_in(scenario: Scenario, country: str) -> tuple[str, ...]:
    """Languages of a country, most spoken first; of a country of the plan's own, those that its profile names."""
    return LANGUAGES.get(country) or tuple(_SHARED.get(code, code) for code in scenario.facts[country].languages)
