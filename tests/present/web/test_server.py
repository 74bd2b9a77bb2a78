"""The server without a browser: who comes in, what it sends, what it refuses."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from sim.present.web.app import application
from sim.present.web.feed import Feed
from sim.present.web.limits import ACTS_A_SECOND, MOST_BYTES, SOCKETS, SOCKETS_A_CODE
from sim.present.web.places import Room
from sim.words import STAFF
from tests.present.web.stand_in import ORIGIN, SEATS, Hand, StandIn, come_in, room

HEADERS = {"origin": ORIGIN}
EVERYBODY = [*STAFF, *SEATS]


@pytest.fixture
def play() -> StandIn:
    return StandIn()


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def place(tmp_path: Path, play: StandIn, clock: Hand) -> Room:
    return room(tmp_path, play, clock)


@pytest.fixture
def client(place: Room, clock: Hand) -> Iterator[TestClient]:
    with TestClient(application([place], clock), base_url=ORIGIN) as client:
        yield client


def do(client: TestClient, page: str, act: Any, number: str = "1") -> Any:
    return client.post(f"{page}act", json={"number": number, "act": act}, headers=HEADERS)


def first_of(client: TestClient, page: str, query: str = "") -> dict[str, Any]:
    with client.websocket_connect(f"{page}feed{query}", headers=HEADERS) as feed:
        parts = json.loads(feed.receive_text())
        assert isinstance(parts, dict)
        return parts


@pytest.mark.parametrize("seat", EVERYBODY)
def test_a_code_opens_one_seat(client: TestClient, place: Room, seat: str) -> None:
    page = come_in(client, place, seat)
    assert page == f"/play/{seat}/"
    assert first_of(client, page)["me"]["seat"] == seat
    for other in set(EVERYBODY) - {seat}:
        assert client.get(f"/play/{other}/here").status_code == 401
        assert do(client, f"/play/{other}/", {"end": True}).status_code == 401


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: TestClient, place: Room) -> None:
    answer = client.post("/enter", json={"code": place.codes.of("rs")}, headers=HEADERS)
    marks = answer.headers["set-cookie"].lower()
    assert "httponly" in marks and "samesite=strict" in marks and "path=/play/rs/" in marks
    assert place.codes.of("rs") not in answer.headers["set-cookie"]


@pytest.mark.parametrize("code", ["", "AAAA-BBBB", None, 5, ["x"], {"a": 1}, "x" * 5000])
def test_a_wrong_code_opens_nothing_and_the_next_waits(client: TestClient, place: Room, clock: Hand, code: Any) -> None:
    assert client.post("/enter", json={"code": code}, headers=HEADERS).status_code == 403
    again = client.post("/enter", json={"code": place.codes.of("rs")}, headers=HEADERS)
    assert again.status_code == 429
    clock.seconds += int(again.headers["retry-after"])
    assert come_in(client, place, "rs")


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "", None, "http://testserver:81"])
def test_a_foreign_page_is_refused(client: TestClient, place: Room, origin: str | None) -> None:
    page = come_in(client, place, "rs")
    foreign = {} if origin is None else {"origin": origin}
    assert client.post(f"{page}act", json={"number": "1", "act": {}}, headers=foreign).status_code == 403
    assert client.post("/enter", json={"code": place.codes.of("rs")}, headers=foreign).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{page}feed", headers=foreign) as feed:
        feed.receive_text()


def test_every_answer_has_the_policy(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "controller")
    answers = [client.get(where) for where in ("/", page, "/static/seat.js", "/static/none.js", f"{page}print/cards")]
    answers += [
        client.get("/nowhere"),
        do(client, page, {}),
        client.post(f"{page}act", content=b"x" * 99_999, headers=HEADERS),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy and "style-src 'self';" in policy
        for nowhere in ("default-src", "base-uri", "form-action", "frame-ancestors"):
            assert f"{nowhere} 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_pages_need_no_script_or_style_of_their_own(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "controller")
    for where in ("/", page, f"{page}print/cards", f"{page}print/events", f"{page}print/feedback"):
        text = client.get(where).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", text)


def test_an_act_is_done_once_for_each_number(client: TestClient, place: Room, play: StandIn) -> None:
    page = come_in(client, place, "rs")
    first = do(client, page, {"reply": "1.1", "text": "Read."}, "n1")
    assert first.status_code == 200
    assert do(client, page, {"reply": "1.1", "text": "Read."}, "n1").json() == first.json()
    assert len(play.acts) == 1


def test_what_is_refused_is_said(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    refused = do(client, page, {"end": True})
    assert refused.status_code == 422
    assert refused.json() == {"faults": ["This seat does not do that.", "Nothing has changed."]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"null",
        b"5",
        b'{"act": {}}',
        b'{"number": "1"}',
        b'{"number": 1, "act": {}}',
        b"\xff",
        b"[" * 9000,
    ],
)
def test_what_is_no_act_is_refused(client: TestClient, place: Room, body: bytes) -> None:
    page = come_in(client, place, "rs")
    assert client.post(f"{page}act", content=body, headers=HEADERS).status_code == 422


def test_bodies_and_haste_are_limited(client: TestClient, place: Room, clock: Hand) -> None:
    page = come_in(client, place, "rs")
    assert client.post(f"{page}act", content=b" " * (MOST_BYTES + 1), headers=HEADERS).status_code == 413
    statuses = [do(client, page, {"reply": "1.1", "text": "x"}, str(at)).status_code for at in range(ACTS_A_SECOND + 1)]
    assert statuses == [200] * ACTS_A_SECOND + [429]
    clock.seconds += 1
    assert do(client, page, {"reply": "1.1", "text": "x"}, "later").status_code == 200


def test_questions_count_as_acts(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    asked = [
        client.post(f"{page}preview", json={"event": {"kind": "answer"}}, headers=HEADERS).status_code
        for _ in range(ACTS_A_SECOND + 1)
    ]
    assert asked == [200] * ACTS_A_SECOND + [429]
    assert do(client, page, {"reply": "1.1", "text": "x"}).status_code == 429


def test_pages_of_one_code_are_limited(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    feeds = [client.websocket_connect(f"{page}feed", headers=HEADERS) for _ in range(SOCKETS_A_CODE)]
    for feed in feeds:
        feed.__enter__()
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{page}feed", headers=HEADERS) as one_more:
        one_more.receive_text()
    for feed in feeds:
        feed.__exit__(None, None, None)
    assert first_of(client, page)["me"]["seat"] == "rs"


def test_pages_of_one_server_are_limited(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    others = [Feed("wall", f"other-{at}") for at in range(SOCKETS)]
    for feed in others:
        place.join(feed)
    with pytest.raises(WebSocketDisconnect):
        first_of(client, page)
    place.leave(others[0])
    assert first_of(client, page)["me"]["seat"] == "rs"


def test_only_what_changed_is_sent(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    with client.websocket_connect(f"{page}feed", headers=HEADERS) as feed:
        assert {"clock", "messages", "exercise"} <= json.loads(feed.receive_text()).keys()
        do(client, page, {"reply": "1.1", "text": "Read."})
        changed: dict[str, Any] = {}
        while not changed:
            changed = json.loads(feed.receive_text())
        assert changed.keys() == {"last", "messages"}
        assert changed["messages"][0]["reply"]["text"] == "Read."


def test_time_passes_only_while_the_play_runs(client: TestClient, place: Room, clock: Hand) -> None:
    page = come_in(client, place, "controller")
    clock.seconds += 1.5
    do(client, page, {"clock": {"running": True}}, "1")
    assert place.play.played == 0
    clock.seconds += 1.5
    with client.websocket_connect(f"{page}feed", headers=HEADERS) as feed:
        while json.loads(feed.receive_text()).get("clock", {}).get("played") != 1500:
            pass
    clock.seconds += 0.25
    do(client, page, {"clock": {"running": False}}, "2")
    clock.seconds += 1.5
    assert first_of(client, page)["clock"]["played"] == place.play.played == 1750


def test_nothing_is_sent_again_but_a_beat(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    with client.websocket_connect(f"{page}feed", headers=HEADERS) as feed:
        assert json.loads(feed.receive_text())
        assert json.loads(feed.receive_text()) == {}


def test_a_new_code_puts_out_who_has_the_old_one(client: TestClient, place: Room) -> None:
    old = place.codes.of("rs")
    player, controller = come_in(client, place, "rs"), come_in(client, place, "controller")
    with client.websocket_connect(f"{player}feed", headers=HEADERS) as feed:
        feed.receive_text()
        assert do(client, controller, {"seat": "rs", "do": "code"}).status_code == 200
        with pytest.raises(WebSocketDisconnect) as put_out:
            while True:
                feed.receive_text()
    assert put_out.value.code == 4001
    assert client.get(f"{player}here").status_code == 401
    assert place.codes.seat_of(old) is None
    assert come_in(client, place, "rs") == player


def test_staff_look_at_seats_and_players_at_nobody(client: TestClient, place: Room) -> None:
    pages = {seat: come_in(client, place, seat) for seat in EVERYBODY}
    for seat in ("controller", "evaluator"):
        assert first_of(client, pages[seat], "?look=bg")["messages"][0]["title"] == "Only for bg"
    for seat, other in [
        ("rs", "bg"),
        ("rs", "controller"),
        ("evaluator", "controller"),
        ("wall", "rs"),
        ("rs", "nobody"),
    ]:
        with pytest.raises(WebSocketDisconnect):
            first_of(client, pages[seat], f"?look={other}")


def test_codes_are_seen_by_the_controller_alone(client: TestClient, place: Room) -> None:
    for seat in EVERYBODY:
        parts = json.dumps(first_of(client, come_in(client, place, seat)))
        assert [one for one in EVERYBODY if place.codes.of(one) in parts] == (EVERYBODY if seat == "controller" else [])


@pytest.mark.parametrize("what", ["cards", "events", "evaluator", "feedback"])
def test_staff_print_and_players_do_not(client: TestClient, place: Room, what: str) -> None:
    pages = {seat: come_in(client, place, seat) for seat in EVERYBODY}
    assert client.get(f"{pages['controller']}print/{what}").status_code == 200
    for seat in ("rs", "wall"):
        assert client.get(f"{pages[seat]}print/{what}").status_code == 404


def test_a_picture_of_a_link_is_for_the_controller(client: TestClient, place: Room) -> None:
    pages = {seat: come_in(client, place, seat) for seat in EVERYBODY}
    picture = client.get(f"{pages['controller']}qr/rs.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert client.get(f"{pages['rs']}qr/rs.svg").status_code == 404


@pytest.mark.parametrize(
    "path", ["../app.py", "page.html", "lit", "..%2fapp.py", "lit/../../access.py", "%2e%2e/app.py"]
)
def test_only_what_is_meant_to_be_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_when_an_act_takes_effect_is_said_before(client: TestClient, place: Room) -> None:
    page = come_in(client, place, "rs")
    asked = client.post(f"{page}preview", json={"event": {"kind": "answer"}}, headers=HEADERS)
    assert asked.json() == {"said": "It acts at Mon 16:05."}
    assert client.post(f"{page}preview", json={}, headers=HEADERS).status_code == 422


@pytest.mark.parametrize("seat", EVERYBODY)
def test_the_first_load_is_light(client: TestClient, place: Room, seat: str) -> None:
    page = come_in(client, place, seat)
    waiting, sizes = [page], dict[str, int]()
    while waiting:
        address = waiting.pop()
        if address in sizes or address.endswith("shapes.json"):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        sizes[address] = int(answer.headers["content-length"])
        named = re.findall(r'(?:from|import|src=|href=)\s*"([^"]+\.(?:js|css))"', answer.text)
        waiting += [urljoin(address, one) for one in named]
    assert len(sizes) > 5
    assert sum(sizes.values()) < 60_000


def test_what_a_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/page.js")
    assert client.get("/static/page.js", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get("/static/page.js", headers={"if-none-match": '"another"'}).status_code == 200
