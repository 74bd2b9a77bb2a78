"""What the kernels work on: the words for kinds, detectors and marks, and the arrays of checkpoints and checks."""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from sim.words import Mark

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Rows = NDArray[Any]
"""An array of records."""
Row = Any
"""One record of such an array."""

KINDS = ("person", "vehicle", "parcel")
DETECTORS = (
    "officer",
    "database",
    "anpr",
    "europol",
    "document_expert",
    "canine",
    "scanner",
    "concealment_expert",
    "laboratory",
    "search",
)
"""Ways to detect, in the order in which they are tried; the first that succeeds is named. `search` is a full search by
officers in the second line."""
FIRST_LINE = 3
"""The first so many detectors work in the first line, the rest in the second line."""
MARKS = ("clean", *get_args(Mark))
"""What a checked person, vehicle or parcel truly is; a check finds it or does not."""

BEGUN, THOROUGH, WAIT, REFERRED, FALSE_INDICATION, PASSED, ENDED, BUSY, SUBMITTED = range(9)
TALLIES = ("begun", "thorough", "wait_h", "referred", "false_indications", "passed", "ended", "busy_h", "submitted")

DETECTOR_COUNT = len(DETECTORS)
LAST_DATABASE = 3
"""Detectors 1 to this one ask databases."""

UNDETECTED, NOT_TAKEN = -1, -2
"""Detector numbers of a movement that was checked in vain, and of one that no lane took."""


def _record(*fields: tuple[str, type]) -> np.dtype[np.void]:
    """Records whose fields are attributes, in compiled code and outside."""
    return np.dtype((np.record, list(fields)))


PERSON = _record(("came", np.float64), ("key", np.uint64), ("code", np.int64))
"""Somebody at a checkpoint: hour of arrival, key, and ``kind + 4 * number in the block``; for a movement the code is
``kind - 4 * (row + 1)``."""
LINE = _record(*((name, np.int64) for name in ("capacity", "limit", "busy", "waiting")))
"""A line of a checkpoint: open lanes, backlog limit, checks under way, number who wait."""
FOUND = _record(
    ("post", np.int64),
    ("time", np.float64),
    ("mark", np.int64),
    ("detector", np.int64),
    ("stratum", np.int64),
    ("came", np.float64),
    ("key", np.uint64),
    ("code", np.int64),
)
"""A finding, or the end of a movement's encounter (detector UNDETECTED or NOT_TAKEN where there is no finding)."""
CHECK = _record(
    *((name, np.int64) for name in ("post", "kind", "stratum", "number")),
    *((name, np.float64) for name in ("came", "start", "end")),
)
"""One check of the first line."""


class Arrivals(NamedTuple):
    """Candidates of the current hour block, in order of time at each checkpoint."""

    people: Rows
    """PERSON rows."""
    next: Ints
    """Position of the next candidate of each checkpoint."""
    bounds: Ints
    """Position after the last candidate of the checkpoint before (checkpoints + 1)."""


class Encounters(NamedTuple):
    """Movements of networks that were taken out of the stream, by checkpoint and time."""

    posts: Ints
    people: Rows
    """PERSON rows."""


class Movements(NamedTuple):
    """What movements carry; rows outlive the window."""

    marks: Ints
    concealment: Floats


class Queues(NamedTuple):
    """Live state of every checkpoint: two lines, each with lanes and a backlog in order of arrival."""

    lines: Rows
    """LINE rows (checkpoints, 2)."""
    ends: Floats
    """Ends of the checks under way, in the order in which they began (checkpoints, 2, lanes)."""
    people: Rows
    """PERSON rows of those who are checked (checkpoints, 2, lanes)."""
    waiting: Rows
    """PERSON rows of those who wait, in the order in which they came (checkpoints, 2, places)."""


class Practice(NamedTuple):
    """How checks are made at each checkpoint."""

    duration: Floats
    """Log mean and log standard deviation of the hours of a check: (kinds, brief | thorough | second line, 2)."""
    thorough: Floats
    """Share of checks that are thorough (checkpoints, kinds)."""
    prevalence: Floats
    """Cumulated prevalence of the marks (checkpoints, kinds, brief | thorough, marks)."""
    detection: Floats
    """Probability that a detector finds a mark that is not concealed (checkpoints, detectors, marks)."""
    reach: Floats
    """How far a detector works: (brief | thorough | second line, detectors, kinds), 0 to 1."""
    referral: Floats
    """Probability of referral to the second line when nothing was found: (kinds, brief | thorough, marks)."""
    false_alarm: Floats
    """Probability that the second line indicates on somebody clean (checkpoints, kinds)."""
    submission: Floats
    """Probability that who or what is in the second line is submitted to Europol (checkpoints)."""
    limits: Floats
    """Greatest concealment of ordinary offenders; share of false indications that raise suspicion; extra hours of a
    false indication."""


class Ledger(NamedTuple):
    """What the kernel writes down."""

    tally: Floats
    """Sums (hours, checkpoints, kinds, TALLIES): those of an hour lie together."""
    found: Rows
    """FOUND rows of this window."""
    checks: Rows
    """CHECK rows, when it has room."""
    counts: Ints
    """Rows used of `found` and of `checks`."""


# Numbers of the draws that belong to one arrival.
(
    D_LEVEL,
    D_TIME,
    D_STRATUM,
    D_DURATION,
    D_MARK,
    D_REFERRAL,
    D_SECOND,
    D_FALSE,
    D_SUSPICION,
    D_CONCEAL,
    D_SUBMIT,
    D_DETECTOR,
) = range(12)
