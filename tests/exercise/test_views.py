"""What each seat sees: by the table of rights, nothing foreign, nothing of the truth, nothing ahead of its time."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ActRefusedError, Fault
from sim.exercise import rights
from sim.exercise.order_forms import event_text
from sim.exercise.play import Play
from sim.exercise.terms import term
from sim.exercise.wording import clock_time, fault_text, notice_text
from sim.world.seats.notices import Notice
from tests import theatre
from tests.exercise.plays import MINUTE, TEXT, begun, small

SEATS = ("bg", "rs", "centre", "europol", "wall", "controller", "evaluator")
EVERYBODYS = {"clock", "me", "exercise", "last", "hot_wash", "improvements"}
LATER = ("until", "due", "deadline", "deadline_label", "until_label", "due_label")
"""Times that may lie ahead: how long somebody may be held, by when an answer is due."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Play, dict[str, list[dict[str, Any]]]]]:
    """A play of a few hours, and everything that each seat was shown meanwhile."""
    play = begun(tmp_path_factory.mktemp("views"))
    shown: dict[str, list[dict[str, Any]]] = {seat: [] for seat in SEATS}
    for minute in range(1, 22, 2):
        play.tick(minute * MINUTE)
        if minute == 3:
            play.act("bg", {"reply": "1.1", "text": "Only Sofia wrote this."})
        for seat in SEATS:
            shown[seat].append(json.loads(json.dumps(play.view(seat), allow_nan=False)))
    yield play, shown


def texts(value: Any) -> Iterator[str]:
    """All texts in a view, keys as well."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key)
            yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)
    elif isinstance(value, str):
        yield value


def times(value: Any) -> Iterator[int]:
    """All seconds of the scenario in a view that tell of something that has happened."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key in ("t", "since", "answered", "sent_t", "oldest", "last_action") and isinstance(below, int):
                yield below
            elif key not in LATER:
                yield from times(below)
    elif isinstance(value, list):
        for below in value:
            yield from times(below)


def test_each_role_sees_the_parts_of_its_table(played: tuple[Play, dict[str, list[dict[str, Any]]]]) -> None:
    play, shown = played
    for seat, views in shown.items():
        assert set(views[-1]) == EVERYBODYS | set(rights.SIGHT[play.role(seat)])


def test_people_have_something_to_do(played: tuple[Play, dict[str, list[dict[str, Any]]]]) -> None:
    """What the other tests search is not empty."""
    last = {seat: views[-1] for seat, views in played[1].items()}
    assert (
        last["bg"]["requests"] and last["bg"]["own_requests"] and last["bg"]["heard"] and last["bg"]["cards"]["arrests"]
    )
    assert last["controller"]["held"] and last["controller"]["packages"] and last["centre"]["requests"]
    assert any(view["held"] for view in played[1]["rs"])


@pytest.mark.parametrize("seat", SEATS)
def test_nothing_of_the_model_leaves_the_server(played: tuple[Play, dict[str, Any]], seat: str) -> None:
    play, shown = played
    networks = [network.name for network in play.course.action.world.networks]
    assert networks
    for text in (text for view in shown[seat] for text in texts(view)):
        assert text not in networks and not any(f"/{name}" in text or f"{name}/" in text for name in networks)
        assert "/vehicle/" not in text and "/person/" not in text and "/ask-" not in text


@pytest.mark.parametrize("seat", ["bg", "rs", "europol", "centre", "wall"])
def test_a_seat_sees_nothing_of_others(played: tuple[Play, dict[str, Any]], seat: str) -> None:
    play, shown = played
    own = play.exercise.seats[seat].country if seat in play.exercise.seats else None
    for view in shown[seat]:
        numbers = [text for text in texts({**view, "exercise": None}) if text[2:3] == "-" and text[3:].isdigit()]
        assert {number[:2] for number in numbers} <= {own}
        if seat == "rs":
            assert all(row["to"] == "RS" for row in view["requests"]) and all(
                row["country"] == "RS" for row in view["held"]
            )
            assert all("RS" in row["countries"] for row in view["posts"])
    said = {text for view in shown[seat] for text in texts(view)}
    assert ("Only Sofia wrote this." in said) == (seat == "bg")
    foreign = [one for one in play.exercise.injects if seat not in one.to and "all" not in one.to]
    assert not {one.text for one in foreign} & said
    assert not {one.expect for one in play.exercise.injects if one.expect} & said


