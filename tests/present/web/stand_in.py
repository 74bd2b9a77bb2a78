"""A play without a model: what the pages are tested with where the model does not matter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from sim.errors import ActRefusedError
from sim.present.web.access import Codes
from sim.present.web.places import STAFF, Room

SEATS = ("rs", "bg")
ORIGIN = "http://testserver"


class StandIn:
    """Two seats, one message; it keeps what was asked for, and shows it."""

    def __init__(self) -> None:
        self.state = "ready"
        self.played = 0
        self.acts: list[tuple[str, Any]] = []
        self._answers: dict[str, str] = {}

    def act(self, seat: str, act: Mapping[str, Any], number: str | None = None) -> str:
        if number in self._answers:
            return self._answers[number]
        match act:
            case {"clock": {"running": bool(running)}} if seat == "controller":
                self.state = "running" if running else "paused"
            case {"reply": str(), "text": str()} if seat in SEATS:
                pass
            case {"seat": str(), "do": "code"} if seat == "controller":
                pass
            case {"end": True} if seat == "controller":
                self.state = "ended"
            case _:
                raise ActRefusedError(("This seat does not do that.", "Nothing has changed."))
        self.acts.append((seat, act))
        said = f"Done for the {len(self.acts)}. time."
        if number is not None:
            self._answers[number] = said
        return said

    def tick(self, played: int) -> None:
        self.played = played

    def view(self, seat: str) -> dict[str, Any]:
        exercise = {
            "name": "A night",
            "language": "en",
            "length": 5_400_000,
            "moves": [{"id": 1, "name": "Taking over", "begin": 0}],
            "alone": False,
            "seats": [{"id": one, "name": f"Desk {one}", "role": "unit"} for one in SEATS],
        }
        clock = {
            "state": self.state,
            "t": self.played // 1000,
            "time": "2024-09-02T16:00:00+00:00",
            "label": "Mon 16:00",
            "played": self.played,
            "left": 5_400_000 - self.played,
            "speed": 16,
            "move": {"id": 1, "name": "Taking over"},
        }
        shown: dict[str, Any] = {"clock": clock, "exercise": exercise, "last": f"{len(self.acts)} acts"}
        shown["me"] = {"seat": seat, "role": seat if seat in STAFF else "unit", "name": seat, "country": None}
        if seat in SEATS:
            message = {"id": "1.1", "t": 0, "from": "Day shift", "channel": "phone", "title": f"Only for {seat}"}
            shown["messages"] = [message | {"text": "Read.", "deadline": None, "deadline_played": None, "reply": None}]
        if seat == "controller":
            inject = {"id": "1.1", "move": 1, "at": 2, "t": 0, "to": ["rs"], "from": "Day shift", "channel": "phone"}
            shown["list"] = [inject | {"title": "Handing over", "text": "Read.", "expect": "Reads", "state": "due"}]
            shown |= {"seats": [], "log": [], "problems": []}
        if seat == "evaluator":
            shown["objectives"] = {"O1": "Nobody waits"}
            shown["expectations"] = [
                {"id": "E1", "objective": "O1", "text": "Reads", "verdict": "open", "manual": True}
            ]
            shown["mistakes"] = {"critical": ["No check"], "minor": ["No number"], "noted": []}
        return shown

    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        if not act:
            raise ActRefusedError(("Nothing is asked for.",))
        return "It acts at Mon 16:05."


def room(folder: Path, play: StandIn | None = None, key: str = "play") -> Room:
    """A room with a play and the codes of its seats."""
    return Room(key, play or StandIn(), Codes(folder / f"{key}.json", [*STAFF, *SEATS]), ORIGIN)


def come_in(client: TestClient, place: Room, seat: str) -> str:
    """Exchange the code of a seat for its cookie; the address of its page."""
    answer = client.post("/enter", json={"code": place.codes.of(seat)}, headers={"origin": ORIGIN})
    assert answer.status_code == 200
    return str(answer.json()["page"])
