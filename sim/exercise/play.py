"""A play: acts and times of play go in, the state of the action and of its seats comes out.

Each act is written to the log, down to the disk, before it is applied; a play that is opened again does its lines once
more. No wall clock and no network: whoever shows the play says how much time of play has passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim import __version__
from sim.errors import ActRefusedError, StoreError
from sim.exercise import rights, rules
from sim.exercise.conditions import fate
from sim.exercise.course import Course, State
from sim.exercise.log import Log, LogLine, branch
from sim.exercise.views import view
from sim.files import write_whole
from sim.scenario.exercise import Exercise
from sim.scenario.exercise_acts import read_act
from sim.scenario.exercise_files import EXERCISE, SCENARIO, load_exercise
from sim.words import CONTROLLER, STAFF

LOG = "play.jsonl"
"""What the log of a play is called, beside its exercise and its scenario."""
BEAT = 10_000
"""Thousandths of a second of play after which a line says where play stands, if none did."""
LONGEST_NUMBER = 64
AN_HOUR = 3600


class Play:
    """An exercise that is played.

    Attributes
    ----------
    folder
        Where its files are: the resolved exercise and scenario, and the log.
    log
        Its lines.
    course
        Where it stands.
    """

    def __init__(self, exercise: Exercise, folder: Path, log: Log) -> None:
        self.exercise = exercise
        self.folder = folder
        self.log = log
        self._done: dict[tuple[str, str], str] = {}
        self._replay()
        if self.course.state == "running":
            self.course.state = "paused"

    @classmethod
    def new(
        cls, exercise: Exercise, folder: Path, seed: int | None = None, *, alone: str | None = None, begun: str = ""
    ) -> Play:
        """Begin a play in a folder that does not exist yet, or is empty.

        Parameters
        ----------
        seed
            The luck; that of the exercise, if none is given.
        alone
            A seat that somebody plays without a controller.
        begun
            The hour on the wall, for reports.

        Raises
        ------
        StoreError
            If there is something in the folder.
        """
        _make(folder)
        write_whole(folder / EXERCISE, exercise.text)
        write_whole(folder / SCENARIO, exercise.plan.text)
        head = {
            "exercise": exercise.hash,
            "scenario": exercise.plan.hash,
            "seed": exercise.seed if seed is None else seed,
            "jadsim": __version__,
            "begun": begun,
            "alone": alone,
        }
        return cls(exercise, folder, Log.new(folder / LOG, head))

    @classmethod
    def open(cls, folder: Path, known: Exercise | None = None) -> Play:
        """Go on with a play: at the moment of its last line, paused.

        Parameters
        ----------
        known
            An exercise that was read already; if it is the one that is played, it is not read again.

        Raises
        ------
        StoreError
            If the folder holds no play, one that is damaged, or one of another version of the model.
        ScenarioError
            If its exercise or its scenario cannot be read.
        """
        log = Log.open(folder / LOG)
        exercise = known if known is not None and _holds(folder, known) else load_exercise(folder / EXERCISE)
        found = {"exercise": exercise.hash, "scenario": exercise.plan.hash, "jadsim": __version__}
        for key, value in found.items():
            if log.head.get(key) != value:
                raise StoreError(f"{folder}: {key} is not the one with which this play was begun; it cannot go on")
        return cls(exercise, folder, log)

    def branch(self, folder: Path, lines: int) -> Play:
        """A new play with the lines of this one up to a number: the same until there, and free to go on otherwise.

        Raises
        ------
        StoreError
            If there is something in the folder.
        """
        _make(folder)
        for name in (EXERCISE, SCENARIO):
            write_whole(folder / name, (self.folder / name).read_bytes())
        return type(self)(self.exercise, folder, branch(self.log, folder / LOG, lines))

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats at which people can sit."""
        return tuple(self.exercise.seats)

    @property
    def state(self) -> State:
        """Ready until the clock starts for the first time; then running or paused; then ended."""
        return self.course.state

    @property
    def t(self) -> int:
        """Second of the scenario."""
        return self.course.t

    @property
    def played(self) -> int:
        """Thousandths of a second of play, pauses left out."""
        return self.course.played

    @property
    def alone(self) -> str | None:
        """The seat of somebody who plays alone: the clock stops at each message to it."""
        return self.course.alone

    def role(self, seat: str) -> str:
        """The role of a seat, or of a place of the staff.

        Raises
        ------
        ActRefusedError
            If there is no such seat.
        """
        if seat not in STAFF and seat not in self.exercise.seats:
            raise ActRefusedError((f"There is no seat {str(seat)[:40]}.",))
        return seat if seat in STAFF else self.exercise.seats[seat].role

    # --- acts ---------------------------------------------------------------------------------------------------------

    def act(self, seat: str, act: object, number: str | None = None) -> str:
        """Do what somebody asks for, and say in a sentence what was done.

        Parameters
        ----------
        seat
            A seat of the exercise, or controller, evaluator, wall.
        act
            Anything that JSON can say.
        number
            The browser's number of the act: what comes twice under one number is done once.

        Raises
        ------
        ActRefusedError
            If it is malformed, forbidden or impossible; then nothing was written and nothing changed.
        """
        if number is not None and not (0 < len(number) <= LONGEST_NUMBER and number.isascii() and number.isprintable()):
            raise ActRefusedError((f"The number of an act is {LONGEST_NUMBER} plain letters and digits at most.",))
        if number is not None and (seat, number) in self._done:
            return self._done[seat, number]
        name, values = self._checked(seat, act)
        if name == "undo":
            return self._undo(seat, number)
        sentence = self._do(seat, values, number)
        if name == "skip_to":
            self._skip_to(values["skip_to"])
        return sentence

    def preview(self, seat: str, act: object) -> str:
        """When an order will act, told before it is given; raises as `act` does."""
        name, values = self._checked(seat, act)
        if name != "event":
            raise ActRefusedError(("Only orders are looked at before they are given.",))
        return self.course.when(self.course.resolved(seat, values["event"]))

    def view(self, seat: str) -> dict[str, Any]:
        """All that a seat may know now, as parts that can be written as JSON; raises as `role` does."""
        self.role(seat)
        return view(self.course, seat, self.log.lines)

    def _checked(self, seat: str, act: object) -> tuple[str, Mapping[str, Any]]:
        """The name and the values of an act that may be done now."""
        name, form, wrong = read_act(act)
        if form is None:
            raise ActRefusedError(tuple(wrong))
        values = form.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
        role = self.role(seat)
        forbidden = rights.refused_act(role, name, alone=seat == self.alone)
        refused = [forbidden] if forbidden else [*rules.refused(self.course.board, self.state, seat, name, values)]
        if not refused and name == "event":
            refused = [*rights.refused_order(role, self.course.owner(seat), values["event"])]
        if not refused:
            refused = self._unfit(seat, values)
        if refused:
            raise ActRefusedError(tuple(refused))
        return name, values

    def _unfit(self, seat: str, values: Mapping[str, Any]) -> list[str]:
        """What the model refuses of the event that an act brings."""
        event = values["event"] if "event" in values else values.get("write", {}).get("effect")
        return [] if event is None else self.course.refusals(seat, event)

    def _do(self, seat: str, values: Mapping[str, Any], number: str | None = None) -> str:
        """Write an act down, then apply it."""
        return self._taken(self.log.add(self.t, self.played, seat, values, number))

    def _taken(self, line: LogLine) -> str:
        sentence = self.course.take(line)
        if line.number is not None:
            self._done[line.seat, line.number] = sentence
        return sentence

    def _replay(self) -> None:
        """Come from the beginning to the state after the last line."""
        self.course = Course(self.exercise, self.log.head["seed"], self.log.head.get("alone"))
        self._done.clear()
        for line in self.log.lines:
            self._taken(line)

    def _undo(self, seat: str, number: str | None) -> str:
        """Take back the last act of anybody, with all that came after it; play stands where it was done, paused."""
        acts = [line for line in self.log.lines if not {"beat", "inject", "undo"} & line.act.keys()]
        if not acts:
            raise ActRefusedError(("There is nothing to take back.",))
        last = acts[-1]
        self.log.add(last.t, last.played, seat, {"undo": True, "after": last.n - 1}, number)
        self._replay()
        if self.state == "running":
            self.course.state = "paused"
        return self.course.told[seat][1]

    # --- time ---------------------------------------------------------------------------------------------------------

    def tick(self, played: int) -> None:
        """Go on to a moment of play, in thousandths of a second; while the clock stands, nothing happens.

        What is due on the way is sent at its time. Afterwards `played` says how far it went: not further than a message
        at which the clock stops, or the end.
        """
        if self.state == "running":
            self._go_on(played)
        if self.state == "running" and self.played - self._last_moment() >= BEAT:
            self._do(CONTROLLER, {"beat": True})

    def _last_moment(self) -> int:
        return self.log.lines[-1].played if self.log.lines else 0

    def _go_on(self, played: int) -> None:
        """Go from stop to stop, up to a moment, as long as nothing stops the clock."""
        stopped = self.course.stopped
        self._look()
        while self.played < played and self.state != rules.ENDED and self.course.stopped == stopped:
            stop = min(played, self._next_stop())
            self.course.go(min(self.course.pace.second(stop), self.exercise.end_s), stop)
            self._look()

    def _next_stop(self) -> int:
        """When the next message is due, or play ends."""
        due = [entry.at for entry in self.course.board.due() if entry.at is not None and entry.at > self.played]
        return min([*due, self.course.pace.moment(self.exercise.end_s)])

    def _look(self) -> None:
        """Send what is due, leave out what no longer may come, and end at the end."""
        if self.t >= self.exercise.end_s:
            self._do(CONTROLLER, {"end": True})
            return
        for entry in [entry for entry in self.course.board.entries.values() if entry.pending]:
            comes = fate(entry, self.course.board, self.t, self.played, self.course.action.reached)
            if comes is not None:
                self._do(CONTROLLER, {"inject": entry.id} if comes else {"inject": entry.id, "skipped": True})

    # --- skipping -----------------------------------------------------------------------------------------------------

    def _skip_to(self, what: str) -> None:
        """Let time pass at once up to the next message or request, or by an hour of the scenario."""
        if what == "request":
            self._go_to_request()
        elif what == "inject":
            self._go_to_message()
        else:
            self._go_on(self.course.pace.moment(self.t + AN_HOUR))
        if self.state != rules.ENDED:
            self._do(CONTROLLER, {"beat": True})

    def _go_to_message(self) -> None:
        """Go on to the next message; who plays alone, to the next that comes to the own seat."""
        stopped = self.course.stopped
        self._go_on(self._next_stop())
        while self.alone and self.course.stopped == stopped and self.state != rules.ENDED:
            self._go_on(self._next_stop())

    def _go_to_request(self) -> None:
        """Go on from briefing to briefing until something new waits for people, a message comes, or play ends."""
        before, sent, step = (
            self.course.waiting(),
            self._sent(),
            round(self.exercise.plan.behaviour.checks.briefing * 3600),
        )
        while self.state != rules.ENDED and self._sent() == sent and not self.course.waiting() - before:
            self._go_on(self.course.pace.moment(self.t + step))

    def _sent(self) -> int:
        return sum(entry.sent is not None for entry in self.course.board.entries.values())


def _holds(folder: Path, exercise: Exercise) -> bool:
    """Whether the files of a play are those of an exercise, to the byte."""
    texts = {EXERCISE: exercise.text, SCENARIO: exercise.plan.text}
    return all(
        (folder / name).is_file() and (folder / name).read_bytes() == text.encode() for name, text in texts.items()
    )


def _make(folder: Path) -> None:
    """A folder that is new or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise StoreError(f"{folder} is not empty: name a new folder, or go on with the play that is in it")
    folder.mkdir(parents=True, exist_ok=True)
