"""Joint investigation teams: who is in one together, and with which agencies (ODD 7.16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sim.scenario.schema import JointTeam


class JointTeams:
    """The joint investigation teams that are signed now."""

    def __init__(self, signed: Iterable[JointTeam]) -> None:
        self._teams = [*signed]

    def __iter__(self) -> Iterator[JointTeam]:
        return iter(self._teams)

    def sign(self, team: JointTeam) -> None:
        """One more team is signed."""
        self._teams.append(team)

    def of(self, countries: Collection[str]) -> Iterator[JointTeam]:
        """Teams in which all of some countries are."""
        return (team for team in self._teams if set(countries) <= set(team.members))

    def together(self, here: str, there: str) -> bool:
        """Whether two countries are in one team."""
        return any(here in team.members and there in team.members for team in self._teams)

    def with_europol(self, country: str) -> bool:
        """Whether a country is in a team in which Europol takes part."""
        return any(team.europol and country in team.members for team in self._teams)
