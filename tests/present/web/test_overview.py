"""Several plays side by side: one overview, one clock for all, and nobody of one play in another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.present.web.access import Codes
from sim.present.web.app import application
from sim.present.web.places import TRAINER, Overview, Room
from tests.present.web.stand_in import ORIGIN, Hand, StandIn, come_in, room

HEADERS = {"origin": ORIGIN}
TEAMS = ("team-1", "team-2")


@pytest.fixture
def plays() -> list[StandIn]:
    return [StandIn() for _ in TEAMS]


@pytest.fixture
def rooms(tmp_path: Path, plays: list[StandIn]) -> list[Room]:
    return [room(tmp_path, play, Hand(), key) for key, play in zip(TEAMS, plays, strict=True)]


@pytest.fixture
def overview(tmp_path: Path, rooms: list[Room]) -> Overview:
    return Overview(rooms, Codes(tmp_path / "overview.json", [TRAINER]), ORIGIN)


@pytest.fixture
def client(rooms: list[Room], overview: Overview) -> Iterator[TestClient]:
    with TestClient(application([*rooms, overview], Hand()), base_url=ORIGIN) as client:
        yield client


def do(client: TestClient, page: str, act: Any, number: str) -> Any:
    return client.post(f"{page}act", json={"number": number, "act": act}, headers=HEADERS)


def test_each_play_is_shown_with_its_clock_and_the_way_in(
    client: TestClient, rooms: list[Room], overview: Overview, plays: list[StandIn]
) -> None:
    plays[1].state = "paused"
    page = come_in(client, overview, TRAINER)
    assert page == "/overview/trainer/"
    with client.websocket_connect(f"{page}feed", headers=HEADERS) as feed:
        rows = feed.receive_json()["plays"]
    assert [(row["name"], row["clock"]["state"]) for row in rows] == [("Team 1", "ready"), ("Team 2", "paused")]
    for row, place in zip(rows, rooms, strict=True):
        assert row["link"].endswith(place.codes.of("controller"))


def test_one_clock_for_all_leaves_alone_what_is_over(
    client: TestClient, overview: Overview, plays: list[StandIn]
) -> None:
    page = come_in(client, overview, TRAINER)
    assert do(client, page, {"clock": {"running": True}}, "1").json()["said"].startswith("Team 1: ")
    assert [play.state for play in plays] == ["running", "running"]
    plays[0].state = "ended"
    assert do(client, page, {"clock": {"running": False}}, "2").status_code == 200
    assert [play.state for play in plays] == ["ended", "paused"]


@pytest.mark.parametrize(
    "act", [{}, {"end": True}, {"clock": {"running": "yes"}}, {"clock": {"running": True, "speed": 5}}]
)
def test_the_overview_does_nothing_else(client: TestClient, overview: Overview, plays: list[StandIn], act: Any) -> None:
    page = come_in(client, overview, TRAINER)
    assert do(client, page, act, "1").status_code == 422
    assert [play.acts for play in plays] == [[], []]


def test_a_code_of_one_play_opens_no_other(client: TestClient, rooms: list[Room]) -> None:
    page = come_in(client, rooms[0], "rs")
    assert page == "/team-1/rs/"
    cookie = {"cookie": f"seat={rooms[0].codes.cookie('rs')}"}
    assert client.get("/team-2/rs/here", headers=cookie).status_code == 401
    assert client.get("/overview/trainer/here", headers=cookie).status_code == 401


@pytest.mark.parametrize(
    ("key", "name"),
    [("play", ""), ("team-2", "Team 2"), ("team-1-again-3", "Team 1, again 3"), ("play-again-2", "again 2")],
)
def test_a_play_is_called_as_people_say_it(tmp_path: Path, key: str, name: str) -> None:
    one = room(tmp_path, StandIn(), Hand(), key)
    assert one.name == name
    assert one.view("rs")["exercise"]["name"].endswith(name)
