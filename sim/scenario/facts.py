"""What is known of the countries of an action on its first day: from the reference data, or from profiles of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario import reference
from sim.scenario.codes import CountryCode
from sim.scenario.quantity import DailyTraffic, Duration, Lanes, Latitude, Longitude, Millions, Sealed
from sim.words import Framework, SchengenRating, Standing

PROFILE = "profile"
"""Key of a country under which a plan describes one that the reference data do not have."""
System = Literal["siena", "interpol", "sis"]
Tongue = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""The code of a language, as the reference data have it."""


class Crossing(Sealed):
    """A road between a country of the plan's own and a neighbour; by default as the median of such roads in the data.

    Traffic is per day and both ways, lanes are of ordinary control on each side.
    """

    persons_per_day: DailyTraffic = 7500
    vehicles_per_day: DailyTraffic = 2900
    parcels_per_day: DailyTraffic = 10
    lanes: Lanes = 2


class Profile(Sealed):
    """A country that the reference data do not have; all but its name may be left out, and is then assumed.

    There is one crossing to each of the `neighbours`. The place (degrees, about the middle of the country) is where its
    journeys begin: left out, the middle of its neighbours, or the coordination centre. By default it belongs to no
    framework, is connected to INTERPOL alone, and works in English.
    """

    name: str = Field(min_length=1, max_length=80)
    neighbours: tuple[CountryCode, ...] = ()
    crossing: Crossing = Crossing()
    lat: Latitude | None = None
    lon: Longitude | None = None
    languages: tuple[Tongue, ...] = Field(("en",), min_length=1)
    frameworks: tuple[Framework, ...] = ()
    systems: tuple[System, ...] = ("interpol",)
    europol: Standing = "none"
    schengen_rating: SchengenRating | None = None
    detention_limit: Duration = Field("48 h", validate_default=True)
    population_millions: Millions = 6.5

    def written(self) -> dict[str, Any]:
        """The profile as a file writes it."""
        values = self.model_dump(mode="json", exclude_defaults=True)
        return values | ({"detention_limit": f"{self.detention_limit!r} h"} if "detention_limit" in values else {})


@dataclass(frozen=True, slots=True)
class Facts(Mapping[str, reference.Country]):
    """Countries by code, those of the plan's own first; and what they belong to on the first day of the action.

    `centre` is the place of the coordination centre, as latitude and longitude.
    """

    day: date
    profiles: Mapping[str, Profile]
    centre: tuple[float, float]

    def __getitem__(self, code: str) -> reference.Country:
        """A country; KeyError if nothing is known of it."""
        return self._own(code, self.profiles[code]) if code in self.profiles else reference.countries()[code]

    def __iter__(self) -> Iterator[str]:
        """Codes of all countries of which something is known."""
        return iter({**self.profiles, **reference.countries()})

    def __len__(self) -> int:
        """How many those are."""
        return len(self.profiles.keys() | reference.countries().keys())

    def frameworks(self, code: str) -> frozenset[str]:
        """Frameworks of cooperation that a country belongs to."""
        own = self.profiles.get(code)
        return reference.countries()[code].frameworks(self.day) if own is None else frozenset(own.frameworks)

    def standing(self, code: str) -> Standing:
        """What a country is to Europol."""
        own = self.profiles.get(code)
        return reference.countries()[code].standing(self.day) if own is None else own.europol

    def members(self, framework: str) -> frozenset[str]:
        """Codes of the countries that belong to a framework."""
        own = {code for code, profile in self.profiles.items() if framework in profile.frameworks}
        return reference.members(framework, self.day) | own

    def connected(self, system: System) -> frozenset[str]:
        """Codes of the countries that are connected to a system."""
        own = {code for code, profile in self.profiles.items() if system in profile.systems}
        return reference.connected(system, self.day) | own

    def crossings(self) -> dict[str, reference.Post]:
        """Roads between countries of the plan's own and their neighbours, by id."""
        return {
            crossing_id(code, other): self._crossing(code, other, profile)
            for code, profile in self.profiles.items()
            for other in profile.neighbours
        }

    def _crossing(self, code: str, other: str, profile: Profile) -> reference.Post:
        here, there, crossing = self[code], self[other], profile.crossing
        return reference.Post(
            id=crossing_id(code, other),
            name=f"{here.name} - {there.name}",
            kind="road",
            lat=(here.lat + there.lat) / 2,
            lon=(here.lon + there.lon) / 2,
            country_a=code,
            country_b=other,
            persons_per_day=crossing.persons_per_day,
            vehicles_per_day=crossing.vehicles_per_day,
            parcels_per_day=crossing.parcels_per_day,
            lanes_a=crossing.lanes,
            lanes_b=crossing.lanes,
            source="the profile of the country",
        )

    def _own(self, code: str, profile: Profile) -> reference.Country:
        lat, lon = self._place(profile)
        return reference.Country(
            code=code,
            name=profile.name,
            lat=lat,
            lon=lon,
            population_millions=profile.population_millions,
            police_officers=0,
            police_status="assumed",
            police_source="",
            schengen_rating=profile.schengen_rating or "",
            detention_limit_h=profile.detention_limit,
            detention_source="the scenario",
            note="",
            languages=profile.languages,
        )

    def _place(self, profile: Profile) -> tuple[float, float]:
        """Where a country is: as it says, or in the middle of its neighbours of the data, or at the centre."""
        if profile.lat is not None and profile.lon is not None:
            return profile.lat, profile.lon
        around = [reference.countries()[code] for code in profile.neighbours if code in reference.countries()]
        if not around:
            return self.centre
        return sum(one.lat for one in around) / len(around), sum(one.lon for one in around) / len(around)


def crossing_id(code: str, other: str) -> str:
    """The id of the road between two countries, whichever of them names the other."""
    return "-".join(sorted((code, other))).lower()
