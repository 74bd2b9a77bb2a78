"""Where countries sit together: Europol's centre, cooperation centres at borders, SELEC (ODD 2, 7.5)."""

from __future__ import annotations

import mesa

from sim.engine.clock import Desk, Switch
from sim.institutions.channels.plan import CHANNELS
from sim.outcome.records import Decision
from sim.scenario import reference
from sim.world.contract.environment import Environment
from sim.world.theatre.shifts import on_shift


class OperationalCentre(mesa.Agent[Environment]):
    """Europol's operational centre in The Hague, in which countries keep liaison bureaux."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.name = "EUROPOL/centre"
        self.switch = Switch(env.clock)
        self.desk = Desk(env.clock, 1)

    @property
    def works(self) -> bool:
        """Whether the centre is open and staffed."""
        return self.switch.up and self.desk.on_duty > 0

    def staff(self, hour_of_day: float) -> None:
        """Staff the centre for a shift."""
        self.desk.set_staff(int(on_shift(self.model.plan.europol.centre.shifts, hour_of_day)))

    def hand_over(self, case: str, country: str) -> None:
        """Write down that a request of a bureau went to the analysts in the house."""
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, "hand_over", case, f"from the bureau of {country}"))


class CooperationCentre(mesa.Agent[Environment]):
    """A Police and Customs Cooperation Centre: officers of neighbours who answer each other's minor questions."""

    def __init__(self, env: Environment, row: reference.BorderCentre) -> None:
        super().__init__(env)
        self.row = row
        self.name = f"pccc/{row.id}"
        self.desk = Desk(env.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks for a shift: the hours of the centre, as far as the scenario lets them."""
        channels = CHANNELS.of(self.model.plan)
        is_open = on_shift(self.row.shifts, hour_of_day) and on_shift(channels.pccc_shifts, hour_of_day)
        self.desk.set_staff(round(self.row.desks * channels.pccc_desks) if is_open else 0)

    def pass_up(self, case: str, country: str, *, europol: bool) -> None:
        """Write down that a matter is too serious for the centre."""
        env = self.model
        told = " and Europol" if europol else ""
        detail = f"to the contact point of {country}{told}"
        env.journal.add(Decision(env.clock.now, self.name, "pass_up", case, detail))


class SelecPoint(mesa.Agent[Environment]):
    """SELEC's contact point in Bucharest, day and night: its members ask each other through it."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.name = "SELEC/contact-point"
        self.desk = Desk(env.clock, CHANNELS.of(env.plan).selec_desks)

    def relay(self, case: str, receiver: str, *, officer: bool) -> None:
        """Write down to whom a question is passed on."""
        env = self.model
        whom = "liaison officer" if officer else "contact point"
        env.journal.add(Decision(env.clock.now, self.name, "relay", case, f"to the {whom} of {receiver}"))


def found(env: Environment) -> None:
    """Create the offices between countries that the plan opens."""
    channels = CHANNELS.of(env.plan)
    if env.plan.europol.centre.open:
        OperationalCentre(env)
    for row in channels.border_centres(env.plan.start.date()):
        if len(env.plan.countries.keys() & set(row.countries)) > 1:
            CooperationCentre(env, row)
    if channels.selec:
        SelecPoint(env)
