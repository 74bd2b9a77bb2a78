"""The course of a play: lines of the log come in one after another, and the action, the board and the clock follow.

A course that is given the same lines comes to the same state, live or when a play is opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sim.errors import ScenarioError
from sim.exercise import wording
from sim.exercise.board import ORDER, Board
from sim.exercise.log import LogLine
from sim.exercise.pace import Pace
from sim.exercise.rights import BY_NUMBER, ORDERS
from sim.joint_action import JointAction
from sim.scenario.events import KINDS, word_of
from sim.scenario.exercise import SECONDS, Exercise
from sim.scenario.recorded import ordered
from sim.words import CONTROLLER
from sim.world.seats.picture import Picture

type State = Literal["ready", "running", "paused", "ended"]
Values = Mapping[str, Any]
FIELDS = {word_of(kind): frozenset(kind.model_fields) for kind in KINDS}
"""What each kind of event may say."""


class Course:
    """Where a play stands.

    Attributes
    ----------
    plan
        Its scenario.
    state
        "ready" until the clock starts for the first time; "ended" at the end of time, or when somebody says so.
    t
        Second of the scenario.
    played
        Thousandths of a second of play, pauses left out.
    alone
        The seat of somebody who plays alone: the clock stops at each message to it.
    stopped
        How often it has stopped so.
    board
        What has happened between people.
    told
        For each seat, the last line that it wrote and what was said of it.
    refused
        What the model refused of effects, by message.
    """

    def __init__(self, exercise: Exercise, seed: int, alone: str | None) -> None:
        self.exercise = exercise
        self.plan = exercise.plan
        self.alone = alone
        self.board = Board(exercise)
        self.pace = Pace(exercise.begin_s, exercise.speed)
        self.state: State = "ready"
        self.stopped = 0
        self.t = exercise.begin_s
        self.played = 0
        self.told: dict[str, tuple[LogLine, str]] = {}
        self.refused: dict[str, str] = {}
        self._pictures: dict[str, tuple[int, Picture]] = {}
        self._action = JointAction(exercise.plan, seed, 0)
        self._action.begin()

    def owner(self, seat: str) -> str:
        """Whose desks a seat holds; the staff's places hold none and are called as they are."""
        return self.exercise.seats[seat].owner if seat in self.exercise.seats else seat

    def go(self, t: int, played: int) -> None:
        """Let time pass up to a second of the scenario and a moment of play."""
        self.t, self.played = t, played

    @property
    def action(self) -> JointAction:
        """The running action, as it stands now: it goes on when somebody asks for it."""
        self._action.advance(self.t / SECONDS)
        return self._action

    def take(self, line: LogLine) -> str:
        """Do what a line says, at its moment, and say in a sentence what was done."""
        self.go(line.t, line.played)
        self.board.apply(line)
        for name, do in _DOINGS.items():
            if name in line.act:
                do(self, line)
        refused = self.refused.get(ORDER.format(n=line.n))
        sentence = wording.done(line, self.board) if refused is None else f"Nothing came of it: {refused}"
        if "beat" not in line.act and "inject" not in line.act:
            self.told[line.seat] = line, sentence
        return sentence

    def resolved(self, seat: str, values: Values) -> dict[str, Any]:
        """An order with whose it is, and with the model's own names in place of the numbers on the screen of a seat.

        Raises
        ------
        KeyError
            If there is no such number.
        """
        own = {key: value for key, value in self._own(seat, str(values.get("kind"))).items() if key not in values}
        named = {key: self._name(seat, str(values[key])) for key in BY_NUMBER if key in values}
        return {**own, **values, **named}

    def _own(self, seat: str, kind: str) -> Values:
        """What an order of a seat need not say: the owner of the desk, the country."""
        plan, fields = self.exercise.seats.get(seat), FIELDS.get(kind, frozenset())
        known = {} if plan is None else {"owner": plan.owner, "country": plan.country}
        return {key: value for key, value in known.items() if key in fields and value is not None}

    def _name(self, seat: str, number: str) -> str:
        prefix = number.rpartition("-")[0]
        whose = prefix if prefix in self.plan.countries else prefix.lower()
        return self.action.identity(whose if seat == CONTROLLER else self.owner(seat), number)

    def refusals(self, seat: str, values: Values) -> list[str]:
        """Why the model would not take an order now, in sentences."""
        try:
            ordered(self.plan, self.action.recorded, self.resolved(seat, values), self.t / SECONDS)
        except KeyError as error:
            return [f"There is no {error.args[0]}."]
        except ScenarioError as error:
            return [wording.fault_text(fault, self.board.names) for fault in error.faults]
        return []

    def when(self, values: Values) -> str:
        """When an order would act, in words."""
        event = ordered(self.plan, self.action.recorded, values, self.t / SECONDS)
        acts = round(self.action.acts_at(event) * SECONDS)
        return f"Acts at {wording.clock_time(self.plan, acts)}."

    def picture(self, owner: str) -> Picture:
        """What an owner sees of the model now; made once for each second."""
        known = self._pictures.get(owner)
        if known is None or known[0] != self.t:
            known = self._pictures[owner] = self.t, self.action.picture(owner)
        return known[1]

    def waiting(self) -> set[str]:
        """Numbers of the requests that wait at the desks of those seats at which people sit."""
        owners = [self.owner(seat) for seat in self.board.held]
        return {row.number for owner in owners for row in self.picture(owner).requests}

    def role(self, seat: str) -> str:
        """The role of a seat; the staff's places are called as they are."""
        return self.exercise.seats[seat].role if seat in self.exercise.seats else seat

    # --- what lines do to the action and the clock --------------------------------------------------------------------

    def _clock(self, line: LogLine) -> None:
        told = line.act["clock"]
        if "speed" in told:
            self.pace.change(self.played, told["speed"])
        if "running" in told:
            self.state = "running" if told["running"] else "paused"

    def _end(self, line: LogLine) -> None:
        self.state = "ended"

    def _message(self, line: LogLine) -> None:
        """Let a message of the events list do to the model what it brings; who plays alone may read it in peace."""
        inject = self.exercise.inject(line.act.get("inject") or line.act["send"])
        if inject is None or line.act.get("skipped"):
            return
        if self.alone in self.exercise.recipients(inject):
            self.state, self.stopped = "paused", self.stopped + 1
        if inject.effect is not None:
            event = inject.effect.model_copy(update={"at": self.t / SECONDS, "id": inject.id})
            self._order(inject.id, event)
        if inject.lift is not None:
            self._order(inject.id, {"kind": "lift", "event": inject.lift})

    def _written(self, line: LogLine) -> None:
        effect = line.act["write"].get("effect")
        if effect is not None:
            self._order(f"W{line.n}", {**effect, "id": f"W{line.n}"})

    def _event(self, line: LogLine) -> None:
        name = ORDER.format(n=line.n)
        self._order(name, {**self.resolved(line.seat, line.act["event"]), "id": name})

    def _hold(self, line: LogLine) -> None:
        """Let the model know who sits at a desk, and which requests wait for people there."""
        owner = self.owner(line.act["seat"])
        if line.act["do"] == "take":
            self._order(owner, {"kind": "take_seat", "owner": owner})
            if self.exercise.silence == "never" and "standing_order" in ORDERS[self.role(line.act["seat"])]:
                waits = {"requests": self.exercise.requests, "answer": "never"}
                self._order(owner, {"kind": "standing_order", "owner": owner, **waits})
        elif line.act["do"] == "give_back":
            self._order(owner, {"kind": "leave_seat", "owner": owner})

    def _order(self, name: str, event: Any) -> None:
        """Give an order; what the model refuses is told, and changes nothing."""
        try:
            self.action.order(event)
        except ScenarioError as error:
            self.refused[name] = "; ".join(f"{fault.key}: {fault.found}" for fault in error.faults)


_DOINGS: Mapping[str, Any] = {
    "clock": Course._clock,
    "end": Course._end,
    "inject": Course._message,
    "send": Course._message,
    "write": Course._written,
    "event": Course._event,
    "seat": Course._hold,
}