@pytest.mark.parametrize("seat", ["bg", "rs", "europol", "centre", "wall"])
def test_nothing_is_told_ahead_of_its_time(played: tuple[Play, dict[str, Any]], seat: str) -> None:
    for view in played[1][seat]:
        assert max(times(view), default=0) <= view["clock"]["t"]


def test_the_wall_shows_what_is_public(played: tuple[Play, dict[str, list[dict[str, Any]]]]) -> None:
    last = played[1]["wall"][-1]
    assert [one["id"] for one in last["messages"]] == ["1.4"]
    assert last["posts"] and all(not {"referrals", "standing_by"} & row.keys() for row in last["posts"])


def test_counts_stand_for_requests_at_the_centre(played: tuple[Play, dict[str, list[dict[str, Any]]]]) -> None:
    last = played[1]["centre"][-1]
    assert all(set(row) == {"from", "to", "waiting", "overdue"} for row in last["requests"])
    held = {row["country"]: row["held"] for row in last["held"]}
    controllers = [row["country"] for row in played[1]["controller"][-1]["held"]]
    assert held == {code: controllers.count(code) for code in set(controllers)}


def test_a_view_is_the_same_after_a_restart(played: tuple[Play, dict[str, Any]]) -> None:
    play, _ = played
    play._do("controller", {"beat": True})
    again = Play.open(play.folder)
    for seat in SEATS:
        one, other = play.view(seat), again.view(seat)
        for view in (one, other):
            view["clock"].pop("state")
        assert json.dumps(one) == json.dumps(other)


def test_every_form_makes_an_order_that_is_understood(played: tuple[Play, dict[str, Any]]) -> None:
    """An order made of what a form offers is taken, or refused because of the plan; it is never misunderstood."""
    play, _ = played
    for seat in ("bg", "rs", "centre", "europol", "controller"):
        view = play.view(seat)
        assert {form["kind"] for form in view["orders"]} <= rights.ORDERS[play.role(seat)]
        for form in view["orders"]:
            order = {field["name"]: filled(field, view) for field in form["fields"] if not field["optional"]}
            if None in order.values():
                continue  # nothing to choose from now
            try:
                assert play.preview(seat, {"event": {"kind": form["kind"], **order}}).startswith("Acts at")
            except ActRefusedError as error:
                said = str(error)
                assert "unknown key" not in said and "missing" not in said and "not known here" not in said, said


def filled(field: dict[str, Any], view: dict[str, Any]) -> Any:
    """The first thing that may be entered in a field."""
    choices = [row["id"] for row in view["posts"]] if "choices_of" in field else []
    choices += [choice["value"] for choice in field.get("choices", ())]
    if field["type"] == "number":
        return 1
    if field["type"] == "text":
        return "4 h"
    if not choices:
        return None
    return choices[:2] if field["type"] == "choices" else choices[-1]


def test_an_answer_goes_by_its_number(tmp_path: Path) -> None:
    play = begun(tmp_path)
    play.tick(10 * MINUTE)
    number = play.view("rs")["requests"][0]["number"]
    with pytest.raises(ActRefusedError, match="no number of yours"):
        play.act("bg", {"event": {"kind": "answer", "message": number, "give": "answered"}})
    with pytest.raises(ActRefusedError, match="There is no RS-9999"):
        play.act("rs", {"event": {"kind": "answer", "message": "RS-9999", "give": "answered"}})
    assert play.act("rs", {"event": {"kind": "answer", "message": number, "give": "refused"}})
    play.tick(10 * MINUTE + 1000)
    assert number not in [row["number"] for row in play.view("rs")["requests"]]
    assert number not in (play.folder / "play.jsonl").read_text().replace(f'"message":"{number}"', "")


