"""The queues of checks, one by one, at the speed of compiled code.

A checkpoint has a first line of `lanes` with a backlog limit, and a second line of its own. Candidates arrive at keyed
times; a free lane takes the next, up to the backlog limit the others wait in order of arrival, beyond it they pass.
`serve` advances every checkpoint to the end of a window; the state survives in the arrays that it is given, so lanes may
open and close between two windows and queues and checks under way go on. A lane that closes finishes its check.

The key of an arrival (checkpoint, kind, hour block, number in the block) is the base from which every property of its check is
counted, so the same traveller has the same properties in every scenario in which he or she is taken.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

KINDS = ("person", "vehicle", "parcel")
CHANNELS = (
    "officer",
    "database",
    "anpr",
    "europol",
    "document_expert",
    "canine",
    "scanner",
    "concealment_expert",
    "laboratory",
)
"""Ways to detect, in the order in which they are tried; the first that succeeds is named."""
FIRST_LINE = 3
"""The first so many channels work in the first line, the rest in the second line."""
MARKS = (
    "clean",
    "wanted_home",
    "wanted_abroad",
    "notice",
    "false_document",
    "irregular_entry",
    "drugs",
    "firearms",
    "migrants",
    "victims",
    "suspect",
    "associate",
    "goods",
)
"""What a checked person, vehicle or parcel truly is; a check finds it or does not."""

BEGUN, THOROUGH, WAIT, REFERRED, FALSE_INDICATION, PASSED, ENDED, BUSY, SUBMITTED = range(9)
TALLIES = ("begun", "thorough", "wait_h", "referred", "false_indications", "passed", "ended", "busy_h", "submitted")

CHANNEL_COUNT = len(CHANNELS)
LAST_DATABASE = 3
"""Channels 1 to this one ask databases."""

UNDETECTED, NOT_TAKEN = -1, -2
"""Channel numbers of a movement that was checked in vain, and of one that no lane took."""


PERSON = np.dtype([("came", np.float64), ("key", np.uint64), ("code", np.int64)])
"""Somebody at a checkpoint: hour of arrival, key, and ``kind + 4 * number in the block`` (movements: ``kind - 4 * (row + 1)``)."""
LINE = np.dtype([(name, np.int64) for name in ("capacity", "limit", "busy", "first", "waiting")])
"""A line of a checkpoint: open lanes, backlog limit, checks under way, first place of the ring, number who wait."""
FOUND = np.dtype(
    [("post", np.int64), ("time", np.float64), ("mark", np.int64), ("channel", np.int64), ("stratum", np.int64)]
    + [(name, PERSON.fields[name][0]) for name in PERSON.names]
)
"""A finding, or the end of a movement's encounter (channel UNDETECTED or NOT_TAKEN where there is no finding)."""
CHECK = np.dtype(
    [(name, np.int64) for name in ("post", "kind", "stratum", "number")]
    + [(name, np.float64) for name in ("came", "start", "end")]
)
"""One check of the first line."""


class Arrivals(NamedTuple):
    """Candidates of the current hour block, in order of time at each checkpoint."""

    people: Floats
    """PERSON rows."""
    next: Ints
    """Position of the next candidate of each checkpoint."""
    bounds: Ints
    """Position after the last candidate of the checkpoint before (checkpoints + 1)."""


class Encounters(NamedTuple):
    """Movements of networks that were taken out of the stream, by checkpoint and time."""

    posts: Ints
    people: Floats
    """PERSON rows."""


class Movements(NamedTuple):
    """What movements carry; rows outlive the window."""

    marks: Ints
    concealment: Floats


class Queues(NamedTuple):
    """Live state of every checkpoint: two lines, each with lanes and a backlog in order of arrival."""

    lines: Floats
    """LINE rows (checkpoints, 2)."""
    ends: Floats
    """Heap of the ends of checks under way (checkpoints, 2, lanes)."""
    slots: Ints
    """Slot of each heap entry; those beyond `busy` are free (checkpoints, 2, lanes)."""
    people: Floats
    """PERSON rows by slot (checkpoints, 2, lanes)."""
    waiting: Floats
    """PERSON rows of those who wait, as rings (checkpoints, 2, places)."""


