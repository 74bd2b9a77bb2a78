"""A class plays the first exercise to the debrief, as trainers and trainees would: commands, browsers, accidents."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import needs_chromium
from tests.present.web.conftest import ROOT, Window, faults

pytestmark = [pytest.mark.browser, needs_chromium]
EXERCISE = ROOT / "scenarios" / "exercises" / "night-shift.yaml"
PLAYERS = ("rs", "bg", "hr")
PATIENCE_MS = 180_000
"""Accidents are waited for, however busy the machine is."""


class Class:
    """The command that a trainer types, which may be killed and given again."""

    def __init__(self, folder: Path, *words: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        command = [sys.executable, "-m", "sim.cli", "exercise", str(EXERCISE), "--port", str(self.port)]
        self._command = [*command, "--play", str(folder), *words]
        self.begin()

    def begin(self) -> None:
        """Give the command, and wait for the address."""
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        said = iter(self._process.stdout.readline, "")
        self.address = next(line.split()[1] for line in said if line.startswith("Open "))

    def kill(self) -> None:
        """End it as when the power fails."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def link(self, seat: str) -> str:
        """The way in to a seat, as on its card."""
        codes = json.loads((self.folder / "codes.json").read_text(encoding="utf-8"))
        return f"http://127.0.0.1:{self.port}/#{codes[seat]}"


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Class]:
    trainer = Class(tmp_path / "play")
    yield trainer
    trainer.kill()


def come_in(window: Window, trainer: Class, seat: str) -> Page:
    page = window()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(trainer.link(seat))
    page.wait_for_url(f"**/{seat}/")
    page.locator("h2").first.wait_for()
    return page


def test_a_class_plays_to_the_debrief(window: Window, trainer: Class, tmp_path: Path) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    controller = come_in(window, trainer, "controller")
    pages = {seat: come_in(window, trainer, seat) for seat in PLAYERS}
    expect(controller.get_by_text("1 page open")).to_have_count(1 + len(PLAYERS))
    controller.get_by_role("button", name="Start").click()
    for page in pages.values():
        expect(page.locator(".state")).to_contain_text("running")

    # half a reply, a reload, a power cut, the same command again: the reply is still there
    rs = pages["rs"]
    controller.get_by_role("button", name="To the next message").click()
    reply = rs.get_by_label("Reply to “Handing over”")
    reply.press_sequentially("Held persons ")
    rs.reload()
    expect(reply).to_have_value("Held persons ")
    reply.press_sequentially("first")
    trainer.kill()
    expect(rs.locator(".state")).to_contain_text("connection lost")
    trainer.begin()
    for page in (controller, *pages.values()):
        expect(page.locator(".state")).to_have_text("paused")
    expect(reply).to_have_value("Held persons first")
    rs.get_by_role("button", name="Send reply").click()
    expect(rs.locator(".reply")).to_contain_text("Held persons first")
    expect(controller.get_by_text("Held persons first")).not_to_have_count(0)

    # what the controller does by hand, at high speed
    controller.get_by_label("Speed").select_option("600")
    controller.get_by_role("button", name="Start").click()
    expect(rs.locator(".state")).to_have_text("running, 600 times")
    controller.get_by_role("button", name="Pause").click()
    for page in pages.values():
        expect(page.locator(".state")).to_have_text("paused")
    write = controller.get_by_text("A message that is on no list")
    write.click()
    controller.get_by_label("Contact point Sofia").check()
    for label, text in (
        ("From", "A journalist"),
        ("Channel", "phone"),
        ("Title", "A question"),
        ("Text", "Is it true?"),
    ):
        controller.get_by_label(label, exact=True).fill(text)
    controller.get_by_role("button", name="Send the message").click()
    expect(pages["bg"].get_by_role("heading", name="A question")).to_be_visible()
    assert not pages["hr"].get_by_role("heading", name="A question").is_visible()

    assert faults(controller) == faults(rs) == []

    # the end: hot wash, players first
    controller.get_by_role("button", name="End", exact=True).click()
    controller.get_by_role("button", name="Really end the play").click()
    for page in pages.values():
        expect(page.locator(".state")).to_have_text("ended")
    pages["hr"].get_by_label("In a sentence or two").fill("We were told too late.")
    pages["hr"].get_by_role("button", name="Add a card").click()
    for page in (controller, *pages.values()):
        expect(page.get_by_text("We were told too late.", exact=True)).to_be_visible()
    with controller.context.expect_page(timeout=PATIENCE_MS) as opened:
        controller.get_by_role("link", name="Open the debrief").click()
    debrief = opened.value
    debrief.set_default_timeout(PATIENCE_MS)
    expect(debrief.get_by_role("heading", name="What your decisions brought")).to_be_visible()
    expect(debrief.locator("#moment")).to_have_text(re.compile(r"^[A-Z][a-z]{2} \d\d:\d\d$"))
    expect(debrief.get_by_text("We were told too late.", exact=True)).to_be_visible()
    assert faults(debrief) == []
    paper = tmp_path / "debrief.pdf"
    debrief.pdf(path=paper)
    assert paper.read_bytes().startswith(b"%PDF")
    rs.goto(debrief.url.replace("/controller/", "/rs/"))
    assert "There is no debrief yet." in rs.content()


def test_somebody_plays_alone(window: Window, tmp_path: Path) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    alone = Class(tmp_path / "alone", "--alone", "bg")
    try:
        assert "#" in alone.address
        page = come_in(window, alone, "bg")
        page.get_by_role("button", name="Start").click()
        expect(page.locator(".state")).to_contain_text("running")
        page.get_by_role("button", name="To the next message").click()
        expect(page.get_by_role("heading", name="Handing over")).to_be_visible()
        expect(page.locator(".state")).to_have_text("paused")
        assert not page.get_by_text("What was expected").is_visible()
        page.get_by_label("Reply to “Handing over”").fill("Held persons first.")
        page.get_by_role("button", name="Send reply").click()
        expect(page.get_by_text("What was expected")).to_be_visible()
    finally:
        alone.kill()