def test_who_is_held_is_asked_for_again(tmp_path: Path) -> None:
    """A person has a number on the screen of its own country alone; a request that is named goes out at once."""
    play = begun(tmp_path)
    while not (held := play.view("rs")["held"]):
        play.tick(play.played + MINUTE)
    order = {"kind": "ask", "case": held[0]["number"], "of": held[0]["asked"], "channel": "siena"}
    form = next(form for form in play.view("rs")["orders"] if form["kind"] == "ask")
    assert order["case"] in [choice["value"] for choice in form["fields"][0]["choices"]]
    others = [choice["value"] for choice in form["fields"][1]["choices"]]
    assert "RS" not in others and others[0] in {row["asked"] for row in play.view("rs")["held"]}
    with pytest.raises(ActRefusedError, match="no number of yours"):
        play.act("bg", {"event": order})
    assert play.preview("rs", {"event": order}) == f"Acts at {play.view('rs')['clock']['label']}."
    before = len(play.view("rs")["own_requests"])
    play.act("rs", {"event": order})
    play.tick(play.played + 1000)
    sent = play.view("rs")["own_requests"]
    assert len(sent) == before + 1 and (sent[0]["to"], sent[0]["channel"]) == (order["of"], "siena")


def test_stakes_are_told_to_the_staff_and_asked_for_before_the_start(tmp_path: Path) -> None:
    play = Play.new(small(tmp_path), tmp_path / "play")
    told = {row["id"]: row["stakes"] for row in play.view("controller")["list"]}
    assert told["1.1"] == "Few are let go"
    assert "rehearse" in told["1.2"] and told["1.3"] == "none in the model: it is for the talk"
    asked = [one for one in play.view("controller")["problems"] if one.startswith("Stakes are not known of 1.2:")]
    assert len(asked) == 1
    idle = TEXT.replace("lasts: 4 h}, ", "lasts: 4 h}, stakes: No difference in any of 40 futures., matters: false, ")
    before = Play.new(small(tmp_path / "idle", idle), tmp_path / "idle" / "play").view("controller")
    assert [row["id"] for row in before["list"] if not row["matters"]] == ["1.2"]
    assert any(one.startswith("Without stakes in a rehearsal: 1.2.") for one in before["problems"])
    play.act("controller", {"clock": {"running": True}})
    assert not set(asked) & set(play.view("controller")["problems"])


def test_frontex_decides_whether_experts_come(tmp_path: Path) -> None:
    """A call waits on the page of Frontex, which answers it by its number; who called hears of a refusal."""
    pool = TEXT.replace("change: {days: 1,", "change: {days: 1, frontex.pool: 1,").replace(
        "seats:\n", "seats:\n  warsaw: {role: frontex, name: Warsaw}\n"
    )
    play = begun(tmp_path, pool)
    play.act("bg", {"event": {"kind": "call_experts", "post": "kalotina-gradina"}})
    play.tick(1000)
    (call,) = play.view("warsaw")["requests"]
    assert (call["number"], call["from"], call["about"], call["held"]) == (
        "FRONTEX-0001",
        "BG",
        "document_expert",
        False,
    )
    assert call["number"] not in json.dumps(play.view("rs"))
    refusal = {"kind": "answer", "message": call["number"], "give": "refused"}
    with pytest.raises(ActRefusedError, match="no number of yours"):
        play.act("bg", {"event": refusal})
    play.act("warsaw", {"event": refusal})
    play.tick(2000)
    assert play.view("warsaw")["requests"] == []
    assert "No experts at Kalotina - Gradina from Frontex" in [row["text"] for row in play.view("bg")["heard"]]


def test_officers_in_reserve_are_seen_until_they_are_sent(tmp_path: Path) -> None:
    play = begun(tmp_path)
    post = next(row["id"] for row in play.view("bg")["posts"] if row["officers"] >= 5)
    form = {form["kind"]: form for form in play.view("bg")["orders"]}
    assert {"reserve", "commit"} <= form.keys()

    def told() -> tuple[int, int]:
        play.tick(play.played + MINUTE)
        return next((row["officers"], row["standing_by"]) for row in play.view("bg")["posts"] if row["id"] == post)

    officers, none = told()
    play.act("bg", {"event": {"kind": "reserve", "post": post, "officers": 5}})
    assert none == 0 and told() == (officers - 5, 5)
    play.act("bg", {"event": {"kind": "commit", "from": post, "to": post, "officers": 5}})
    assert told() == (officers, 0)