class Practice(NamedTuple):
    """How checks are made at each checkpoint."""

    duration: Floats
    """Log mean and log standard deviation of the hours of a check: (kinds, brief | thorough | second line, 2)."""
    thorough: Floats
    """Share of checks that are thorough (checkpoints, kinds)."""
    prevalence: Floats
    """Cumulated prevalence of the marks (checkpoints, kinds, brief | thorough, marks)."""
    detection: Floats
    """Probability that a channel detects a mark that is not concealed (checkpoints, channels, marks)."""
    reach: Floats
    """How far a channel works: (brief | thorough | second line, channels, kinds), 0 to 1."""
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
    """Sums (checkpoints, hours, kinds, TALLIES)."""
    found: Floats
    """FOUND rows of this window."""
    checks: Floats
    """CHECK rows, when it has room."""
    counts: Ints
    """Rows used of `found` and of `checks`."""


_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53

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
    D_CHANNEL,
) = range(12)


@njit(cache=True, nogil=True, inline="always")
def mix(word: np.uint64) -> np.uint64:
    """The finalizer of splitmix64: 64 bits in, 64 well-mixed bits out."""
    word = (word ^ (word >> _S30)) * _M1
    word = (word ^ (word >> _S27)) * _M2
    return word ^ (word >> _S31)


@njit(cache=True, nogil=True, inline="always")
def uniform(key: np.uint64, number: int) -> float:
    """The `number`-th uniform of a key, in the open interval (0, 1)."""
    return (float(mix(key + _GAMMA * np.uint64(number + 1)) >> _S11) + 0.5) * _UNIT


@njit(cache=True, nogil=True)
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal: Acklam's rational approximation, relative error below 1.2e-9."""
    if u < 0.02425 or u > 0.97575:
        tail = u if u < 0.5 else 1.0 - u
        q = math.sqrt(-2.0 * math.log(tail))
        x = (
            (
                (
                    (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q)
                    - 2.549732539343734e00
                )
                * q
                + 4.374664141464968e00
            )
            * q
            + 2.938163982698783e00
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
                + 3.754408661907416e00
            )
            * q
            + 1.0
        )
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239e00
        )
        * q
        / (
            (
                (
                    ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                    + 6.680131188771972e01
                )
                * r
                - 1.328068155288572e01
            )
            * r
            + 1.0
        )
    )


@njit(cache=True, nogil=True)
def _sort(drawn: Floats, people: Floats, hour: int, filled: Ints) -> None:
    """Put drawn PERSON rows in order of arrival: spread evenly over the hour, they go to buckets first."""
    count = drawn.size
    filled[: count + 1] = 0
    for i in range(count):
        filled[int((drawn[i].came - hour) * count) + 1] += 1
    for i in range(count):
        filled[i + 1] += filled[i]
    for i in range(count):
        bucket = int((drawn[i].came - hour) * count)
        person = people[filled[bucket]]
        person.came, person.key, person.code = drawn[i].came, drawn[i].key, drawn[i].code
        filled[bucket] += 1
    for i in range(1, count):
        came, key, code = people[i].came, people[i].key, people[i].code
        j = i
        while j > 0 and people[j - 1].came > came:
            before, person = people[j - 1], people[j]
            person.came, person.key, person.code = before.came, before.key, before.code
            j -= 1
        person = people[j]
        person.came, person.key, person.code = came, key, code


