"""The addresses of the server, and what happens at each."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from string import Template
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.errors import ActRefusedError
from sim.present.web.access import Guesses
from sim.present.web.clock import Clock, now
from sim.present.web.feed import Feed
from sim.present.web.limits import SOCKETS, Guard
from sim.present.web.places import TRAINER, Place
from sim.present.web.printed import SHEETS, qr, sheet
from sim.words import CONTROLLER, EVALUATOR, WALL

TICK_S: Final = 0.25
NO_LONGER: Final = 4001
"""How a socket is closed whose code no longer holds."""
LONGEST_NUMBER: Final = 64
SMALLEST_PACKED: Final = 2_000
TITLES: Final = {
    "": "Come in",
    CONTROLLER: "Controller",
    EVALUATOR: "Evaluator",
    WALL: "Wall screen",
    TRAINER: "All plays",
    "seat": "Seat",
}
"""The pages, each with a script of its name."""
FORMS: Final = {"html": "html", "file": "html", "xlsx": "xlsx"}
"""The debrief, and how its file ends: a page of the server, the same to keep, its tables."""
KINDS: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATIC: Final = (".js", ".css", ".json")
ASSETS: Final = ("report.css", "debrief.css", "debrief.js")


def application(places: Sequence[Place], clock: Clock = now) -> Starlette:
    """The server for some plays, with an overview or without.

    Parameters
    ----------
    places
        Where one can be; time passes in all of them while the server runs, and in those that are added.
    clock
        The clock on the wall.
    """
    return Starlette(
        routes=Addresses(places, Guesses(clock)).routes(),
        middleware=[Middleware(Guard), Middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED)],
        lifespan=lambda _: _time_passes(places),
        exception_handlers={HTTPException: _refused},
    )


@contextlib.asynccontextmanager
async def _time_passes(places: Sequence[Place]) -> AsyncIterator[None]:
    async def tick() -> None:
        while True:
            await asyncio.sleep(TICK_S)
            for place in tuple(places):
                place.pass_time()
                place.push()

    ticking = asyncio.create_task(tick())
    ticking.add_done_callback(_ends_with)
    yield
    ticking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ticking


def _ends_with(ticking: asyncio.Task[None]) -> None:
    """End the server if its clock has failed: nobody is to play on at pages that stand still."""
    if not ticking.cancelled() and ticking.exception() is not None:
        signal.raise_signal(signal.SIGINT)


class Addresses:
    """What the server answers, address by address."""

    def __init__(self, places: Sequence[Place], guesses: Guesses) -> None:
        self._places = places
        self._guesses = guesses

    def routes(self) -> list[BaseRoute]:
        """All addresses."""
        at = "/{place}/{seat}/"
        return [
            Route("/", self.page),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/static/{path:path}", static),
            Route(at, self.page),
            Route(at + "seat", self.seat_page),
            Route(at + "here", self.here),
            Route(at + "qr/{other}.svg", self.qr),
            Route(at + "print/{what}", self.printed),
            Route(at + "act", self.act, methods=["POST"]),
            Route(at + "preview", self.preview, methods=["POST"]),
            Route(at + "debrief.{form}", self.debrief),
            WebSocketRoute(at + "feed", self.feed),
        ]

    async def enter(self, request: Request) -> Response:
        """Exchange a code for a cookie and the address of its page."""
        address = request.client.host if request.client else ""
        wait = self._guesses.wait_s(address)
        if wait > 0:
            return _faults(429, "Too many wrong codes. Wait a little.", headers={"retry-after": str(int(wait) + 1)})
        code = (await _json(request)).get("code")
        for place in self._places:
            seat = place.codes.seat_of(code) if isinstance(code, str) else None
            if seat is not None:
                path = f"/{place.key}/{seat}/"
                answer = JSONResponse({"page": path})
                answer.set_cookie("seat", place.codes.cookie(seat), path=path, httponly=True, samesite="strict")
                return answer
        self._guesses.wrong(address)
        return _faults(403, "No seat has this code. Codes end with their play; ask the trainer for a new one.")

    async def page(self, request: Request) -> Response:
        """The page of a seat: without data, which come to those with its cookie."""
        seat = request.path_params.get("seat", "")
        return _page(seat if seat in TITLES else "seat")

    async def seat_page(self, _: Request) -> Response:
        """The page of a seat, at which staff look from their own place."""
        return _page("seat")

    async def here(self, request: Request) -> Response:
        """Whether the cookie holds, for a page whose socket was refused."""
        self._admitted(request)
        return Response(status_code=204)

    async def act(self, request: Request) -> Response:
        """Do what a seat asks for, once for each of its numbers."""
        place, seat = self._admitted(request)
        asked = await _json(request)
        number, act = asked.get("number"), asked.get("act")
        if not (isinstance(number, str) and 0 < len(number) <= LONGEST_NUMBER and isinstance(act, dict)):
            raise HTTPException(422, "An act has a number and says what is to be done.")
        if place.in_hurry(seat):
            raise HTTPException(429, "Too many acts in one second.", {"retry-after": "1"})
        try:
            return JSONResponse({"said": place.act(seat, act, number)})
        except ActRefusedError as refused:
            return _faults(422, *refused.sentences)

    async def preview(self, request: Request) -> Response:
        """When an act would take effect."""
        place, seat = self._admitted(request)
        if place.in_hurry(seat):
            raise HTTPException(429, "Too many questions in one second.", {"retry-after": "1"})
        try:
            return JSONResponse({"said": place.preview(seat, await _json(request))})
        except ActRefusedError as refused:
            return _faults(422, *refused.sentences)

    async def qr(self, request: Request) -> Response:
        """The link of a seat as a picture, for the controller."""
        place, seat = self._admitted(request)
        link = place.view(seat).get("links", {}).get(request.path_params["other"])
        if link is None:
            raise HTTPException(404, "There is no such picture.")
        return Response(qr(link, alone=True), media_type="image/svg+xml")

    async def printed(self, request: Request) -> Response:
        """A page to print, for those whose view has what stands on it."""
        place, seat = self._admitted(request)
        what = request.path_params["what"]
        if what not in SHEETS or not place.may_see(seat, SHEETS[what][1]):
            raise HTTPException(404, "There is no such page.")
        return HTMLResponse(sheet(what, place.view(SHEETS[what][1])))

    async def debrief(self, request: Request) -> Response:
        """The debrief as a page that fills in, as one to keep, or its tables."""
        place, seat = self._admitted(request)
        told, form = place.debrief(seat), request.path_params["form"]
        if told is None or form not in FORMS:
            raise HTTPException(404, "There is no debrief yet.")
        if form == "html":
            return HTMLResponse(await run_in_threadpool(told.page, served=True))
        kept = await run_in_threadpool(told.book if form == "xlsx" else partial(told.page, served=False))
        named = f'attachment; filename="debrief-{place.key}.{FORMS[form]}"'
        return Response(kept, media_type=KINDS["." + FORMS[form]], headers={"content-disposition": named})

    async def feed(self, socket: WebSocket) -> None:
        """Send a page what changes, until one of the two ends it."""
        try:
            place, code = self._admitted(socket)
        except HTTPException:
            await socket.close(NO_LONGER)
            return
        seat = socket.query_params.get("look", code)
        crowd = sum(one.open_pages for one in self._places)
        if crowd >= SOCKETS or place.full(code) or seat not in place.codes.seats or not place.may_see(code, seat):
            await socket.close()
            return
        await socket.accept()
        await _send_all(socket, place, Feed(seat, code))

    def _admitted(self, request: HTTPConnection) -> tuple[Place, str]:
        """The place and the seat of an address, for those with the cookie of the seat."""
        key, seat = request.path_params["place"], request.path_params["seat"]
        place = next((one for one in self._places if one.key == key), None)
        if place is None or not place.codes.admits(seat, request.cookies.get("seat", "")):
            raise HTTPException(401, "This code no longer holds. Ask the trainer for a new one.")
        return place, seat


async def _send_all(socket: WebSocket, place: Place, feed: Feed) -> None:
    """Send changes and listen for the end; a page that sends anything itself is not one of ours."""
    place.join(feed)
    sending = asyncio.create_task(_send(socket, feed))
    try:
        await socket.receive()
    finally:
        sending.cancel()
        place.leave(feed)


async def _send(socket: WebSocket, feed: Feed) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while (changes := await feed.changes()) is not None:
            await socket.send_text(changes)
        await socket.close(NO_LONGER)


def _page(name: str) -> HTMLResponse:
    """One of the pages; they differ in their scripts."""
    return HTMLResponse(Template(_text("page.html")).substitute(title=TITLES[name], script=name or "enter"))


async def static(request: Request) -> Response:
    """A script, a style or the shapes of the map, as they are in the package."""
    path = request.path_params["path"]
    ending = "." + path.rpartition(".")[2]
    if ending not in STATIC or path not in _statics():
        raise HTTPException(404, "There is no such file.")
    mark = _mark(path)
    if request.headers.get("if-none-match", "").removeprefix("W/") == mark:
        return Response(status_code=304, headers={"etag": mark})
    return Response(_text(path), media_type=KINDS[ending], headers={"etag": mark})


@lru_cache
def _statics() -> Mapping[str, Any]:
    """The files that anybody may have, by address."""
    own = files("sim.present.web") / "static"
    found = {one.name: one for one in own.iterdir() if one.is_file()}
    lit = own / "lit"
    found |= {f"lit/{one.name}": one for one in lit.iterdir() if one.is_file()}
    found |= {f"lit/directives/{one.name}": one for one in (lit / "directives").iterdir()}
    found |= {name: files("sim.present") / "assets" / name for name in ASSETS}
    return found | {"shapes.json": files("sim.scenario") / "data" / "shapes.json"}


@lru_cache
def _mark(path: str) -> str:
    """What tells one version of a file from another."""
    return f'"{hashlib.sha256(_text(path).encode()).hexdigest()[:16]}"'


@lru_cache
def _text(path: str) -> str:
    return str(_statics()[path].read_text(encoding="utf-8"))


async def _json(request: Request) -> dict[str, Any]:
    """The body as a JSON object."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise HTTPException(422, "The body is to be a JSON object.")
    return body


def _faults(status: int, *sentences: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"faults": sentences}, status, headers)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _faults(error.status_code, error.detail, headers=error.headers)
