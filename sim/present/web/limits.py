"""What the server refuses before anybody looks at it: foreign pages, large bodies, too much at once."""

import re
from collections import defaultdict, deque
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.present.web.clock import Clock, now

MOST_BYTES: Final = 10_000
ACTS_A_SECOND: Final = 10
SOCKETS_A_CODE: Final = 5
SOCKETS: Final = 200
_HOST: Final = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


class Guard:
    """Around the whole application: checks where a request comes from and how large it is, and sets the policy.

    A page may load scripts, styles and pictures from this server alone, be framed by nobody, and send no form anywhere.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        writes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if not _HOST.fullmatch(headers.get("host", "")) or (writes and not same_origin(headers)):
            await _refuse(403, "This page does not belong to this server.", scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            body = await _body(receive) if writes else b""
            if body is None:
                await _refuse(413, f"More than {MOST_BYTES:,} bytes.", scope, receive, send)
            else:
                await self._app(scope, _once(body) if writes else receive, _with_policy(send, headers["host"]))


def same_origin(headers: Headers) -> bool:
    """Whether a request was sent by a page of this server."""
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host")


def policy(host: str) -> dict[str, str]:
    """Headers of every answer."""
    parts = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        f"connect-src 'self' ws://{host} wss://{host}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "content-security-policy": "; ".join(parts),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-cache",
    }


def _with_policy(send: Send, host: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, text in policy(host).items():
                headers.setdefault(name, text)
        await send(message)

    return sent


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None if it is too large."""
    body, more = b"", True
    while more and len(body) <= MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body if len(body) <= MOST_BYTES else None


def _once(body: bytes) -> Receive:
    async def received() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return received


async def _refuse(status: int, why: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
    else:
        answer = JSONResponse({"faults": [why]}, status, policy("localhost"))
        await answer(scope, receive, send)


class Rate:
    """At most so many acts of one seat in any second."""

    def __init__(self, most: int = ACTS_A_SECOND, clock: Clock = now) -> None:
        self._clock = clock
        self._acts: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=most))

    def admits(self, seat: str) -> bool:
        """Whether a seat may act now; if so, it is counted."""
        acts, moment = self._acts[seat], self._clock()
        if len(acts) == acts.maxlen and moment - acts[0] < 1:
            return False
        acts.append(moment)
        return True
