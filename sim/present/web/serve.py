"""From plays to a server that listens: where they are kept, under which address they are reached."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import uvicorn

from sim.errors import StoreError
from sim.files import write_whole, writing
from sim.present.web.access import Codes
from sim.present.web.app import application
from sim.present.web.clock import Clock, now
from sim.present.web.places import TRAINER, Overview, Place, Room
from sim.present.web.printed import SHEETS, sheet
from sim.present.web.protocols import Debrief, Play
from sim.words import CONTROLLER, STAFF

CODES = "codes.json"
PING_S = 5
ELSEWHERE = "192.0.2.1"
"""An address that is kept for documentation; the way to it shows which of its own addresses a machine uses."""


class Hall[P: Play]:
    """The plays of one server, each in a folder that keeps its codes as well.

    Parameters
    ----------
    base
        The address under which trainees reach the server.
    clock
        The clock on the wall.
    debriefs
        Gives the debrief of a play.

    Attributes
    ----------
    places
        Where one can be.
    """

    def __init__(self, base: str, clock: Clock = now, debriefs: Callable[[P], Debrief | None] = lambda _: None) -> None:
        self.places: list[Place] = []
        self._base = base
        self._clock = clock
        self._debriefs = debriefs

    @property
    def rooms(self) -> list[Room]:
        """The plays."""
        return [place for place in self.places if isinstance(place, Room)]

    def add(self, key: str, play: P, folder: Path) -> Room:
        """Make a room for a play; its key stands in addresses."""
        codes = Codes(folder / CODES, [*STAFF, *play.seats])
        room = Room(
            key,
            play,
            codes,
            self._base,
            debrief=self._debriefs(play),
            go_on=lambda lines: self._go_on(key, play, folder, lines),
            clock=self._clock,
        )
        self.places.append(room)
        return room

    def oversee(self, folder: Path) -> Overview:
        """Make an overview of all plays, with a code of its own."""
        overview = Overview(self.rooms, Codes(folder / CODES, [TRAINER]), self._base)
        self.places.append(overview)
        return overview

    def _go_on(self, key: str, play: P, folder: Path, lines: int) -> str:
        """A new play beside another, with its first lines; the way in for its controller."""
        number = next(at for at in count(2) if not folder.with_name(f"{folder.name}-again-{at}").exists())
        beside = folder.with_name(f"{folder.name}-again-{number}")
        return self.add(f"{key}-again-{number}", play.branch(beside, lines), beside).link(CONTROLLER)


def open_at(listen: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises
    ------
    StoreError
        If the address is not one of this machine, or the port is taken.
    """
    try:
        family, *_ = socket.getaddrinfo(listen, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((listen, port), family=family)
    except OSError as error:
        raise StoreError(f"{listen}, port {port}: cannot listen there ({error.strerror}). Choose another") from error


def reached_at(listen: str, port: int) -> str:
    """The address that trainees type; where all networks are listened to, that of the usual one."""
    host = _own_address() if listen in ("0.0.0.0", "::", "") else listen
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect((ELSEWHERE, 9))  # nothing is sent
        except OSError:
            return "127.0.0.1"
        return str(way.getsockname()[0])


def server(places: Sequence[Place]) -> uvicorn.Server:
    """The server for some places; a page that does not answer for a while is given up."""
    config = uvicorn.Config(
        application(places),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=1_000,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_S,
        ws_ping_timeout=2 * PING_S,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def serve(places: Sequence[Place], listening: socket.socket) -> None:
    """Serve until interrupted; the codes of plays that are over end with it."""
    try:
        server(places).run(sockets=[listening])
    finally:
        for place in places:
            if isinstance(place, Room) and place.play.state == "ended":
                place.codes.end()


def print_to(folder: Path, room: Room) -> list[Path]:
    """Write all that is printed before a play, as pages that carry their styles.

    Raises
    ------
    StoreError
        If the folder cannot be written to.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{what}.html" for what in SHEETS]
    for path in paths:
        _, seat, _ = SHEETS[path.stem]
        write_whole(path, sheet(path.stem, room.view(seat), alone=True))
    return paths
