"""The debrief: three rings, the truth, what each seat knew; the same with a server and without."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sim.exercise.debrief import document
from sim.exercise.debrief_tables import write_tables
from sim.exercise.play import Play
from sim.exercise.rings import decisions, taken_away
from sim.exercise.workings import FILE, Workings
from sim.present.debrief import debrief_page
from tests.exercise.plays import MINUTE, begun

FUTURES = 2
REINFORCE = {"kind": "reinforce", "country": "BG", "post": "kalotina-gradina", "officers": 60}
MOVE = {"kind": "reassign", "country": "BG", "from": "kalotina-gradina", "to": "sofia-airport", "officers": 5}


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """A play with two decisions of one seat, that has ended."""
    play = begun(tmp_path_factory.mktemp("debrief"))
    play.tick(2 * MINUTE)
    play.act("bg", {"event": REINFORCE})
    play.tick(4 * MINUTE)
    play.act("bg", {"event": MOVE})
    play.tick(30 * MINUTE)
    play.act("bg", {"hot_wash": {"kind": "well", "text": "=We <b>read</b> first."}})
    assert play.state == "ended"
    return play


@pytest.fixture(scope="module")
def workings(play: Play) -> Workings:
    workings = Workings(play, fewest=FUTURES, most=FUTURES, reference=FUTURES, workers=1)
    workings.work()
    return workings


def test_decisions_are_asked_for_singly_and_by_seat(play: Play) -> None:
    found = decisions(play.course)
    assert [one.seat for one in found] == ["bg", "bg", "bg"]
    assert len(found[0].orders) == 2 and [len(one.orders) for one in found[1:]] == [1, 1]
    assert found[1].t < found[2].t


def test_only_the_decision_is_taken_away(play: Play) -> None:
    _, first, _ = decisions(play.course)
    job = taken_away(play.course, first)
    without, played = job.courses
    assert [one for one in played if one not in without] == [one for one in played if one.id in first.orders]
    assert job.hour == first.t / 3600


def test_the_play_as_played_is_the_play(play: Play) -> None:
    job = taken_away(play.course, decisions(play.course)[0])
    rows = job.outcome(job.courses[1])["timeline"].rows()
    assert [row["event"] for row in rows if row["event"] in ("reinforce", "reassign")] == ["reinforce", "reassign"]


def test_what_a_decision_brought_is_told_with_its_place(workings: Workings) -> None:
    told = [one for one in workings.known.values() if one.get("seat") == "bg"][1]
    places = {(row["measure"], row["place"]) for row in told["rows"]}
    assert {("arrests", ""), ("checks_total", "kalotina-gradina"), ("answered_share", "BG")} <= places
    assert told["futures"] == FUTURES
    assert workings.finished


def test_what_is_known_is_kept_and_not_worked_out_again(play: Play, workings: Workings) -> None:
    kept = (play.folder / FILE).read_text(encoding="utf-8")
    again = Workings(play, fewest=FUTURES, most=FUTURES, workers=1)
    assert again.known == json.loads(kept)["known"] == workings.known
    assert again.finished
    play.act("controller", {"hot_wash": {"kind": "open", "text": "Who keeps the list?"}})
    assert Workings(play, fewest=FUTURES, most=FUTURES, workers=1).finished


def test_pages_hold_all_chapters_and_escape_texts(play: Play, workings: Workings) -> None:
    told = document(play, workings)
    assert {one["seat"] for one in told["decisions"]} == {"Sofia"} and told["hot_wash"][0]["seat"] == "Sofia"
    places = {row["place"] for one in told["decisions"] for row in one["rows"]}
    assert "Kalotina - Gradina" in places and "kalotina-gradina" not in places
    page = debrief_page(told)
    assert re.findall(r'<section id="([\w-]+)"', page) == [
        "hot-wash",
        "done",
        "requests",
        "brought",
        "truth",
        "expected",
        "model",
        "improve",
        "reading",
    ]
    assert "=We &lt;b&gt;read&lt;/b&gt; first." in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_a_served_page_has_nothing_inline_and_looks_for_more(play: Play) -> None:
    served = debrief_page(document(play, Workings(play, fewest=FUTURES + 1)), served=True)
    assert "<style" not in served and 'style="' not in served
    assert set(re.findall(r"<script(?: type=\"([\w/]+)\")?", served)) <= {"", "application/json"}
    assert served.count("<script src=") == 1


def test_how_far_it_is_worked_out_is_told(play: Play) -> None:
    told = document(play, Workings(play, fewest=FUTURES + 1))
    begun = debrief_page(told | {"futures_played": 7, "under_way": 1}, served=True)
    assert "7 futures have been played" in begun and "futures have been played" not in debrief_page(told, served=True)


def test_the_replay_stands_on_the_map(play: Play, workings: Workings) -> None:
    told = document(play, workings)
    kept = json.loads(re.findall(r'id="truth-data">(.*?)</script>', debrief_page(told))[0])
    assert kept.pop("places") == {name: [*place] for name, place in told["truth"]["places"].items()}
    lons = [lon for ring in kept["land"] for lon, _ in ring]
    assert min(lons) < min(lon for lon, _ in told["truth"]["places"].values()) < max(lons)
    nobody = told | {"truth": told["truth"] | {"places": {}}}
    assert '"land":[]' in debrief_page(nobody)


def test_the_truth_stands_beside_what_each_seat_knew(play: Play, workings: Workings) -> None:
    truth = document(play, workings)["truth"]
    assert truth["movements"] and set(truth["heard"]) == {"Sofia", "Belgrade", "The centre", "Europol"}
    assert all(truth["begin"] <= row["t"] <= truth["end"] for row in truth["movements"])
    assert all(row["t"] <= truth["end"] for rows in truth["heard"].values() for row in rows)
    start = datetime.fromisoformat(truth["start"] + "Z")  # as the page reads it
    assert all(f"{start + timedelta(seconds=row['t']):%a %H:%M}" == row["label"] for row in truth["movements"])


def test_the_spreadsheet_takes_no_text_for_a_formula(play: Play, workings: Workings, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_tables(tmp_path / "debrief.xlsx", document(play, workings))
    book = load_workbook(tmp_path / "debrief.xlsx")
    cells = [cell for row in book["Hot wash"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=")] == ["s"]
