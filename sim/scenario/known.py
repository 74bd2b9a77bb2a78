"""What a planner knows of single countries before an action is planned: their names, officers and checks."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Self, get_args

from sim.errors import Fault, ScenarioError
from sim.scenario import reference
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.codes import OTHER_CODES, likely
from sim.units import shown
from sim.words import Service

SERVICES: tuple[str, ...] = get_args(Service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a planner knows of one country: officers in all or by service, checks by kind."""

    officers: int | None = None
    services: Mapping[str, int] = field(default_factory=dict)
    checks: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, figures: Mapping[str, int], code: str) -> Self:
        """What figures by name say: officers, the services, and kinds of check; raises as `new` does."""
        for name, number in figures.items():
            if name not in ("officers", *SERVICES, *CHECK_KINDS):
                wanted = "Write officers, a service, or a kind of check: " + ", ".join((*SERVICES, *CHECK_KINDS))
                raise refused(code, f"{shown(name)} is no figure of a country", wanted)
            if number < 0:
                raise refused(code, f"{name} is {shown(number)}", "Write a whole number from 0 upwards")
        services = {name: number for name, number in figures.items() if name in SERVICES}
        checks = {name: number for name, number in figures.items() if name in CHECK_KINDS}
        whole = figures.get("officers")
        if services and whole is not None and whole != sum(services.values()):
            found = f"{whole:,} officers, and {sum(services.values()):,} by service"
            raise refused(code, found, "Give one of the two, or make them equal")
        return cls(officers=whole, services=services, checks=checks)

    @property
    def total(self) -> int | None:
        """Officers, as a total or as the sum of the services; None if neither is known."""
        return sum(self.services.values()) if self.services else self.officers


def refused(key: str, said: str, wanted: str) -> ScenarioError:
    """A fault of what was given to make a scenario from."""
    return ScenarioError((Fault(file="new", line=None, key=key, found=said, wanted=wanted),))


def code_of(text: str, own: Container[str] = ()) -> str:
    """The code of a country that is named by its code, by EL or UK, or by its name; or one of the plan's own."""
    names = {country.name.casefold(): code for code, country in reference.countries().items()}
    upper = text.strip().upper()
    code = OTHER_CODES.get(upper, names.get(text.strip().casefold(), upper))
    if code not in reference.countries() and code not in own:
        meant = likely(text.strip().casefold(), [*names])
        wanted = f"Did you mean '{names[meant]}'?" if meant else "Write one of " + ", ".join(reference.countries())
        raise refused("countries", f"{shown(text)} is not a country of the reference data", wanted)
    return code