@njit(cache=True, nogil=True)
def draw_arrivals(hour: int, expected: Floats, post_keys: Keys, arrivals: Arrivals) -> int:
    """Draw the candidates for a check of one hour block, in order of time at each checkpoint.

    Arrivals are the points of a unit Poisson process below a level: raising the expected number adds arrivals and moves
    or renumbers none.

    Parameters
    ----------
    hour
        Number of the hour block.
    expected
        Expected candidates (checkpoints, kinds).
    post_keys
        One key per checkpoint.
    arrivals
        Filled; nothing is written beyond its room.

    Returns
    -------
    Number of candidates. When it is more than there is room for, the call must be made again with more room.
    """
    people, bounds = arrivals.people, arrivals.bounds
    drawn = np.empty_like(people)
    filled = np.empty(people.size + 1, dtype=np.int64)
    count = 0
    for post in range(post_keys.size):
        first = count
        for kind in range(expected.shape[1]):
            block = mix(post_keys[post] ^ mix(np.uint64(hour * 4 + kind + 1)))
            level = 0.0
            number = 0
            while expected[post, kind] > 0.0:
                key = mix(block + np.uint64(number))
                level -= math.log(uniform(key, D_LEVEL))
                if level > expected[post, kind]:
                    break
                if count < people.size:
                    person = drawn[count]
                    person.came, person.key, person.code = hour + uniform(key, D_TIME), key, kind + 4 * number
                count += 1
                number += 1
        if count <= people.size:
            _sort(drawn[first:count], people[first:count], hour, filled)
        arrivals.next[post] = first
        bounds[post] = first
        bounds[post + 1] = count
    return count


@njit(cache=True, nogil=True)
def _push(ends: Floats, slots: Ints, size: int, end: float) -> int:
    """Put an end time into a binary heap of `size` entries and give it the next free slot."""
    slot = slots[size]
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if ends[parent] <= end:
            break
        ends[i], slots[i] = ends[parent], slots[parent]
        i = parent
    ends[i], slots[i] = end, slot
    return slot


@njit(cache=True, nogil=True)
def _pop(ends: Floats, slots: Ints, size: int) -> int:
    """Take the slot of the earliest end out of a binary heap of `size` entries and free it."""
    top = slots[0]
    last = size - 1
    end, slot = ends[last], slots[last]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= last:
            break
        if child + 1 < last and ends[child + 1] < ends[child]:
            child += 1
        if end <= ends[child]:
            break
        ends[i], slots[i] = ends[child], slots[child]
        i = child
    ends[i], slots[i] = end, slot
    slots[last] = top
    return top


@njit(cache=True, nogil=True)
def _ordinary_mark(key: np.uint64, cumulated: Floats) -> int:
    """What somebody who was not sent by a network truly is."""
    u = uniform(key, D_MARK)
    if u >= cumulated[cumulated.size - 1]:
        return 0
    mark = 1
    while u >= cumulated[mark]:
        mark += 1
    return mark


@njit(cache=True, nogil=True)
def _detect(
    first: int, last: int, mark: int, kind: int, hidden: float, key: np.uint64, detection: Floats, reach: Floats
) -> int:
    """Return the first channel that detects, or UNDETECTED.

    Channels are independent; concealment hides from those who look, not from databases.
    """
    for channel in range(first, last):
        p = detection[channel, mark] * reach[channel, kind]
        if channel == 0 or channel > LAST_DATABASE:
            p *= 1.0 - hidden
        if p > 0.0 and uniform(key, D_CHANNEL + channel) < p:
            return channel
    return UNDETECTED


@njit(cache=True, nogil=True)
def _note(found: Floats, counts: Ints, post: int, time: float, result: tuple[int, int, int], person: Floats) -> None:
    """Write one finding, or the end of a movement's encounter: mark, channel and stratum."""
    row = found[counts[0]]
    counts[0] += 1
    row.post, row.time = post, time
    row.mark, row.channel, row.stratum = result
    row.came, row.key, row.code = person.came, person.key, person.code


@njit(cache=True, nogil=True)
def _join(line: Floats, waiting: Floats, person: Floats) -> bool:
    """Join the end of those who wait; False where the backlog limit is reached."""
    if line.waiting >= line.limit:
        return False
    place = waiting[(line.first + line.waiting) % waiting.size]
    place.came, place.key, place.code = person.came, person.key, person.code
    line.waiting += 1
    return True


@njit(cache=True, nogil=True)
def _begin(now: float, hours: float, person: Floats, line: Floats, ends: Floats, slots: Ints, people: Floats) -> None:
    """Begin a check of so many hours on a free lane."""
    slot = people[_push(ends, slots, line.busy, now + hours)]
    slot.came, slot.key, slot.code = person.came, person.key, person.code
    line.busy += 1


@njit(cache=True, nogil=True)
def _hours(shape: Floats, u: float) -> float:
    """Lognormal duration: log mean and log standard deviation."""
    return math.exp(shape[0] + shape[1] * normal_quantile(u))


