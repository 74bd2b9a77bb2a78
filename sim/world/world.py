"""The rooms of a run put together: what an institution may ask for (ODD 3)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.part import Timed
from sim.world.analysis.analysis import Analysis
from sim.world.casework.arrests import Arrests
from sim.world.casework.cases import Casework
from sim.world.casework.searches import SearchTeams
from sim.world.checks.alerts import Alerts
from sim.world.checks.checkpoints import Checkpoints
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process
from sim.world.crime.carry_over import Legacy
from sim.world.crime.networks import CriminalNetworks
from sim.world.everyday_work import EverydayWork
from sim.world.exchange.exchange import InformationExchange
from sim.world.final_tables import FinalTables
from sim.world.movements import CriminalMovements
from sim.world.network_operations import NetworkOperations
from sim.world.officers.officers import Officers
from sim.world.timeline import Timeline


class World:
    """Who is always there in a joint action.

    Attributes
    ----------
    institutions
        All institutions, asked as one.
    officers
        Units, search teams, arrest teams, guests, and the change of shifts.
    networks
        Criminal networks.
    alerts
        What posts know of networks.
    exchange
        Requests and reports; contact points, liaison officers, joint teams, the choice of channel.
    checkpoints
        Every routine check, and what is detected.
    analysis
        What Europol makes of traces.
    searches
        Search teams and what they are sent to do.
    cases
        What follows from a finding.
    """

    def __init__(
        self, env: Environment, institutions: Institutions, legacy: Legacy | None, *, keep_checks: bool
    ) -> None:
        self.institutions = institutions
        self.officers = Officers(env)
        self.networks = CriminalNetworks(env, legacy)
        self.alerts = Alerts(env)
        self.exchange = InformationExchange(env, institutions, self.officers)
        self.analysis = Analysis(env, institutions, self.exchange, self.networks, self.alerts, legacy)
        arrests = Arrests(env, institutions, self.networks, self.exchange)
        self.searches = SearchTeams(env, institutions, self.officers, self.exchange, self.analysis, arrests)
        self.cases = Casework(env, institutions, self.exchange, self.networks, self.analysis, arrests, self.searches)
        self.checkpoints = Checkpoints(
            env,
            institutions,
            self.officers,
            self.networks,
            self.alerts,
            on_finding=self.cases.open_at,
            keep=keep_checks,
        )
        self._everyday = EverydayWork(env, self.exchange, self.checkpoints)
        self._env = env
        self._keep_checks = keep_checks
        self._movements = CriminalMovements(env, self.checkpoints, self.cases)
        self._operations = NetworkOperations(
            env, institutions, self.officers, self.networks, self.exchange.offices, arrests, self.searches
        )
        self._tables = FinalTables(env, institutions, self.officers, self.checkpoints, self.exchange, self.searches)
        self.analysis.followed_by.append(self._operations.follow)
        self.officers.work_by_shift(
            self.checkpoints.staff,
            self.officers.staff_teams,
            self.exchange.staff,
            self.analysis.staff,
            institutions.staff,
        )

    def found(self) -> None:
        """Create all agents; an agent that is removed before the run takes its decisions and records with it."""
        self.officers.found()
        self.exchange.offices.found()
        self.analysis.found()
        self.institutions.found()
        self.networks.found()

    def begin(self, planned: Sequence[Timed], recorded: Sequence[Timed]) -> Timeline:
        """Find out who takes part, do what is done before hour 0, and let time begin for all.

        Returns
        -------
        Timeline
            The events, to which more may be added as time goes on.
        """
        self.officers.prepare()
        self.networks.prepare()
        self.exchange.offices.prepare()
        self.checkpoints.prepare()
        self.analysis.prepare()
        self.searches.prepare()
        self.institutions.prepare()
        self.exchange.choice.prepare()
        self._everyday.prepare()
        self._env.seats.find_files_in(self.institutions.quickest(1.0))
        timeline = self._timeline()
        timeline.plan(planned)
        clock = self._env.clock
        clock.process(self.officers.change_shifts())
        clock.process(self._briefings(timeline))
        clock.process(self._everyday.go_on())
        for network in self.networks:
            clock.process(self._movements.send(network))
        timeline.record(recorded)
        return timeline

    def _timeline(self) -> Timeline:
        """All that events may set off."""
        seats = self._env.seats
        rooms = (
            *(self.checkpoints.events, self.exchange, self.analysis, self.networks),
            *(seats, self._operations, self.cases.custody),
        )
        handlers = [pair for room in rooms for pair in room.handles().items()]
        later = [pair for room in (self.checkpoints.events, seats) for pair in room.acts_at().items()]
        counts = {"open_requests": self.exchange.open_requests, "referrals": self.checkpoints.referrals}
        return Timeline(
            self._env, [*handlers, *self.institutions.handlers()], counts, [*later, *self.institutions.acts_at()]
        )

    def _briefings(self, timeline: Timeline) -> Process:
        """From briefing to briefing: conditions of events, then all checks of the window."""
        clock, plan = self._env.clock, self._env.plan
        per_hour = round(1.0 / plan.behaviour.checks.briefing)
        for hour in range(int(plan.hours)):
            for part in range(per_hour):
                timeline.look()
                self.checkpoints.advance(hour + part / per_hour, hour + (part + 1) / per_hour)
                yield clock.timeout(hour + (part + 1) / per_hour - clock.now)

    def close(self) -> None:
        """At the end of the action, write down what is still under way, and give the dense tables."""
        self.exchange.close()
        self.cases.close()
        self.institutions.close()
        self._movements.close()
        for network in self.networks:
            self._env.journal.add(network.row(self.analysis.pictures[network.name].known))
        self._tables.close(checks=self._keep_checks)
