"""The log of a play: a file to which each act is written, down to the disk, before it is applied.

Each line ends with a sum over it and all lines before it, so that a line that is not as it was written is not read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import IO, Any
from zlib import crc32

from sim.errors import StoreError

FORMAT = 2
"""What a log says of itself; one that says anything else is refused."""
KEYS = ("n", "t", "played", "seat", "act")
"""What each line holds."""
CHECK = ',"check":'
"""What stands before the sum of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One act.

    Attributes
    ----------
    n
        Its number; each line has a higher one than the line before.
    t, played
        Second of the scenario; thousandths of a second of play without pauses.
    seat
        Who did it.
    act
        What was done, as it was said.
    number
        Under which number a browser sent it.
    """

    n: int
    t: int
    played: int
    seat: str
    act: Mapping[str, Any]
    number: str | None = None

    def values(self) -> dict[str, Any]:
        """What stands in the file."""
        values = {key: getattr(self, key) for key in KEYS}
        return values if self.number is None else {**values, "number": self.number}


@dataclass(slots=True)
class Log:
    """The lines of a play, in a file of its own.

    Attributes
    ----------
    head
        What the first line says of the play.
    lines
        What was done, those acts left out that were taken back.
    dropped
        Whether the last line was torn when the file was opened, and is gone.
    """

    path: Path
    head: Mapping[str, Any]
    lines: list[LogLine] = field(default_factory=list)
    dropped: bool = False
    _last: int = 0
    _sum: int = 0

    @classmethod
    def new(cls, path: Path, head: Mapping[str, Any], lines: Sequence[LogLine] = ()) -> Log:
        """Begin a log with some lines; raises `FileExistsError` if there is one."""
        log = cls(path, {"play": FORMAT, **head}, list(lines), _last=max((one.n for one in lines), default=0))
        with path.open("xb") as file:
            for values in (log.head, *(one.values() for one in lines)):
                text, log._sum = _text(values, log._sum)
                file.write(f"{text}\n".encode())
            _to_disk(file)
        return log

    @classmethod
    def open(cls, path: Path) -> Log:
        """The log in a file; a last line that is torn is taken off.

        Raises
        ------
        StoreError
            If the file cannot be read, or is damaged elsewhere than at its end.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path}: the log cannot be read: {error.strerror}") from error
        whole = content[: content.rfind(b"\n") + 1]
        texts = whole.split(b"\n")[:-1]
        if not whole.startswith(f'{{"play":{FORMAT},'.encode()):
            raise StoreError(f"{path}:1  this is no log of a play that this version reads")
        head, so_far = _read(path, 1, texts[0], 0)
        log = cls(path, head, dropped=len(whole) < len(content), _sum=so_far)
        for at, text in enumerate(texts[1:], 2):
            values, log._sum = _read(path, at, text, log._sum)
            log._take(LogLine(**values))
        if log.dropped:
            with path.open("rb+") as file:
                file.truncate(len(whole))
                _to_disk(file)
        return log

    def add(self, t: int, played: int, seat: str, act: Mapping[str, Any], number: str | None = None) -> LogLine:
        """Write an act down; it is on the disk when this returns.

        Raises
        ------
        StoreError
            If it cannot be written; then the log is as it was.
        """
        line = LogLine(n=self._last + 1, t=t, played=played, seat=seat, act=act, number=number)
        text, so_far = _text(line.values(), self._sum)
        with self.path.open("ab") as file:
            before = file.tell()
            try:
                file.write(f"{text}\n".encode())
                _to_disk(file)
            except OSError as error:
                file.truncate(before)
                raise StoreError(f"{self.path}: the act could not be written: {error.strerror}") from error
        self._sum = so_far
        self._take(line)
        return line

    def _take(self, line: LogLine) -> None:
        """Add a line, and leave out those that it takes back."""
        self._last = line.n
        if "undo" in line.act:
            self.lines = [one for one in self.lines if one.n <= line.act["after"]]
        self.lines.append(line)


def _text(values: Mapping[str, Any], before: int) -> tuple[str, int]:
    """A line with the sum over it and all before it, and that sum."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    so_far = crc32(text.encode(), before)
    return f"{text[:-1]}{CHECK}{so_far}}}", so_far


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _read(path: Path, at: int, text: bytes, before: int) -> tuple[dict[str, Any], int]:
    """What a line says, and the sum over it and all before it."""
    said, _, check = text.rpartition(CHECK.encode())
    so_far = crc32(said + b"}", before)
    if check != f"{so_far}}}".encode():
        raise StoreError(f"{path}:{at}  this line is not as it was written, or one before it is gone")
    return json.loads(said + b"}"), so_far


def branch(log: Log, path: Path, lines: int) -> Log:
    """A new log with the lines of another up to a number or its end; they keep their numbers, which orders go by."""
    head = {key: value for key, value in log.head.items() if key != "play"}
    return Log.new(path, head, [one for one in before_the_end(log.lines) if one.n <= lines])


def before_the_end(lines: Iterable[LogLine]) -> Iterator[LogLine]:
    """The lines of a play until it ends."""
    return takewhile(lambda line: "end" not in line.act, lines)
