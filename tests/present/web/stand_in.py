"""A play without a model: what the pages are tested with where the model does not matter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from sim.errors import ActRefusedError
from sim.present.web.access import Codes
from sim.present.web.places import Place, Room
from sim.words import STAFF

SEATS = ("rs", "bg")
ORIGIN = "http://testserver"


MESSAGE = {"id": "1.1", "t": 0, "from": "Day shift", "channel": "phone", "text": "Read your board.", "expect": None}
MESSAGE |= {"deadline": 14_400, "deadline_played": 900_000, "reply": None}
INJECT = {
    "id": "1.1",
    "move": 1,
    "at": 2,
    "t": 0,
    "to": ["rs"],
    "from": "Day shift",
    "channel": "phone",
    "state": "due",
}
INJECT |= {"title": "Handing over", "text": "Read your board.", "expect": "Reads it", "replies": [], "matters": False}
SEAT = {"here": True, "waiting": 2, "oldest": 0, "last_label": "Mon 16:00", "played_by": "people"}
REQUEST = {"number": "RS-0012", "from": "HR", "about": "person", "held": True, "until": 9_000, "due": 3_600}
REQUEST |= {"channel": "siena", "since": 0, "state": "waiting"}
POSTS = [
    {"id": "a", "name": "Batrovci", "lon": 19.1, "lat": 45.0, "officers": 62, "lanes": 14, "wait_min": 41}
    | {"closed": False, "teams": ["canine"], "checks": 1250, "referrals": 31},
    {"id": "b", "name": "Horgos", "lon": 19.9, "lat": 46.1, "officers": 30, "lanes": 8, "wait_min": 0}
    | {"closed": True, "teams": [], "checks": 900, "referrals": 12},
]
ORDER = {
    "kind": "move",
    "title": "Move officers",
    "explanation": "They check from the next briefing after they came.",
    "fields": [
        {"name": "to", "label": "To", "type": "choice", "choices": [{"value": "a", "label": "Batrovci"}]},
        {"name": "officers", "label": "Officers", "type": "number", "unit": "officers", "min": 1, "max": 100},
        {"name": "with", "label": "With", "type": "choices", "choices": [{"value": "dog", "label": "a dog"}]},
        {"name": "why", "label": "Why", "type": "text"},
        {
            "name": "by",
            "label": "By",
            "type": "choice",
            "choices": [{"value": "siena", "label": "SIENA"}],
            "optional": True,
        },
    ],
}
EVALUATION = {
    "objectives": [{"id": "O1", "text": "Nobody waits"}],
    "expectations": [
        {"id": "E1", "objective": "O1", "text": "Reads it", "verdict": "open", "proof": "", "manual": True},
        {"id": "E2", "objective": "O1", "text": "Answers", "verdict": "met", "proof": "Mon 16:10", "manual": False},
    ],
    "mistakes": {
        "critical": ["No check"],
        "minor": ["No number"],
        "noted": [{"t": 0, "seat": "rs", "kind": "minor", "text": "No number"}],
    },
    "observations": [{"t": 0, "seat": "rs", "kind": "strength", "text": "Calm."}],
}


def _of_a_seat(seat: str, replied: str | None) -> dict[str, Any]:
    reply = None if replied is None else {"t": 60, "text": replied}
    return {
        "messages": [MESSAGE | {"title": f"Only for {seat}", "reply": reply}],
        "requests": [REQUEST],
        "own_requests": [{"number": "RS-0009", "to": "HU", "about": "person", "state": "sent"}],
        "held": [{"number": "RS-0007", "about": "wanted_abroad", "until": 9_000}],
        "heard": [{"t": 0, "kind": "arrest", "text": "Arrest at Batrovci"}],
        "cards": {"arrests": 12, "held": 1, "waiting": 2},
        "posts": POSTS,
        "desks": [{"desk": "contact_point", "name": "Contact point", "on_duty": 4, "waiting": 2}],
        "packages": [{"number": "RS-0003", "t": 0, "text": "A package on drugs"}],
        "orders": [ORDER],
    }


class StandIn:
    """Two seats, one of everything; it keeps what was asked for, and shows it."""

    def __init__(self) -> None:
        self.seats = SEATS
        self.state = "ready"
        self.played = 0
        self.alone: str | None = None
        self.acts: list[tuple[str, Any]] = []
        self.replies: dict[str, str] = {}
        self._answers: dict[str, str] = {}

    def act(self, seat: str, act: Mapping[str, Any], number: str | None = None) -> str:
        if number in self._answers:
            return self._answers[number]
        match act:
            case {"clock": {"running": bool(running)}} if seat == "controller" and self.state != "ended":
                self.state = "running" if running else "paused"
            case {"reply": str(), "text": str(text)} if seat in SEATS:
                self.replies[seat] = text
            case {"event": dict()} if seat in SEATS:
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

    def branch(self, folder: Path, lines: int) -> "StandIn":
        folder.mkdir()
        other = StandIn()
        other.state, other.acts = "paused", self.acts[:lines]
        return other

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
        shown: dict[str, Any] = {
            "clock": clock,
            "exercise": exercise,
            "last": {"t": 0, "text": f"{len(self.acts)} acts"},
        }
        shown["me"] = {"seat": seat, "role": seat if seat in STAFF else "unit", "name": seat, "country": None}
        if seat in SEATS:
            shown |= _of_a_seat(seat, self.replies.get(seat))
        if seat == "controller":
            shown |= {"list": [INJECT], "log": [], "problems": ["Nobody evaluates."], "posts": POSTS, "orders": [ORDER]}
            shown["seats"] = [SEAT | {"id": one, "name": f"Coordination centre for {one}"} for one in SEATS]
        if seat == "evaluator":
            shown |= EVALUATION | {"seats": [SEAT | {"id": one, "name": f"Desk {one}"} for one in SEATS]}
        if seat == "wall":
            shown |= {"messages": [MESSAGE | {"title": "To all"}], "posts": POSTS}
        if self.state == "ended":
            card = {"seat": "rs", "kind": "well", "text": "We read the board first."}
            better = {"action": "Two people at night", "owner": "Training unit", "date": "June", "priority": "high"}
            shown |= {"hot_wash": [card], "improvements": [better]}
        return shown

    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        if not act:
            raise ActRefusedError(("Nothing is asked for.",))
        return "It acts at Mon 16:05."


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def room(folder: Path, play: StandIn, clock: Hand, key: str = "play") -> Room:
    """A room with a play and the codes of its seats."""
    return Room(key, play, Codes(folder / f"{key}.json", [*STAFF, *SEATS]), ORIGIN, clock=clock)


def come_in(client: TestClient, place: Place, seat: str) -> str:
    """Exchange the code of a seat for its cookie; the address of its page."""
    answer = client.post("/enter", json={"code": place.codes.of(seat)}, headers={"origin": ORIGIN})
    assert answer.status_code == 200
    return str(answer.json()["page"])
