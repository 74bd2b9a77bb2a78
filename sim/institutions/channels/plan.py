"""Channels of information: liaison officers by seat and shift, PCCC, SELEC, INTERPOL, deadlines, mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

from sim.scenario import reference
from sim.scenario.codes import PostId, likely
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import Duration, Flag, Frozen, Scale, Sealed, Share, Staff, param
from sim.scenario.shifts import ALL_SHIFTS, Serves

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"


class Channels(Sealed):
    """Which channels are open besides SIENA and liaison officers, and what hinders or hurries messages."""

    pccc: Literal["all", "none"] | tuple[PostId, ...] = "none"
    pccc_shifts: Serves = ALL_SHIFTS
    pccc_desks: Scale = 1
    selec: Flag = False
    selec_desks: Staff = 4
    interpol: Flag = False
    deadlines: Flag = False
    translation: Flag = False
    mistakes: Flag = False

    def border_centres(self, on: date) -> tuple[reference.BorderCentre, ...]:
        """The Police and Customs Cooperation Centres that work in an action of a day."""
        if self.pccc == "none":
            return ()
        known = reference.centres(on)
        return tuple(known.values() if self.pccc == "all" else (known[name] for name in self.pccc if name in known))


class ChannelPractice(Frozen):
    """Times and shares of the channels."""

    bureau: Scale = param(
        1.5,
        low=1,
        high=3,
        unit="factor",
        trust="assumed",
        source="assumed; bureaux in one house, away from the action",
        meaning="Answering time between liaison bureaux at Europol against officers side by side in the centre",
    )
    selec: Scale = param(
        2.0,
        low=1,
        high=4,
        unit="factor",
        trust="assumed",
        source=ASSUMED,
        meaning="Answering time of a liaison officer at SELEC against officers side by side in the centre",
    )
    interpol: Scale = param(
        1.4,
        low=1,
        high=3,
        unit="factor",
        trust="assumed",
        source=ASSUMED,
        meaning="Time of the authority that knows when asked by I-24/7, against SIENA",
    )
    pccc: Scale = param(
        0.6,
        low=0.3,
        high=2,
        unit="factor",
        trust="assumed",
        source="assumed; short questions, and both sides know the place",
        meaning="Answering time in a cooperation centre at the border against officers side by side in the centre",
    )
    pccc_serious: Share = param(
        0.1,
        low=0.02,
        high=0.4,
        unit="probability",
        trust="assumed",
        source="assumed; most of the traffic of these centres is minor",
        meaning="Probability that what looked minor is serious: passed up to the national contact point",
    )
    pccc_europol: Share = param(
        0.3,
        low=0.05,
        high=0.9,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that what is passed up is first reported to Europol",
    )
    heeded: Share = param(
        0.6,
        low=0.1,
        high=0.95,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that an authority that would miss a deadline hurries",
    )
    quickest: Share = param(
        0.3,
        low=0.1,
        high=0.8,
        unit="share of its time",
        trust="assumed",
        source=ASSUMED,
        meaning="Least share of its time that an authority needs when it hurries",
    )
    translated: Share = param(
        0.25,
        low=0.05,
        high=0.7,
        unit="probability",
        trust="assumed",
        source="assumed; contact points mostly write English",
        meaning="Probability that a request between countries without a common language must be translated",
    )
    translation: Duration = param(
        "2 h",
        low="30 min",
        high="12 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time of a translation",
    )
    duplicated: Share = param(
        0.05,
        low=0.01,
        high=0.2,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a question is sent a second time by another channel",
    )
    wrong_desk: Share = param(
        0.04,
        low=0.01,
        high=0.15,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a request first goes to a wrong desk abroad",
    )
    sent_back: Duration = param(
        "90 min",
        low="20 min",
        high="8 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until a wrong desk has sent a request back",
    )


CHANNELS = Section(key="channels", kind=Channels, default=Channels())
PRACTICE = Group(key="channels", default=ChannelPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of channels: centres that are unknown or have too few countries, officers at SELEC of no member."""
    known, day = reference.centres(), scenario.start.date()
    chosen = CHANNELS.of(scenario).pccc
    named = chosen if isinstance(chosen, tuple) else ()
    for at, name in enumerate(named):
        path = ("channels", "pccc", at)
        if name not in known:
            meant = likely(name, [*known])
            wanted = f"Did you mean '{meant}'?" if meant else f"Write one of {', '.join(known)}"
            yield path, f"'{name}' is not a centre of the reference data", wanted
        elif not known[name].holds(day):
            yield path, f"'{name}' is not open on {day}", "Leave it out"
        elif len(scenario.countries.keys() & set(known[name].countries)) < 2:
            found = f"fewer than two of its countries ({', '.join(known[name].countries)}) take part"
            yield path, found, "Leave it out"
    members = scenario.facts.members("selec")
    for code, country in scenario.countries.items():
        if country.liaison.selec and code not in members:
            found = f"{code} is not a member of SELEC"
            yield ("countries", code, "liaison", "selec"), found, "Write 0"


PART = Part(
    sections=(CHANNELS,),
    practice=(PRACTICE,),
    chance={"channel": "which channel a request takes by mistake or twice, and whether it must be translated"},
    findings=_findings,
)
