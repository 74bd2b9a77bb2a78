"""Customs: risk management, laboratories, sanctions, common plans such as the Baltic Plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.codes import CountryCode, Members, among
from sim.scenario.fitting import absent
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import Duration, Flag, Frozen, LogOdds, Sealed, Share, Spread, Staff, param, refusal
from sim.units import shown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise refusal(f"{shown(value)} is not a day", "Write it such as '2023-01-01'") from error


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]


class CommonPlan(Sealed):
    """What customs of several countries do in common from one day to another, such as the Baltic Plan."""

    name: str = Field(min_length=1, max_length=80)
    members: tuple[CountryCode, ...] = Field(min_length=2)
    since: Day = Field(alias="from")
    until: Day
    unified_procedures: Flag = False
    dog_handlers: Share = 0.0
    anpr: Flag = False
    laboratory: Flag = False
    sanctions: Flag = False

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on <= self.until


class Customs(Sealed):
    """What customs does besides checks."""

    risk_management: Members = ()
    laboratory: Members = ()
    sanctions: Flag = False
    plans: tuple[CommonPlan, ...] = ()


class CustomsPractice(Frozen):
    """Shares and times of customs work."""

    sensitivity: Share = param(
        0.5,
        low=0.35,
        high=0.8,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a consignment with something to find meets a risk profile of customs",
    )
    false_alarm: Share = param(
        0.04,
        low=0.01,
        high=0.05,
        unit="probability",
        trust="assumed",
        source="assumed; in a worked example 8 % of containers were targeted at a hit rate of 14 % (cross-border.org)",
        meaning="Probability that a consignment with nothing to find meets a risk profile of customs",
    )
    targeting: Share = param(
        0.08,
        low=0.02,
        high=0.2,
        unit="share of officers",
        trust="assumed",
        source="assumed: those who keep profiles and choose consignments do not stand at a post",
        meaning="Share of the customs officers on checks who choose consignments by profiles instead",
    )
    sampling: Share = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="share",
        trust="assumed",
        source=ASSUMED,
        meaning="Share of suspicious parcels of which a sample goes to the national laboratory of customs",
    )
    sample: Duration = param(
        "6 h",
        low="1 h",
        high="48 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time to analyse a sample at a laboratory, way included",
    )
    sample_variation: Spread = param(
        0.6,
        low=0.2,
        high=1.2,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the time to analyse a sample",
    )
    benches: Staff = param(
        3,
        low=1,
        high=10,
        unit="samples",
        trust="assumed",
        source=ASSUMED,
        meaning="Samples that a national laboratory analyses at once",
    )
    dog_handling: LogOdds = param(
        0.5,
        low=0,
        high=1,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What the training of its handler under a common plan adds to the detection of a dog",
    )


CUSTOMS = Section(key="customs", kind=Customs, default=Customs())
PRACTICE = Group(key="customs", default=CustomsPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of customs: countries, common plans and their days, profiles that nobody has."""
    customs = CUSTOMS.of(scenario)
    for key in ("risk_management", "laboratory"):
        yield from absent(scenario, getattr(customs, key), ("customs", key))
    for at, plan in enumerate(customs.plans):
        path = ("customs", "plans", at)
        yield from absent(scenario, plan.members, (*path, "members"))
        if len(set(plan.members)) < len(plan.members):
            yield (*path, "members"), "the same country twice", "Name two or more different countries"
        if plan.until < plan.since:
            yield (*path, "until"), f"it ends on {plan.until}, before it begins", "Write a later day"
        if plan.unified_procedures and not any(among(customs.risk_management, code) for code in plan.members):
            found = "none of its members has risk profiles to share"
            yield (*path, "unified_procedures"), found, "Name one of them in customs.risk_management"
    if PRACTICE.of(scenario).false_alarm == 1.0:
        found = "an indicator that is always shown tells nothing"
        yield ("behaviour", "customs", "false_alarm"), found, "Write a value below 1"


PART = Part(
    sections=(CUSTOMS,),
    practice=(PRACTICE,),
    chance={"customs": "laboratories, sanctions, common plans of customs"},
    findings=_findings,
)
