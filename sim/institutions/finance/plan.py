"""Financial intelligence units and asset recovery offices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.codes import Members
from sim.scenario.fitting import absent
from sim.scenario.part import Finding, Group, Part, Section, Work
from sim.scenario.quantity import Cash, Duration, Euros, Frozen, PerDay, Sealed, Share, Spread, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"


class Finance(Sealed):
    """Countries whose financial intelligence unit (`fiu`) and asset recovery office (`aro`) work for the action."""

    fiu: Members = ()
    aro: Members = ()

    def unit_in(self, code: str) -> bool:
        """Whether the financial intelligence unit of a country takes part."""
        return self.fiu == "all" or code in self.fiu

    def office_in(self, code: str) -> bool:
        """Whether the asset recovery office of a country takes part."""
        return self.aro == "all" or code in self.aro


class FinancePractice(Frozen):
    """Times and shares of financial work, and the cash of networks."""

    staff: Share = param(
        0.002,
        low=0.0005,
        high=0.01,
        unit="share of officers",
        trust="assumed",
        source=ASSUMED,
        meaning="Staff of a country's unit, and of its office, against its officers in the action; at least one each",
    )
    transactions: PerDay = param(
        1.0,
        low=0.1,
        high=5,
        unit="per day",
        trust="assumed",
        source="assumed; about 1,000,000 reports a year in the EU of 2014 (ihatemoneylaundering.wordpress.com)",
        meaning="Suspicious transaction reports about the money of a network",
    )
    investigated: Share = param(
        0.10,
        low=0.03,
        high=0.3,
        unit="share",
        trust="measured",
        source="about 10 % of the reports of 2014 (ihatemoneylaundering.wordpress.com, on EU FIUs)",
        meaning="Share of suspicious transaction reports that are investigated further",
    )
    tracing: Duration = param(
        "6 h",
        low="1 h",
        high="24 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median work of a unit to follow one trail of money",
    )
    query: Duration = param(
        "2 h",
        low="15 min",
        high="8 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median work of a unit to ask another, and of that other to answer",
    )
    abroad: Share = param(
        0.5,
        low=0.1,
        high=0.8,
        unit="probability",
        trust="assumed",
        source="assumed; 70 % of networks work in three or more countries (SOCTA 2021)",
        meaning="Probability that a trail leads to another country of the network",
    )
    traced: Share = param(
        0.5,
        low=0.1,
        high=0.8,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a trail ends at an account",
    )
    handler: Share = param(
        0.2,
        low=0.05,
        high=0.6,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that with the account a member who handles the money becomes known",
    )
    order: Duration = param(
        "24 h",
        low="4 h",
        high="7 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time to a prosecutor's order to freeze, or to visit who handles the money",
    )
    freezing: Duration = param(
        "2 h",
        low="30 min",
        high="8 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median work of an office to freeze an account",
    )
    variation: Spread = param(
        0.7,
        low=0.3,
        high=1.5,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the times of financial investigation",
    )
    moves_on: Duration = param(
        "72 h",
        low="12 h",
        high="14 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Time in which the money of a known account, and who handles it, fall to a third of what was there",
    )
    account: Share = param(
        0.3,
        low=0.1,
        high=0.5,
        unit="share",
        trust="assumed",
        source=ASSUMED,
        meaning="Mean share of a network's cash that is on one account",
    )
    cash: Cash = param(
        4.0,
        low=1,
        high=15,
        unit="movements",
        trust="assumed",
        source=ASSUMED,
        meaning="Movements that a network of median size can pay for; grows with the square root of size",
    )
    earning: Cash = param(
        1.1,
        low=0.9,
        high=2,
        unit="movements",
        trust="assumed",
        source=ASSUMED,
        meaning="What a movement that arrives leaves in cash after profits, in movements that it pays for",
    )
    movement_eur: Euros = param(
        20_000.0,
        low=3_000,
        high=100_000,
        unit="EUR",
        trust="assumed",
        source="assumed; more than EUR 797 million were seized or frozen under EMPACT in all of 2023 (Europol)",
        meaning="What a movement costs",
    )
    credit: Duration = param(
        "12 h",
        low="1 h",
        high="4 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Time for which a network without cash still sends movements",
    )
    loan: Duration = param(
        "48 h",
        low="12 h",
        high="14 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until a network without cash is lent new money",
    )
    lent: Cash = param(
        3.0,
        low=1,
        high=10,
        unit="movements",
        trust="assumed",
        source=ASSUMED,
        meaning="How much a network without cash is lent",
    )


FINANCE = Section(key="finance", kind=Finance, default=Finance())
PRACTICE = Group(key="finance", default=FinancePractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of financial units: countries."""
    yield from absent(scenario, FINANCE.of(scenario).fiu, ("finance", "fiu"))
    yield from absent(scenario, FINANCE.of(scenario).aro, ("finance", "aro"))


def _works(scenario: Scenario) -> Iterator[Work]:
    """Reports of suspicious transactions, and the trails that are followed."""
    practice = PRACTICE.of(scenario)
    if not FINANCE.of(scenario).fiu and not FINANCE.of(scenario).aro:
        return
    reports = len(scenario.networks.names) * practice.transactions * scenario.days
    path = ("behaviour", "finance", "transactions")
    yield Work(path=path, what="reports of suspicious transactions", number=reports, each_s=3e-5, each_bytes=100)
    trails = reports * practice.investigated
    yield Work(path=path, what="trails of money", number=trails, each_s=1e-3, each_bytes=6e3)


PART = Part(
    sections=(FINANCE,),
    practice=(PRACTICE,),
    chance={"finance": "reports, tracing and freezing of money"},
    findings=_findings,
    works=_works,
)
