"""A server in its folders: plays that go on from a moment, codes that end, addresses, things to print as files."""

import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sim.errors import ActRefusedError, StoreError
from sim.present.web.app import application
from sim.present.web.places import NOBODY_ELSE
from sim.present.web.serve import Hall, open_at, print_to, reached_at
from tests.present.web.stand_in import ORIGIN, Hand, StandIn, come_in

HEADERS = {"origin": ORIGIN}


@pytest.fixture
def hall(tmp_path: Path) -> Hall[StandIn]:
    hall = Hall[StandIn](ORIGIN)
    folder = tmp_path / "night"
    folder.mkdir()
    hall.add("play", StandIn(), folder)
    return hall


def test_a_new_play_goes_on_from_a_moment(hall: Hall[StandIn], tmp_path: Path) -> None:
    (room,) = hall.rooms
    with TestClient(application(hall.places, Hand()), base_url=ORIGIN) as client:
        pages = {seat: come_in(client, room, seat) for seat in ("controller", "rs")}

        def go_on(seat: str, number: str) -> int:
            asked = {"number": number, "act": {"go_on": 0}}
            return client.post(f"{pages[seat]}act", json=asked, headers=HEADERS).status_code

        assert go_on("rs", "1") == 422
        assert [go_on("controller", number) for number in ("1", "1", "2")] == [200, 200, 200]
        assert [one.key for one in hall.rooms] == ["play", "play-again-2", "play-again-3"]
        assert [(tmp_path / name).is_dir() for name in ("night-again-2", "night-again-3")] == [True, True]
        again = hall.rooms[1]
        assert room.view("controller")["went_on"][0] == again.link("controller")
        assert come_in(client, again, "rs") == "/play-again-2/rs/"
        assert again.codes.of("rs") != room.codes.of("rs")


@pytest.mark.parametrize(
    ("base", "told"), [("http://127.0.0.1:8321", True), ("http://[::1]:8321", True), (ORIGIN, False)]
)
def test_before_the_start_it_is_said_that_nobody_else_can_come_in(tmp_path: Path, base: str, told: bool) -> None:
    play = StandIn()
    room = Hall[StandIn](base).add("play", play, tmp_path)
    assert (NOBODY_ELSE in room.view("controller")["problems"]) == told
    play.state = "running"
    assert NOBODY_ELSE not in room.view("controller")["problems"]


class Telling:
    """A debrief that counts how often it was begun."""

    def __init__(self) -> None:
        self.begun = 0

    def begin(self) -> None:
        self.begun += 1

    def page(self, *, served: bool) -> str:
        return f"<title>served: {served}</title>"

    def book(self) -> bytes:
        return b"tables"


def test_the_debrief_begins_at_the_end_and_is_told_to_staff_alone(tmp_path: Path) -> None:
    telling, clock = Telling(), Hand()
    hall = Hall[StandIn](ORIGIN, clock, lambda _: telling)
    room = hall.add("play", StandIn(), tmp_path)
    with TestClient(application(hall.places, clock), base_url=ORIGIN) as client:
        pages = {seat: come_in(client, room, seat) for seat in ("controller", "evaluator", "wall", "rs")}
        assert client.get(f"{pages['controller']}debrief.html").status_code == 404
        assert telling.begun == 0
        client.post(f"{pages['controller']}act", json={"number": "1", "act": {"end": True}}, headers=HEADERS)
        for _ in range(3):
            room.pass_time()
        assert telling.begun == 1
        for seat, status in {"controller": 200, "evaluator": 200, "wall": 404, "rs": 404}.items():
            for form in ("html", "file", "xlsx"):
                assert client.get(f"{pages[seat]}debrief.{form}").status_code == status
        page = client.get(f"{pages['controller']}debrief.html")
        assert "served: True" in page.text and "unsafe" not in page.headers["content-security-policy"]
        kept = client.get(f"{pages['controller']}debrief.file")
        assert "served: False" in kept.text
        assert kept.headers["content-disposition"] == 'attachment; filename="debrief-play.html"'
        assert client.get(f"{pages['controller']}debrief.xlsx").content == b"tables"
        assert client.get(f"{pages['controller']}debrief.exe").status_code == 404


@pytest.mark.parametrize("what", ["cards", "events", "evaluator", "feedback"])
def test_what_is_printed_to_a_folder_stands_alone(hall: Hall[StandIn], tmp_path: Path, what: str) -> None:
    paths = {path.stem: path for path in print_to(tmp_path / "paper" / "night", hall.rooms[0])}
    text = paths[what].read_text(encoding="utf-8")
    assert "/static/" not in text and "<script" not in text
    codes = [hall.rooms[0].codes.of(seat) in text for seat in ("rs", "bg", "controller")]
    assert codes == ([True, True, False] if what == "cards" else [False] * 3)


def test_a_folder_that_cannot_be_written_to_is_named(hall: Hall[StandIn], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/paper cannot be written"):
        print_to(tmp_path / "file" / "paper", hall.rooms[0])


def test_a_port_that_is_taken_is_named() -> None:
    with open_at("127.0.0.1", 0) as taken, pytest.raises(StoreError, match="cannot listen there"):
        open_at("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("listen", ["203.0.113.77", "no.such.host.invalid"])
def test_an_address_that_is_not_of_this_machine_is_named(listen: str) -> None:
    with pytest.raises(StoreError, match="cannot listen there"):
        open_at(listen, 0)


def test_trainees_type_an_address_that_a_machine_has() -> None:
    assert reached_at("127.0.0.1", 80) == "http://127.0.0.1:80"
    assert reached_at("::1", 80) == "http://[::1]:80"
    host = reached_at("0.0.0.0", 80).removeprefix("http://").removesuffix(":80")
    assert host != "0.0.0.0"
    assert socket.inet_aton(host)


def test_what_the_disk_refuses_is_said(hall: Hall[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    (room,) = hall.rooms
    room.act("controller", {"clock": {"running": True}}, "1")
    monkeypatch.setattr(StandIn, "tick", full)
    room.pass_time()
    assert "No space left" in room.view("rs")["trouble"]
    monkeypatch.setattr(StandIn, "act", full)
    with pytest.raises(ActRefusedError, match="No space left"):
        room.act("rs", {"reply": "1.1", "text": "Read."}, "2")
