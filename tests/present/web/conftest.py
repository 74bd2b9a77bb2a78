"""A browser for the tests of a session, and a server that can be stopped and started."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from sim.present.web.access import Codes
from sim.present.web.places import TRAINER, Overview, Room
from sim.present.web.serve import open_at, server
from sim.words import STAFF
from tests.browser import CHROMIUM, OPTIONS
from tests.present.web.stand_in import SEATS, StandIn

ROOT = Path(__file__).resolve().parents[3]
type Window = Callable[[], Page]
"""Opens a page in a profile of its own, at the size of a laptop."""


class Served:
    """A stand-in that is served, on a port that stays the same over a restart."""

    def __init__(self, folder: Path) -> None:
        self.play = StandIn()
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve, with the codes that the folder keeps."""
        self.room = Room("play", self.play, Codes(self._folder / "codes.json", [*STAFF, *SEATS]), self.base)
        self.overview = Overview([self.room], Codes(self._folder / "overview.json", [TRAINER]), self.base)
        self._server = server([self.room, self.overview])
        self._thread = threading.Thread(target=self._server.run, args=([open_at("127.0.0.1", self.port)],))
        self._thread.start()

    def stop(self) -> None:
        """End the server; pages lose their line."""
        self._server.should_exit = True
        self._thread.join()

    def link(self, seat: str) -> str:
        """The way in to a seat."""
        return f"{self.base}/#{self.room.codes.of(seat)}"


def faults(page: Page) -> list[str]:
    """What axe finds, in all that can be unfolded."""
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Opens pages that are all in front: of those that share a profile, only one is drawn in full."""

    def opened() -> Page:
        page = chromium.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in chromium.contexts:
        context.close()
