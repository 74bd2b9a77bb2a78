"""National coordination: bureaus that give tasks to territorial divisions, and national centres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.codes import CountryCode, Members
from sim.scenario.fitting import EVERYWHERE, absent, named, no_country
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import DivisionCount, Duration, Frozen, Sealed, Spread, Staff, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

USUAL_DIVISIONS = 6
"""Territorial divisions of a country that the plan does not speak of (assumed)."""


def _by_country(value: object) -> object:
    return value if isinstance(value, Mapping) else {EVERYWHERE: value}


_NUMBER = {"type": "integer", "minimum": 1}
Divisions = Annotated[
    dict[str, DivisionCount],
    BeforeValidator(_by_country),
    WithJsonSchema({"anyOf": [_NUMBER, {"type": "object", "additionalProperties": _NUMBER}]}),
]
"""Territorial divisions of a country: one number, or by country, "all" standing for those not named."""


class National(Sealed):
    """Which countries have a bureau that coordinates the action at home, and a centre that is staffed day and night."""

    bureaus: Members = ()
    divisions: Divisions = Field(default_factory=lambda: {EVERYWHERE: USUAL_DIVISIONS})
    centres: Members = ()

    def divisions_of(self, code: CountryCode) -> int:
        """Territorial divisions of a country."""
        return self.divisions.get(code, self.divisions.get(EVERYWHERE, USUAL_DIVISIONS))


class Tasking(Frozen):
    """How bureaus and divisions give tasks."""

    bureau: Duration = param(
        "40 min",
        low="10 min",
        high="3 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure; the duty of coordination and control is that of the Lithuanian Criminal "
        "Police Bureau (policija.lrv.lt, International Operations)",
        meaning="Median desk time in which a national bureau looks at a task and gives it to a division",
    )
    division: Duration = param(
        "30 min",
        low="5 min",
        high="2 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median desk time in which a territorial division sends out a team",
    )
    variation: Spread = param(
        0.5,
        low=0.2,
        high=1,
        unit="log",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Log standard deviation of the desk times of national bureaus",
    )
    bureau_staff: Staff = param(
        3,
        low=1,
        high=8,
        unit="officers",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Officers of a national bureau who give tasks by day; by night those of a national centre, the share "
        "of the night shift, at least one",
    )


NATIONAL = Section(key="national", kind=National, default=National())
PRACTICE = Group(key="tasking", default=Tasking())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of national coordination: countries, centres without a bureau."""
    national = NATIONAL.of(scenario)
    bureaus = named(national.bureaus, scenario)
    for key, members in (("bureaus", national.bureaus), ("centres", national.centres)):
        yield from absent(scenario, members, ("national", key))
    for at, code in enumerate(national.centres if national.centres != EVERYWHERE else ()):
        if code in scenario.countries and code not in bureaus:
            found = f"{code} has no bureau that a national centre could staff by night"
            yield ("national", "centres", at), found, "Name it under national.bureaus as well"
    for code in national.divisions:
        if code != EVERYWHERE:
            yield from no_country(scenario, code, ("national", "divisions", code))


PART = Part(
    sections=(NATIONAL,),
    practice=(PRACTICE,),
    chance={"tasking": "a task of a national bureau: which division, how long"},
    findings=_findings,
)
