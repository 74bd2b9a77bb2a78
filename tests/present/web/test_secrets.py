"""What trainees' browsers receive in a whole play: their own, until now, and nothing that only the model knows."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from sim.exercise.play import Play
from sim.present.web.app import application
from sim.present.web.places import Room
from sim.present.web.serve import Hall
from tests.exercise.plays import begun
from tests.present.web.stand_in import ORIGIN, Hand, come_in

HEADERS = {"origin": ORIGIN}
OWNS = {"bg": "BG", "rs": "RS", "centre": "CENTRE", "europol": "EUROPOL", "wall": ""}
"""How the numbers of a seat begin; the wall screen, which all see, has none."""
MOMENTS = ("t", "since", "sent_t")
"""Keys under which the second of the scenario stands at which something was."""
NUMBER = re.compile(r"\b([A-Z]{2,8})-\d{4}\b")
STAFF_ONLY = {"list", "log", "links", "people", "expectations", "observations", "mistakes", "feedback"}
STEP_MS = 30_000


@dataclass(frozen=True)
class Whole:
    """A play from its beginning to its end, all that each trainee's browser received, and the model's own names."""

    play: Play
    received: dict[str, list[dict[str, Any]]]
    names: set[str]

    def told(self, seat: str) -> str:
        """All that a seat received, as text."""
        return json.dumps(self.received[seat], ensure_ascii=False)


def later(shown: Any, now: int) -> Iterator[str]:
    """What stands in a view with a time after now."""
    if isinstance(shown, dict):
        yield from (f"{key} {shown[key]}" for key in MOMENTS if isinstance(shown.get(key), int) and shown[key] > now)
    for part in shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ():
        yield from later(part, now)


def names_of_the_model(play: Play) -> set[str]:
    """What the model calls networks and their members, movements, cases, messages and packages."""
    outcome = play.course.action.finish()
    columns = ("network", "movement", "case", "message", "package", "finding", "operation", "subject")
    found = {
        str(value)
        for table in outcome.tables.values()
        for column in columns
        if column in table.columns
        for value in table[column]
    }
    return {name for name in found if re.search(r"\d", name)}


def read_until_now(feed: WebSocketTestSession, room: Room) -> Iterator[dict[str, Any]]:
    """What a page receives until it has the clock of this moment."""
    while True:
        parts = json.loads(feed.receive_text())
        yield parts
        if parts.get("clock", {}).get("played") == room.play.played:
            return


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder, clock = tmp_path_factory.mktemp("play"), Hand()
    play = begun(folder)
    hall = Hall[Play](ORIGIN, clock)
    room = hall.add("play", play, folder / "play")
    received: dict[str, list[dict[str, Any]]] = {seat: [] for seat in OWNS}

    def go_on() -> None:
        play.tick(play.played + STEP_MS)
        room.push()

    with TestClient(application(hall.places, clock), base_url=ORIGIN) as client, ExitStack() as pages:
        assert client.portal is not None
        opened = {seat: come_in(client, room, seat) for seat in OWNS}
        feeds = {
            seat: pages.enter_context(client.websocket_connect(f"{page}feed", headers=HEADERS))
            for seat, page in opened.items()
        }
        while play.state != "ended":
            for seat, feed in feeds.items():
                received[seat] += read_until_now(feed, room)
            client.portal.call(go_on)
            reply = {"number": "1", "act": {"reply": "1.1", "text": "Ours"}}
            clock.seconds += 1
            client.post(f"{opened['rs']}act", json=reply, headers=HEADERS)
        for seat, feed in feeds.items():
            received[seat] += read_until_now(feed, room)
    return Whole(play, received, names_of_the_model(play))


@pytest.mark.parametrize("seat", OWNS)
def test_a_whole_play_was_received(whole: Whole, seat: str) -> None:
    clocks = [parts["clock"] for parts in whole.received[seat] if "clock" in parts]
    assert clocks[-1]["state"] == "ended"
    assert len({clock["t"] for clock in clocks}) > 20
    assert any(parts.get("messages") for parts in whole.received[seat])


@pytest.mark.parametrize("seat", OWNS)
def test_nothing_is_told_before_its_time(whole: Whole, seat: str) -> None:
    now = 0
    for parts in whole.received[seat]:
        now = parts.get("clock", {}).get("t", now)
        assert list(later(parts, now)) == []


@pytest.mark.parametrize("seat", OWNS)
def test_no_name_of_the_model_is_told(whole: Whole, seat: str) -> None:
    words = set(re.findall(r"[\w/.-]+", whole.told(seat)))
    assert len(whole.names) > 20
    assert whole.names & words == set()
    assert [word for word in words if re.search(r"\bN\d+(-m\d+)?\b", word)] == []


@pytest.mark.parametrize("seat", OWNS)
def test_numbers_and_messages_are_the_seats_own(whole: Whole, seat: str) -> None:
    told = whole.told(seat)
    assert set(NUMBER.findall(told)) <= {OWNS[seat]}
    entries = whole.play.course.board.entries.values()
    foreign = [one for one in entries if not (one.public if seat == "wall" else seat in one.to)]
    assert foreign
    assert [one.id for one in foreign if json.dumps(one.text, ensure_ascii=False) in told] == []
    assert ("Ours" in told) == (seat == "rs")
    keys = {key for parts in whole.received[seat] for key in parts}
    assert keys & STAFF_ONLY == set()