def test_what_people_read_is_in_words(played: tuple[Play, dict[str, Any]]) -> None:
    """What is heard and logged has names where the model has ids, and no word with an underscore."""
    play, shown = played
    posts = play.exercise.plan.active_posts().keys()
    said = {row["text"] for seat in SEATS for view in shown[seat] for row in view.get("heard", [])}
    said |= {row["text"] for view in shown["controller"] for row in view["log"]}
    said |= {desk["name"] for view in shown["controller"] for desk in view["desks"]}
    assert said and not [text for text in said if "_" in text or not posts.isdisjoint(text.split(" "))]
    assert any(text.startswith("Message 1.1 came to Sofia, Belgrade") for text in said)


@pytest.mark.parametrize(("days", "told"), [(6, "Mon 17:04"), (7, "Mon 8 Jan 17:04"), (11, "Mon 8 Jan 17:04")])
def test_days_have_dates_where_a_day_of_the_week_comes_twice(days: int, told: str) -> None:
    plan = theatre.small({"days": str(days), "start": "2024-01-01 00:00"})
    assert clock_time(plan, (7 * 24 + 17) * 3600 + 240) == told


def test_what_is_heard_and_what_is_refused_has_names() -> None:
    over = Notice(1, 2.0, "crisis_over", "AT-0011", detail="resolved")
    assert notice_text(over, {}) == "Crisis over AT-0011: resolved"
    fault = Fault(file="", line=None, key="country", found="SK has no side at 'a-b'", wanted="Name one of SI, AT")
    assert fault_text(fault, {"a-b": "A town"}) == "country: SK has no side at A town. Name one of SI, AT"


@pytest.mark.parametrize(
    ("word", "told"),
    [("division-01", "territorial division 1"), ("liaison_selec", "liaison officers at SELEC"), ("a-b", "a-b")],
)
def test_a_word_of_the_model_is_told_as_people_say_it(word: str, told: str) -> None:
    assert term(word) == told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            {"kind": "standing_order", "owner": "RS", "requests": "held", "answer": "at_once"},
            "How the desk deals with requests: about persons held, answered at once",
        ),
        ({"kind": "answer", "message": "RS-0004", "give": "refused"}, "Decide on a request: RS-0004, refuse"),
        ({"kind": "siena_down", "lasts": 12.0}, "SIENA fails: for 12 h"),
        ({"kind": "siena_down", "lasts": "90 min"}, "SIENA fails: for 90 min"),
        (
            {"kind": "reassign", "country": "BG", "from": "a", "to": "b", "officers": 40},
            "Move officers: from A town, to b, 40 officers, country Bulgaria",
        ),
        (
            {"kind": "jit_proposed", "countries": ["RS", "BG"], "eurojust": True},
            "Propose a joint investigation team: of Serbia, Bulgaria, with Eurojust: yes",
        ),
        ({"kind": "liaison_away", "country": "BG", "lasts": None}, "Liaison officers are away: Bulgaria"),
        ({"kind": "take_seat", "owner": "BG"}, "People take a seat"),
    ],
)
def test_orders_read_as_people_say_them(event: dict[str, Any], told: str) -> None:
    assert event_text(event, {"a": "A town", "RS": "Serbia", "BG": "Bulgaria"}) == told


def test_a_request_that_was_decided_says_so_until_the_model_has_done_it(tmp_path: Path) -> None:
    play = begun(tmp_path)
    play.act("controller", {"skip_to": "request"})
    seat = next(seat for seat in ("bg", "rs") if play.view(seat)["requests"])
    first, *others = play.view(seat)["requests"]
    assert first["given"] is None
    play.act(seat, {"event": {"kind": "answer", "message": first["number"], "give": "refused"}})
    now = {row["number"]: row["given"] for row in play.view(seat)["requests"]}
    assert now.get(first["number"], "refused") == "refused"
    assert all(now[row["number"]] is None for row in others)


def test_seats_without_people_are_told_once_with_their_messages(tmp_path: Path) -> None:
    play = Play.new(small(tmp_path), tmp_path / "play")
    assert play.view("controller")["problems"][0].startswith("Nobody sits anywhere")
    play.act("bg", {"seat": "bg", "do": "take"})
    told = [text for text in play.view("controller")["problems"] if "Nobody" in text]
    assert told == ["Nobody sits at The centre to read 1.2.", "Nobody sits at Belgrade to read 1.3, 2.2."]
