"""Who may come in: each seat has a code, a browser exchanges it for a cookie, and guessing is slowed down."""

import base64
import hmac
import json
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sim.errors import StoreError
from sim.files import writing
from sim.present.web.clock import Clock, now

CODE_BYTES: Final = 16
CODE: Final = re.compile("(?:[A-Z2-7]{4}-){6}[A-Z2-7]{2}")
"""How a code is written."""
FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0
FORGOTTEN_S: Final = 600.0
MOST_ADDRESSES: Final = 1_000


class Codes:
    """The codes of some seats, kept in a file that only its owner may read.

    A code is 128 bits of chance, written as groups of letters and digits. It holds for one seat until it is renewed or
    the file is removed. The cookie is derived from the code and does not give it away.

    Parameters
    ----------
    file
        Where codes are kept, so that cards and open pages hold after a restart.
    seats
        Whose codes they are.

    Raises
    ------
    StoreError
        If the file is there and cannot be read.
    """

    def __init__(self, file: Path, seats: Sequence[str]) -> None:
        self._file = file
        kept = _read(file) if file.exists() else {}
        self._codes = {seat: kept.get(seat) or _fresh() for seat in seats}
        self._keep()

    @property
    def seats(self) -> tuple[str, ...]:
        """Whose codes these are."""
        return tuple(self._codes)

    def of(self, seat: str) -> str:
        """The code of a seat."""
        return self._codes[seat]

    def seat_of(self, code: str) -> str | None:
        """Whose code this is; every code is looked at, so that the time it takes tells nothing."""
        given = _plain(code).encode()
        found = [seat for seat, known in self._codes.items() if hmac.compare_digest(given, _plain(known).encode())]
        return found[0] if found else None

    def cookie(self, seat: str) -> str:
        """What a browser shows after it gave the code of a seat."""
        return self._derived(seat, b"cookie")

    def drawer(self, seat: str) -> str:
        """Under what name a browser keeps what it has not sent yet, so that no other play finds it."""
        return self._derived(seat, b"drawer")[:12]

    def _derived(self, seat: str, purpose: bytes) -> str:
        return hmac.digest(_plain(self._codes[seat]).encode(), purpose, "sha256").hex()

    def admits(self, seat: str, cookie: str) -> bool:
        """Whether a cookie is that of a seat's present code."""
        return seat in self._codes and hmac.compare_digest(self.cookie(seat).encode(), cookie.encode())

    def renew(self, seat: str) -> None:
        """Give a seat another code; the old one and its cookie no longer hold."""
        self._codes[seat] = _fresh()
        self._keep()

    def end(self) -> None:
        """Forget all codes; a play that is over admits nobody."""
        self._file.unlink(missing_ok=True)

    def _keep(self) -> None:
        part = self._file.with_suffix(".part")
        with writing(self._file):
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                json.dump(self._codes, out, indent=1)
            part.replace(self._file)


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{file}: the codes of the seats cannot be read ({error}). Remove it for new codes") from error
    codes: dict[str, Any] = kept if isinstance(kept, dict) else {"": None}
    right = all(isinstance(code, str) and CODE.fullmatch(code) for code in codes.values())
    if not right or len({*codes.values()}) < len(codes):
        raise StoreError(f"{file}: these are no codes of seats. Remove it for new codes")
    return codes


def _fresh() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _plain(code: str) -> str:
    """A code as it is compared: people type small letters and leave out hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


class Guesses:
    """Wrong codes by address: after each, the address waits twice as long before its next code is looked at."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait_s(self, address: str) -> float:
        """Seconds until a code from an address is looked at again."""
        times, last = self._wrong.get(address, (0, 0.0))
        wait = min(FIRST_WAIT_S * 2 ** (times - 1), LONGEST_WAIT_S) if times else 0.0
        return max(0.0, last + wait - self._clock())

    def wrong(self, address: str) -> None:
        """Take note of a wrong code."""
        moment = self._clock()
        self._wrong = {one: kept for one, kept in self._wrong.items() if moment - kept[1] < FORGOTTEN_S}
        times, _ = self._wrong.pop(address, (0, 0.0))
        self._wrong[address] = times + 1, moment
        while len(self._wrong) > MOST_ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
