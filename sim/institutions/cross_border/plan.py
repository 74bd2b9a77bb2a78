"""Hot pursuit, cross-border surveillance, joint patrols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from sim.scenario.codes import CountryCode, PostId
from sim.scenario.fitting import no_country, no_post, no_side
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import (
    Duration,
    Flag,
    Frozen,
    Hours,
    Kilometres,
    LogOdds,
    Sealed,
    Share,
    Speed,
    Spread,
    param,
)
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"
Pair = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")]
Limit = Annotated[Hours | None, Field(json_schema_extra={"unit": "h"})]
"""A duration, or none: no limit."""


class Agreement(Sealed):
    """What the police of two countries may do on each other's ground; a limit that is not given does not exist."""

    pursuit: Flag = True
    pursuit_h: Limit = None
    pursuit_km: Kilometres | None = None
    surveillance: Flag = True
    surveillance_h: Limit = None


class JointPatrol(Sealed):
    """Officers of both sides of a border who work together at a post."""

    post: PostId
    countries: tuple[CountryCode, CountryCode]


class CrossBorder(Sealed):
    """Whether officers pursue and follow, and what pairs of countries agreed."""

    pursuit: Flag = False
    surveillance: Flag = False
    agreements: dict[Pair, Agreement] = Field(default_factory=dict)
    joint_patrols: tuple[JointPatrol, ...] = ()

    def between(self, here: str, there: str) -> Agreement | None:
        """The agreement of two countries, in either order."""
        return self.agreements.get(f"{here}-{there}") or self.agreements.get(f"{there}-{here}")


class CrossBorderPractice(Frozen):
    """Shares and times of pursuit and surveillance."""

    caught: Share = param(
        0.35,
        low=0.1,
        high=0.7,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a pursuit that nothing stops ends with those pursued being caught",
    )
    chase: Duration = param(
        "30 min",
        low="5 min",
        high="3 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until those pursued are caught or lost",
    )
    variation: Spread = param(
        0.8,
        low=0.3,
        high=1.5,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the times of pursuit and surveillance",
    )
    ahead: Share = param(
        0.7,
        low=0.3,
        high=0.95,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that those who get away flee in the direction of their route and not back",
    )
    speed: Speed = param(
        80.0,
        low=40,
        high=130,
        unit="km/h",
        trust="assumed",
        source=ASSUMED,
        meaning="Speed of a pursuit, which turns a limit of distance into one of time",
    )
    followed: Duration = param(
        "6 h",
        low="1 h",
        high="24 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time that a team follows somebody before it is withdrawn or loses contact",
    )
    most_teams: Share = param(
        0.3,
        low=0.1,
        high=1,
        unit="share of search teams",
        trust="assumed",
        source=ASSUMED,
        meaning="Most of a country's search teams on duty that follow somebody at the same time; one at the least",
    )
    crosses: Share = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that somebody met at a border crosses it while followed",
    )
    reveals: Duration = param(
        "12 h",
        low="2 h",
        high="48 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Mean time under surveillance until contacts or addresses of the network are seen",
    )
    crime: Duration = param(
        "100 h",
        low="20 h",
        high="400 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Mean time under surveillance until a crime is seen, for which somebody is arrested",
    )
    patrol_answer: Duration = param(
        "10 min",
        low="2 min",
        high="1 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time in which an officer of the other side answers in a joint patrol",
    )
    local_knowledge: LogOdds = param(
        0.3,
        low=0,
        high=0.8,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What a joint patrol adds to the detection by officers at a green border",
    )


CROSS_BORDER = Section(key="cross_border", kind=CrossBorder, default=CrossBorder())
PRACTICE = Group(key="cross_border", default=CrossBorderPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of agreements and joint patrols: pairs, limits of 0, posts and their sides."""
    plan = CROSS_BORDER.of(scenario)
    for pair, agreement in plan.agreements.items():
        path = ("cross_border", "agreements", pair)
        first, second = pair.split("-")
        if first == second:
            yield path, "a country paired with itself", "Name two countries"
        elif f"{second}-{first}" in plan.agreements and first > second:
            yield path, f"{second}-{first} is there as well", "Keep one of the two"
        for code in (first, second):
            yield from no_country(scenario, code, path)
        if agreement.pursuit_h == 0.0 or agreement.pursuit_km == 0.0:
            yield path, "a pursuit that must stop at once", "Write 'pursuit: false'"
    for at, patrol in enumerate(plan.joint_patrols):
        spot: Path = ("cross_border", "joint_patrols", at)
        yield from no_post(scenario, patrol.post, (*spot, "post"))
        if len(set(patrol.countries)) < 2:
            yield (*spot, "countries"), "the same country twice", "Name both sides of the border"
        for code in dict.fromkeys(patrol.countries):
            yield from no_country(scenario, code, (*spot, "countries"))
            yield from no_side(scenario, patrol.post, code, (*spot, "countries"))


PART = Part(
    sections=(CROSS_BORDER,),
    practice=(PRACTICE,),
    chance={"pursuit": "hot pursuit and surveillance over a border"},
    findings=_findings,
)
