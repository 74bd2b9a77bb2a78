"""Teams that patrol online (ODD 2, 7.10)."""

from __future__ import annotations

import mesa

from sim.engine.clock import Desk
from sim.engine.distributions import weighted
from sim.institutions.cyber.plan import CYBER, PRACTICE
from sim.outcome.records import Decision
from sim.scenario.languages import COMMON, written_in
from sim.world.contract.environment import Environment
from sim.world.theatre.shifts import on_shift

GOLDEN = 0.6180339887498949
"""Teams go to shifts by the fractions of its multiples: shares come out even, and one more team moves no other."""


class CyberTeam(mesa.Agent[Environment]):
    """The teams of one country that patrol online, with the languages that they read.

    Attributes
    ----------
    shifts
        The shift that each team works.
    desk
        Where finds are worked out: as many at once as teams are on duty.
    """

    def __init__(self, env: Environment, country: str) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/cyber-teams"
        self.languages = frozenset(
            (COMMON, *written_in(env.plan, country), *CYBER.of(env.plan).languages.get(country, ()))
        )
        self.shifts: tuple[str, ...] = ()
        self.desk = Desk(env.clock, 0)

    def form(self, officers: float) -> None:
        """Form teams from the cyber officers: at least one where there are any."""
        env = self.model
        number = max(1, round(officers / PRACTICE.of(env.plan).team)) if officers > 0.0 else 0
        shifts, shares = zip(*env.theatre.served[self.country].shares, strict=True)
        self.shifts = tuple(weighted(shifts, shares, (team + 0.5) * GOLDEN % 1.0) for team in range(number))
        languages = " ".join(sorted(self.languages))
        self._decide("patrol", self.country, f"{number} teams that read {languages}")

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk with the teams on duty."""
        self.desk.set_staff(sum(on_shift((shift,), hour_of_day) for shift in self.shifts))

    def reads(self, language: str) -> bool:
        """Whether somebody in the teams knows a language."""
        return language in self.languages

    def pass_on(self, lead: str, receiver: str, language: str) -> None:
        """Write down that a find was left to the teams of a country that reads its language."""
        self._decide("pass_on", lead, f"{language} to {receiver}")

    def identify(self, lead: str, place: str) -> None:
        """Write down that it is known who is behind a find, and where that person lives."""
        self._decide("identify", lead, f"somebody in {place}")

    def report(self, lead: str, network: str) -> None:
        """Write down that Europol is told of a trace."""
        self._decide("report", lead, f"trace of {network} to Europol")

    def tip(self, lead: str, post: str) -> None:
        """Write down that a postal centre is told of a parcel."""
        self._decide("tip", lead, f"parcel at {post}")

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


def found(env: Environment) -> None:
    """Create the teams of the countries that patrol."""
    for code in env.plan.countries:
        if CYBER.of(env.plan).patrolled_by(code):
            CyberTeam(env, code)