@njit(cache=True, nogil=True)
def _first_line(
    now: float, post: int, person: Floats, stratum: int, duration: Floats, tally: Floats, checks: Floats, counts: Ints
) -> float:
    """Hours of a first-line check that begins now; it is counted, and written down where every check is wanted."""
    kind = person.code & 3
    hours = _hours(duration[kind, stratum], uniform(person.key, D_DURATION))
    row = tally[int(now), kind]
    row[BEGUN] += 1
    row[THOROUGH] += stratum
    row[WAIT] += now - person.came
    row[BUSY] += hours
    if checks.size > 0:
        check = checks[counts[1]]
        counts[1] += 1
        check.post, check.kind, check.stratum, check.number = post, kind, stratum, person.code >> 2
        check.came, check.start, check.end = person.came, now, now + hours
    return hours


@njit(cache=True, nogil=True)
def _second_line(key: np.uint64, kind: int, clean: bool, false_alarm: float, duration: Floats, extra: float) -> float:
    """Hours of a second-line check; a false indication takes extra time."""
    hours = _hours(duration[kind, 2], uniform(key, D_SECOND))
    return hours + extra if clean and uniform(key, D_FALSE) < false_alarm else hours


@njit(cache=True, nogil=True)
def serve(
    begin: float,
    until: float,
    arrivals: Arrivals,
    encounters: Encounters,
    movements: Movements,
    queues: Queues,
    practice: Practice,
    ledger: Ledger,
) -> None:
    """Advance every checkpoint from `begin` to `until` (hours) and write down what was checked and found.

    Events at or after `until` stay for the next window. Lanes may have changed since the last window: lanes that opened
    take those who wait at `begin`, lanes that closed finish their check. `ledger.counts[0]` is set to the number of findings
    of this window; `ledger.found` must have room for all candidates, checks under way and encounters.
    """
    met = 0
    ledger.counts[0] = 0
    for post in range(queues.lines.shape[0]):
        met = _serve_post(begin, until, post, met, arrivals, encounters, movements, queues, practice, ledger)


