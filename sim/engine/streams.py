"""Keyed chance: a number belongs to (seed, replication, decision, subject), never to "the next draw".

Two scenarios that ask the same question about the same subject get the same luck, whatever else they did before.
That is what makes differences between scenarios paired, and what keeps an untouched country bit for bit the same.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sim.units import whole

DECISIONS: Mapping[str, str] = MappingProxyType(
    {
        "arrivals": "candidates for a check: when they arrive, who they are, how long their check takes",
        "ordinary": "ordinary traffic of a checkpoint, hour by hour",
        "weather": "day-to-day variation of traffic and controls: action, country and checkpoint",
        "case": "what becomes of a finding: quantities, where evidence lies, whether identity is confirmed",
        "exchange": "one request or report: time at desks, loss, answer, content",
        "search": "one search of premises: time, whether somebody is there, what is found",
        "target": "a prepared target: place, day, presence",
        "network": "a criminal network: size, areas, countries, routes",
        "member": "the member graph of a network",
        "movement": "one movement: kind, route, load, concealment, people on it",
        "encounter": "a movement at a checkpoint: whether it is taken out of the stream",
        "travel": "time between two posts",
        "trace": "traces left by a finding and whether they are shared",
        "link": "one analysis of a trace: time, whether links are seen",
        "operation": "a network operation: readiness, leaks, presence of members",
        "adaptation": "what a network learns of a loss and does about it",
        "timeline": "effects of a timeline event",
    }
)
"""Every named decision that all runs have, and its meaning. A draw under a name that nobody gave is an error."""

_SCALE = 2.0**-32
_MOST = 8
_WORDS = [struct.Struct(f"<{count}I") for count in range(_MOST + 1)]


class Chance:
    """All the luck of one replication.

    Parameters
    ----------
    seed, replication
        Identity of the run; both non-negative integers.
    more
        Names of decisions beside `DECISIONS`.
    """

    __slots__ = ("_decisions", "_hashers", "_seed")

    def __init__(self, seed: int, replication: int, more: Iterable[str] = ()) -> None:
        self._seed = whole(seed, "a seed")
        self._decisions = (*DECISIONS, *more)
        self.turn(replication)

    def turn(self, replication: int) -> None:
        """Draw from another replication from now on."""
        replication = whole(replication, "the number of a replication")
        self._hashers = {
            decision: hashlib.blake2b(f"{self._seed}/{replication}/{decision}/".encode(), digest_size=32)
            for decision in self._decisions
        }

    def draws(self, decision: str, subject: str, count: int = _MOST) -> tuple[float, ...]:
        """Up to eight independent uniforms in (0, 1), of 32 bits each, for a decision about a subject.

        Asking for more changes none of the first.
        """
        hasher = self._hashers[decision].copy()
        hasher.update(subject.encode())
        return tuple([(word + 0.5) * _SCALE for word in _WORDS[count].unpack_from(hasher.digest())])

    def luck[Luck](self, kind: type[Luck], decision: str, subject: str) -> Luck:
        """The same uniforms by name: `kind` is a NamedTuple whose fields, at most eight, say what each decides."""
        named: Any = kind
        hasher = self._hashers[decision].copy()
        hasher.update(subject.encode())
        words = _WORDS[len(named._fields)].unpack_from(hasher.digest())
        luck: Luck = tuple.__new__(named, [(word + 0.5) * _SCALE for word in words])
        return luck

    def many(self, decision: str, subject: str, count: int) -> list[float]:
        """So many uniforms in the open interval (0, 1); asking for more changes none of those before."""
        begun = self._hashers[decision].copy()
        begun.update(f"{subject}#".encode())
        words: list[int] = []
        for first in range(0, count, _MOST):
            hasher = begun.copy()
            hasher.update(b"%d" % first)
            words += _WORDS[_MOST].unpack(hasher.digest())
        return [(word + 0.5) * _SCALE for word in words[:count]]

    def draw(self, decision: str, subject: str) -> float:
        """One uniform in the open interval (0, 1)."""
        hasher = self._hashers[decision].copy()
        hasher.update(subject.encode())
        return (int.from_bytes(hasher.digest()[:4], "little") + 0.5) * _SCALE

    def key(self, decision: str, subject: str) -> int:
        """A 64-bit key from which a kernel counts its own draws."""
        hasher = self._hashers[decision].copy()
        hasher.update(subject.encode())
        return int.from_bytes(hasher.digest()[:8], "little")
