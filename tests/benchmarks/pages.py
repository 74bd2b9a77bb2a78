"""What fifty open pages cost: the server on one core, the model at sixty times the time on the wall."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from websockets.asyncio.client import connect

from sim.exercise.play import Play
from sim.present.web.app import TICK_S
from sim.present.web.clock import now
from sim.present.web.places import Room
from sim.present.web.serve import Hall, open_at, server
from sim.scenario.exercise_files import load_exercise

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ROOT / "scenarios" / "exercises" / "night-shift.yaml"
PAGES = 50
SPEED = 60
SECONDS = 15
PATIENCE_S = 120


class Stamped(Room):
    """A room whose views say when the push began in which they were made."""

    began = 0.0

    def full(self, code: str) -> bool:
        """A code may have as many pages as the figures need."""
        return False

    def pass_time(self) -> None:
        """Take the time before the model moves, so that its share is counted."""
        self.began = now()
        super().pass_time()

    def view(self, seat: str) -> dict[str, Any]:
        """The view, with the moment."""
        return super().view(seat) | {"began": self.began}


def _serve(folder: Path, told: Connection) -> None:
    """The server, in a process of its own on the first core; tells its address and codes, and what it took."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    listening = open_at("127.0.0.1", 0)
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    play = Play.new(load_exercise(EXERCISE), folder)
    room = Stamped("play", play, Hall[Play](base).add("play", play, folder).codes, base)
    play.act("controller", {"clock": {"running": True, "speed": SPEED}})
    room.pass_time()
    serving = server([room])
    told.send((base, {seat: room.codes.of(seat) for seat in room.codes.seats}))

    async def until_asked() -> None:
        main = asyncio.create_task(serving.serve(sockets=[listening]))
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, told.recv)
        begin = time.process_time()
        await loop.run_in_executor(None, told.recv)
        told.send(time.process_time() - begin)
        serving.should_exit = True
        await main

    asyncio.run(until_asked())


async def _listen(base: str, seat: str, code: str, until: float, waits: list[float]) -> None:
    """One page: how long each push took to arrive."""
    async with httpx2.AsyncClient(base_url=base, headers={"origin": base}, timeout=PATIENCE_S) as client:
        await client.post("/enter", json={"code": code})
        cookie = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
    address = f"{base.replace('http', 'ws')}/play/{seat}/feed"
    async with connect(address, origin=base, additional_headers={"cookie": cookie}) as socket:  # type: ignore[arg-type]
        await socket.recv()
        while now() < until:
            parts = json.loads(await socket.recv())
            if "began" in parts:
                waits.append(now() - parts["began"])


def figures(row: Callable[..., None]) -> None:
    """Print what pushes take, and what the server needs of its core."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=_serve, args=(Path(folder) / "play", theirs))
        process.start()
        base, codes = ours.recv()
        waits: list[float] = []

        async def all_pages() -> None:
            seats = sorted(codes)
            until = now() + SECONDS + 5
            pages = [
                asyncio.create_task(_listen(base, seat, codes[seat], until, waits)) for seat in (seats * PAGES)[:PAGES]
            ]
            await asyncio.sleep(5)
            waits.clear()
            ours.send("begin")
            await asyncio.gather(*pages)
            ours.send("end")

        asyncio.run(all_pages())
        used = ours.recv()
        process.join()
    what = f"{PAGES} pages, {1 / TICK_S:.0f} pushes a second, model at {SPEED} times"
    row("a push to all pages, median", float(np.median(waits)) * 1e3, "ms", what)
    row("  95th percentile", float(np.percentile(waits, 95)) * 1e3, "ms")
    row("  share of a core", used / SECONDS * 100, "%", "server, model and all")