@njit(cache=True, nogil=True)
def _serve_post(
    begin: float,
    until: float,
    post: int,
    met: int,
    arrivals: Arrivals,
    encounters: Encounters,
    movements: Movements,
    queues: Queues,
    practice: Practice,
    ledger: Ledger,
) -> int:
    """Advance one checkpoint; returns the position after its last encounter."""
    candidates, position, last = arrivals.people, arrivals.next[post], arrivals.bounds[post + 1]
    meetings, meeting_posts = encounters.people, encounters.posts
    first, second = queues.lines[post, 0], queues.lines[post, 1]
    ends, slots, people, waiting = queues.ends[post], queues.slots[post], queues.people[post], queues.waiting[post]
    ends_1, ends_2, slots_1, slots_2, people_1, people_2 = ends[0], ends[1], slots[0], slots[1], people[0], people[1]
    waiting_1, waiting_2 = waiting[0], waiting[1]
    duration, thorough, prevalence = practice.duration, practice.thorough[post], practice.prevalence[post]
    detection, reach, referral = practice.detection[post], practice.reach, practice.referral
    false_alarm, submission, limits = practice.false_alarm[post], practice.submission[post], practice.limits
    marks, concealment = movements.marks, movements.concealment
    tally, found, checks, counts = ledger.tally[post], ledger.found, ledger.checks, ledger.counts
    places = waiting_1.size
    time = begin
    while True:
        while first.waiting > 0 and first.busy < first.capacity:
            person = waiting_1[first.first]
            first.first = (first.first + 1) % places
            first.waiting -= 1
            stratum = 1 if person.code < 0 or uniform(person.key, D_STRATUM) < thorough[person.code & 3] else 0
            hours = _first_line(time, post, person, stratum, duration, tally, checks, counts)
            _begin(time, hours, person, first, ends_1, slots_1, people_1)
        while second.waiting > 0 and second.busy < second.capacity:
            person = waiting_2[second.first]
            second.first = (second.first + 1) % places
            second.waiting -= 1
            kind = person.code & 3
            stratum = 1 if person.code < 0 or uniform(person.key, D_STRATUM) < thorough[kind] else 0
            clean = person.code >= 0 and _ordinary_mark(person.key, prevalence[kind, stratum]) == 0
            hours = _second_line(person.key, kind, clean, false_alarm[kind], duration, limits[2])
            _begin(time, hours, person, second, ends_2, slots_2, people_2)

        time = candidates[position].came if position < last else math.inf
        event = 0
        if met < meeting_posts.size and meeting_posts[met] == post and meetings[met].came < time:
            time, event = meetings[met].came, 1
        if first.busy > 0 and ends_1[0] < time:
            time, event = ends_1[0], 2
        if second.busy > 0 and ends_2[0] < time:
            time, event = ends_2[0], 3
        if time >= until:
            break

        if event < 2:
            if event == 0:
                person = candidates[position]
                position += 1
            else:
                person = meetings[met]
                met += 1
            if first.busy < first.capacity:
                stratum = 1 if person.code < 0 or uniform(person.key, D_STRATUM) < thorough[person.code & 3] else 0
                hours = _first_line(time, post, person, stratum, duration, tally, checks, counts)
                _begin(time, hours, person, first, ends_1, slots_1, people_1)
            elif not _join(first, waiting_1, person):
                tally[int(time), person.code & 3, PASSED] += 1
                if person.code < 0:
                    _note(found, counts, post, time, (0, NOT_TAKEN, 1), person)
            continue

        if event == 2:
            person = people_1[_pop(ends_1, slots_1, first.busy)]
            first.busy -= 1
        else:
            person = people_2[_pop(ends_2, slots_2, second.busy)]
            second.busy -= 1
        key, code = person.key, person.code
        kind = code & 3
        row = tally[int(time), kind]
        stratum, hidden = 1, 0.0
        if code < 0:
            mark, hidden = marks[-(code >> 2) - 1], concealment[-(code >> 2) - 1]
        else:
            if uniform(key, D_STRATUM) >= thorough[kind]:
                stratum = 0
            mark = _ordinary_mark(key, prevalence[kind, stratum])
            if mark > 0:
                hidden = uniform(key, D_CONCEAL) * limits[0]
        channel = UNDETECTED
        if event == 2:
            row[ENDED] += 1
            if mark > 0:
                channel = _detect(0, FIRST_LINE, mark, kind, hidden, key, detection, reach[stratum])
            if channel == UNDETECTED and uniform(key, D_REFERRAL) < referral[kind, stratum, mark]:
                taken = second.busy < second.capacity
                if taken:
                    hours = _second_line(key, kind, mark == 0, false_alarm[kind], duration, limits[2])
                    _begin(time, hours, person, second, ends_2, slots_2, people_2)
                if taken or _join(second, waiting_2, person):
                    row[REFERRED] += 1
                    continue
        else:
            if uniform(key, D_SUBMIT) < submission:
                row[SUBMITTED] += 1
            if mark > 0:
                channel = _detect(FIRST_LINE, CHANNEL_COUNT, mark, kind, hidden, key, detection, reach[2])
            elif uniform(key, D_FALSE) < false_alarm[kind]:
                row[FALSE_INDICATION] += 1
                if uniform(key, D_SUSPICION) < limits[1]:
                    _note(found, counts, post, time, (0, 0, stratum), person)
        if channel >= 0 or code < 0:
            _note(found, counts, post, time, (mark, channel, stratum), person)
    arrivals.next[post] = position
    return met


@njit(cache=True, nogil=True)
def blocked_share(offered: Floats, lanes: Ints, places: int) -> Floats:
    """Share of candidates who pass a checkpoint with a backlog limit: M/M/c/(c + places).

    Parameters
    ----------
    offered
        Offered load in lanes (arrival rate times mean duration).
    lanes
        Open lanes, same shape; where there is none, everybody passes.
    places
        Backlog limit.
    """
    result = np.ones(offered.size)
    for i in range(offered.size):
        if lanes[i] == 0:
            continue
        blocking = 1.0
        for n in range(1, lanes[i] + places + 1):
            ratio = offered[i] / min(n, lanes[i])
            blocking = ratio * blocking / (1.0 + ratio * blocking)
        result[i] = blocking
    return result
