"""The pages in a browser: what is typed is never lost, keys alone do, nobody is shut out by how a page is made."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.present.web.places import TRAINER
from tests.browser import needs_chromium
from tests.present.web.conftest import Served, Window, faults

pytestmark = [pytest.mark.browser, needs_chromium]
WIDTHS = (1366, 820, 390)
REPLY = "Reply to “Only for rs”"
SHOWN = {
    "ready": ("controller",),
    "running": ("controller", "evaluator", "wall", "rs"),
    "ended": ("controller", "rs"),
}
"""Seats whose pages are another in a state of the play."""
PRINTED = ("cards", "events", "evaluator", "feedback")


def open_seat(window: Window, served: Served, seat: str, errors: list[str] | None = None) -> Page:
    """Come in to a seat; what goes wrong in the page is added to a list."""
    page = window()
    if errors is not None:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(served.link(seat))
    page.wait_for_url(f"**/play/{seat}/")
    page.locator("h2").first.wait_for()
    return page


@pytest.mark.parametrize("state", SHOWN)
def test_axe_finds_nothing_on_any_page(window: Window, served: Served, state: str) -> None:
    served.play.state = state
    errors: list[str] = []
    for seat in SHOWN[state]:
        page = open_seat(window, served, seat, errors)
        assert faults(page) == [], seat
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (seat, width)
    assert errors == []


def test_axe_finds_nothing_where_people_come_in_and_on_paper(window: Window, served: Served) -> None:
    page = window()
    page.goto(served.base)
    page.get_by_label("Code").wait_for()
    assert faults(page) == []
    page = open_seat(window, served, "controller")
    for what in PRINTED:
        page.goto(f"{served.base}/play/controller/print/{what}")
        assert faults(page) == [], what


def test_axe_finds_nothing_on_the_overview_of_several_plays(window: Window, served: Served) -> None:
    page = window()
    page.goto(served.overview.link(TRAINER))
    page.get_by_role("link", name="play").wait_for()
    assert faults(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.get_by_role("button", name="Start all").click()
    expect(page.get_by_role("cell", name="running")).to_be_visible()


def test_the_code_does_not_stay_in_the_address(window: Window, served: Served) -> None:
    page = open_seat(window, served, "rs")
    assert page.url == f"{served.base}/play/rs/"
    page.go_back()
    assert served.room.codes.of("rs") not in page.url


def test_a_half_written_answer_survives_messages_reloading_and_a_restart(window: Window, served: Served) -> None:
    served.play.state = "running"
    page = open_seat(window, served, "rs")
    field = page.get_by_label(REPLY)
    field.press_sequentially("Both spe")
    served.room.act("bg", {"reply": "1.1", "text": "Something happens elsewhere."}, None)
    expect(page.get_by_role("status").first).to_have_text("1 acts")
    field.press_sequentially("ll")
    page.reload()
    expect(field).to_have_value("Both spell")
    field.press_sequentially("in")
    served.stop()
    expect(page.locator(".state")).to_have_text("connection lost, trying again")
    field.press_sequentially("gs.")
    served.start()
    expect(page.locator(".state")).to_contain_text("running")
    expect(field).to_have_value("Both spellings.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".reply")).to_contain_text("Both spellings.")
    page.reload()
    expect(page.locator(".reply")).to_contain_text("Both spellings.")
    assert served.play.acts[1:] == [("rs", {"reply": "1.1", "text": "Both spellings."})]


def test_a_half_written_answer_survives_a_network_that_fails(window: Window, served: Served) -> None:
    served.play.state = "running"
    page = open_seat(window, served, "rs")
    field = page.get_by_label(REPLY)
    field.press_sequentially("Both spe")
    page.context.set_offline(True)
    expect(page.locator(".state")).to_have_text("connection lost, trying again")
    field.press_sequentially("llings.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("status").first).to_have_text("One action waits for the server.")
    page.context.set_offline(False)
    expect(page.locator(".reply")).to_contain_text("Both spellings.")
    expect(page.locator(".state")).to_contain_text("running")
    assert served.play.acts == [("rs", {"reply": "1.1", "text": "Both spellings."})]


def test_what_is_done_without_a_line_is_done_once_when_it_is_back(window: Window, served: Served) -> None:
    served.play.state = "running"
    page = open_seat(window, served, "rs")
    page.get_by_label(REPLY).fill("In time.")
    served.stop()
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("status").first).to_have_text("One action waits for the server.")
    served.start()
    expect(page.locator(".reply")).to_contain_text("In time.")
    assert served.play.acts == [("rs", {"reply": "1.1", "text": "In time."})]


def test_a_pause_is_seen_by_all(window: Window, served: Served) -> None:
    pages = [open_seat(window, served, seat) for seat in ("controller", "rs", "bg", "evaluator", "wall")]
    pages[0].get_by_role("button", name="Start").click()
    for page in pages:
        expect(page.locator(".state")).to_have_text("running, 16 times")
    pages[0].get_by_role("button", name="Pause").click()
    for page in pages:
        expect(page.locator(".state")).to_have_text("paused")


def test_who_has_an_old_code_is_told(window: Window, served: Served) -> None:
    controller, player = open_seat(window, served, "controller"), open_seat(window, served, "rs")
    controller.get_by_role("button", name="New code for Desk rs").click()
    expect(player.locator(".state")).to_contain_text("no longer holds")


def test_an_order_is_given_with_keys_alone(window: Window, served: Served) -> None:
    served.play.state = "running"
    page = open_seat(window, served, "rs")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Move officers":
            break
    for keys in ("Enter", "Tab", "Tab", "7", "Tab", "Space", "Tab", "n", "o", "w"):
        page.keyboard.press(keys)
    expect(page.get_by_text("It acts at Mon 16:05.")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for key in ("Tab", "Tab"):  # past what is left out
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Done")
    event = {"kind": "move", "to": "a", "officers": 7, "with": ["dog"], "why": "now"}
    assert served.play.acts == [("rs", {"event": event})]


def test_staff_who_look_at_a_seat_can_do_nothing_there(window: Window, served: Served) -> None:
    served.play.state = "running"
    page = open_seat(window, served, "evaluator")
    page.goto(f"{served.base}/play/evaluator/seat?look=rs")
    page.get_by_role("heading", name="Only for rs").wait_for()
    assert page.get_by_role("button", name="Send reply").count() == 0
    assert page.get_by_role("button", name="Answer RS-0012").count() == 0


def test_things_are_printed(window: Window, served: Served, tmp_path: Path) -> None:
    page = open_seat(window, served, "controller")
    for what in PRINTED:
        page.goto(f"{served.base}/play/controller/print/{what}")
        file = tmp_path / f"{what}.pdf"
        page.pdf(path=file, prefer_css_page_size=True)
        assert file.read_bytes().startswith(b"%PDF")
        wide = page.evaluate("document.querySelector('.landscape') !== null")
        assert wide == (what == "events")
