"""What a browser is sent: the parts of its seat's view that changed since it got them. The latest wins."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any


def written(view: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a view as JSON, once for all browsers of a seat."""
    return {
        part: json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for part, content in view.items()
    }


class Feed:
    """One open page.

    Attributes
    ----------
    seat
        Whose view it shows.
    code
        Whose code opened it; not the same where somebody looks at the page of another seat.
    """

    def __init__(self, seat: str, code: str) -> None:
        self.seat = seat
        self.code = code
        self._parts: Mapping[str, str] = {}
        self._sent: dict[str, str] = {}
        self._news = asyncio.Event()
        self._over = False

    def offer(self, parts: Mapping[str, str], *, beat: bool = False) -> None:
        """Take the view as it is now; what was not sent yet is overtaken. A beat is sent even if nothing changed."""
        if beat or parts != self._parts:
            self._parts = parts
            self._news.set()

    def end(self) -> None:
        """Send nothing more."""
        self._over = True
        self._news.set()

    async def changes(self) -> str | None:
        """Wait for news, and give what changed as one JSON object; None when the feed is over.

        News without a change give an empty object, which tells the page that the server is there.
        """
        await self._news.wait()
        self._news.clear()
        if self._over:
            return None
        changed = {part: text for part, text in self._parts.items() if self._sent.get(part) != text}
        self._sent.update(changed)
        return "{" + ",".join(f"{json.dumps(part)}:{text}" for part, text in changed.items()) + "}"
