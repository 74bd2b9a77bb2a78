"""The queues of checks, one by one, at the speed of compiled code.

A checkpoint has a first line of `lanes` with a backlog limit, and a second line of its own. Candidates arrive at keyed
times; a free lane takes the next, up to the backlog limit the others wait in order of arrival, beyond it they pass.
`serve` advances every checkpoint to the end of a window; the state survives in the arrays that it is given, so lanes
may open and close between two windows and queues and checks under way go on. A lane that closes finishes its check.

Nothing happens at the end of a check but what is noted: a check begins when somebody has come and a lane is free, so
those who come are taken in their order, and the hours at which lanes are free are all that there is of a queue. The few
checks of which something comes are noted with their ends and dealt with afterwards, in order of time.

The key of an arrival (checkpoint, kind, hour block, number in the block) is the base from which every property of its
check is counted, so the same traveller has the same properties in every scenario in which he or she is taken.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.engine.compiled import inlined, kernel
from sim.engine.keys import uniform
from sim.engine.persons import (
    Crowd,
    detect,
    first_hours,
    foresee,
    is_eventful,
    is_false_alarm,
    is_sent_on,
    is_thorough,
    second_hours,
    truth,
)
from sim.engine.queues import (
    BEGUN,
    BUSY,
    D_SUBMIT,
    D_SUSPICION,
    DETECTOR_COUNT,
    ENDED,
    FALSE_INDICATION,
    FIRST_LINE,
    NOT_TAKEN,
    PASSED,
    REFERRED,
    SUBMITTED,
    THOROUGH,
    UNDETECTED,
    WAIT,
    Arrivals,
    Encounters,
    Floats,
    Ints,
    Ledger,
    Movements,
    Practice,
    Queues,
    Row,
    Rows,
)


class _Window(NamedTuple):
    """All that a line of a checkpoint needs to be advanced."""

    begin: float
    until: float
    movements: Movements
    queues: Queues
    practice: Practice
    ledger: Ledger
    free: Floats
    """When each lane is free, in order, and infinity behind the last."""
    called: Floats
    """When the last were called who found no free lane: as many as may wait, as a ring."""
    ended: Rows
    """FOUND rows of checks of the first line that ended and of which something may come."""
    left: Rows
    """FOUND rows of checks of the second line that ended."""


@inlined
def _take(free: Floats, lanes: int, end: float) -> None:
    """Give the lane that is free first to a check that ends then; one that ends before any lane is free takes none."""
    for lane in range(lanes):
        free[lane] = min(free[lane + 1], max(free[lane], end))


@inlined
def _open(window: _Window, post: int, which: int) -> None:
    """Find out when lanes are free; where they are fewer than checks under way, those that end last occupy them."""
    line, free = window.queues.lines[post, which], window.free
    free[: line.capacity] = -math.inf
    free[line.capacity] = math.inf
    for check in range(line.busy):
        _take(free, line.capacity, window.queues.ends[post, which, check])
    window.called[:] = -math.inf


@inlined
def _copy(to: Row, person: Row) -> None:
    to.came, to.key, to.code = person.came, person.key, person.code


@inlined
def _stay(queues: Queues, post: int, which: int, person: Row, end: float) -> None:
    """Keep a check that is under way when the window ends."""
    line = queues.lines[post, which]
    queues.ends[post, which, line.busy] = end
    _copy(queues.people[post, which, line.busy], person)
    line.busy += 1


@inlined
def _wait(queues: Queues, post: int, which: int, person: Row) -> None:
    """Keep somebody who still waits when the window ends."""
    line = queues.lines[post, which]
    _copy(queues.waiting[post, which, line.waiting], person)
    line.waiting += 1


@inlined
def _enter(rows: Rows, number: int, post: int, time: float, person: Row) -> int:
    """Enter somebody into FOUND rows; returns their number."""
    row = rows[number]
    row.post, row.time = post, time
    _copy(row, person)
    return number + 1


@inlined
def _note(ledger: Ledger, post: int, time: float, mark: int, detector: int, thorough: int, person: Row) -> None:
    """Write one finding, or the end of a movement's encounter."""
    row = ledger.found[ledger.counts[0]]
    row.mark, row.detector, row.stratum = mark, detector, thorough
    ledger.counts[0] = _enter(ledger.found, ledger.counts[0], post, time, person)


@kernel
def _sort(rows: Rows, first: int, last: int) -> None:
    """Put FOUND rows in order of time; those of the same moment stay in their order."""
    spare = np.empty(1, rows.dtype)
    for i in range(first + 1, last):
        if rows[i - 1].time <= rows[i].time:
            continue
        spare[0] = rows[i]
        j = i
        while j > first and rows[j - 1].time > spare[0].time:
            rows[j] = rows[j - 1]
            j -= 1
        rows[j] = spare[0]


@inlined
def _line_up(until: float, arrivals: Arrivals, encounters: Encounters, queues: Queues, crowd: Crowd) -> None:
    """Put those who wait at each checkpoint, and behind them those who come before `until`, in order of time."""
    size, met = 0, 0
    for post in range(queues.lines.shape[0]):
        crowd.bounds[post] = size
        for place in range(queues.lines[post, 0].waiting):
            _copy(crowd.people[size], queues.waiting[post, 0, place])
            size += 1
        position, last = arrivals.next[post], arrivals.bounds[post + 1]
        while True:
            time = arrivals.people[position].came if position < last else math.inf
            if met < encounters.posts.size and encounters.posts[met] == post and encounters.people[met].came < time:
                if encounters.people[met].came >= until:
                    break
                _copy(crowd.people[size], encounters.people[met])
                met += 1
            elif time < until:
                _copy(crowd.people[size], arrivals.people[position])
                position += 1
            else:
                break
            size += 1
        arrivals.next[post] = position
    crowd.bounds[queues.lines.shape[0]] = size


@inlined
def _turn(window: _Window, limit: int, place: int, time: float, waits: bool) -> tuple[float, int]:
    """When somebody who waits or comes at a time is called, and the next place of the ring; -1 if the backlog is full.

    Whoever comes at the moment in which a lane is free finds it busy still.
    """
    earliest = window.free[0]
    joins = earliest >= time
    if joins & ((limit == 0) | (window.called[place] >= time)) & (not waits):
        return -1.0, place
    window.called[place] = earliest
    place += joins | waits
    return max(time, earliest), place if place < limit else 0


@inlined
def _write(ledger: Ledger, post: int, person: Row, thorough: int, start: float, end: float) -> None:
    """Write one check of the first line down."""
    check = ledger.checks[ledger.counts[1]]
    ledger.counts[1] += 1
    check.post, check.kind, check.stratum, check.number = post, person.code & 3, thorough, person.code >> 2
    check.came, check.start, check.end = person.came, start, end


@inlined
def _first_ends(window: _Window, post: int) -> int:
    """End those checks of a first line that are under way and end in the window; returns how many are eventful."""
    queues, practice, count = window.queues, window.practice, 0
    under_way, queues.lines[post, 0].busy = queues.lines[post, 0].busy, 0
    for check in range(under_way):
        person, end = queues.people[post, 0, check], queues.ends[post, 0, check]
        if end >= window.until:
            _stay(queues, post, 0, person, end)
            continue
        window.ledger.tally[int(end), post, person.code & 3, ENDED] += 1
        if is_eventful(person, post, int(is_thorough(person, post, practice)), practice):
            count = _enter(window.ended, count, post, end, person)
    return count


@inlined
def _first_line(window: _Window, post: int, crowd: Crowd) -> int:
    """Make the checks of a first line; returns how many ended of which something may come."""
    queues, practice, ledger, tally = window.queues, window.practice, window.ledger, window.ledger.tally
    line = queues.lines[post, 0]
    _open(window, post, 0)
    count, place = _first_ends(window, post), 0
    waited, line.waiting = crowd.bounds[post] + line.waiting, 0
    for i in range(crowd.bounds[post], crowd.bounds[post + 1]):
        person = crowd.people[i]
        kind, time = person.code & 3, window.begin if i < waited else person.came
        start, place = _turn(window, line.limit, place, time, i < waited)
        if start < 0.0:
            tally[int(time), post, kind, PASSED] += 1
            if person.code < 0:
                _note(ledger, post, time, 0, NOT_TAKEN, 1, person)
            continue
        if start >= window.until:
            _wait(queues, post, 0, person)
            continue
        thorough = int(is_thorough(person, post, practice))
        hours = first_hours(person, thorough, crowd.pace[i], practice)
        hour, end = int(start), start + hours
        tally[hour, post, kind, BEGUN] += 1
        tally[hour, post, kind, THOROUGH] += thorough
        tally[hour, post, kind, WAIT] += start - person.came
        tally[hour, post, kind, BUSY] += hours
        if ledger.checks.size > 0:
            _write(ledger, post, person, thorough, start, end)
        _take(window.free, line.capacity, end)
        if end >= window.until:
            _stay(queues, post, 0, person, end)
            continue
        tally[int(end), post, kind, ENDED] += 1
        if is_eventful(person, post, thorough, practice):
            count = _enter(window.ended, count, post, end, person)
    return count


@inlined
def _second_check(window: _Window, post: int, start: float, person: Row, mark: int, count: int) -> int:
    """Begin a check of the second line; returns how many have ended."""
    queues = window.queues
    end = start + second_hours(person, post, mark, window.practice)
    _take(window.free, queues.lines[post, 1].capacity, end)
    if end < window.until:
        return _enter(window.left, count, post, end, person)
    _stay(queues, post, 1, person, end)
    return count


@inlined
def _second_waits(window: _Window, post: int) -> tuple[int, int]:
    """End checks of a second line that are under way and call those who wait; returns how many ended, and a place."""
    queues, practice, count, place = window.queues, window.practice, 0, 0
    line = queues.lines[post, 1]
    under_way, line.busy = line.busy, 0
    for check in range(under_way):
        person, end = queues.people[post, 1, check], queues.ends[post, 1, check]
        if end < window.until:
            count = _enter(window.left, count, post, end, person)
        else:
            _stay(queues, post, 1, person, end)
    waiting, line.waiting = line.waiting, 0
    for turn in range(waiting):
        person = queues.waiting[post, 1, turn]
        start, place = _turn(window, line.limit, place, window.begin, True)
        if start < window.until:
            thorough = int(is_thorough(person, post, practice))
            mark, _ = truth(person, post, thorough, practice, window.movements)
            count = _second_check(window, post, start, person, mark, count)
        else:
            _wait(queues, post, 1, person)
    return count, place


@inlined
def _second_line(window: _Window, post: int, ended: int) -> int:
    """Conclude checks of a first line, and make those of the second that follow; returns how many of these ended."""
    queues, practice, ledger = window.queues, window.practice, window.ledger
    line = queues.lines[post, 1]
    _open(window, post, 1)
    count, place = _second_waits(window, post)
    for number in range(ended):
        person, time = window.ended[number], window.ended[number].time
        thorough = int(is_thorough(person, post, practice))
        mark, hidden = truth(person, post, thorough, practice, window.movements)
        detector = detect(person, post, thorough, (0, FIRST_LINE), mark, hidden, practice)
        if detector == UNDETECTED and is_sent_on(person, thorough, mark, practice):
            start, place = _turn(window, line.limit, place, time, False)
            if start >= 0.0:
                ledger.tally[int(time), post, person.code & 3, REFERRED] += 1
                if start < window.until:
                    count = _second_check(window, post, start, person, mark, count)
                else:
                    _wait(queues, post, 1, person)
                continue
        if detector >= 0 or person.code < 0:
            _note(ledger, post, time, mark, detector, thorough, person)
    return count


@inlined
def _conclude(window: _Window, post: int, person: Row) -> None:
    """Write down what a check of the second line found."""
    practice, ledger, time = window.practice, window.ledger, person.time
    kind, hour, thorough = person.code & 3, int(time), int(is_thorough(person, post, practice))
    mark, hidden = truth(person, post, thorough, practice, window.movements)
    first = FIRST_LINE + 1  # without submission Europol, the first detector of the second line, has no say
    if uniform(person.key, D_SUBMIT) < practice.submission[post]:
        ledger.tally[hour, post, kind, SUBMITTED] += 1
        first = FIRST_LINE
    detector = detect(person, post, 2, (first, DETECTOR_COUNT), mark, hidden, practice)
    if is_false_alarm(person, post, mark, practice):
        ledger.tally[hour, post, kind, FALSE_INDICATION] += 1
        if uniform(person.key, D_SUSPICION) < practice.limits[1]:
            _note(ledger, post, time, 0, 0, thorough, person)
    if detector >= 0 or person.code < 0:
        _note(ledger, post, time, mark, detector, thorough, person)


@kernel
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
    take those who wait at `begin`, lanes that closed finish their check. `ledger.counts[0]` is set to the number of
    findings of this window; `ledger.found` must have room for all candidates, checks under way and encounters.
    """
    posts, _, room = queues.ends.shape
    places = queues.waiting.shape[2]
    most = arrivals.people.size + encounters.people.size + posts * places
    crowd = Crowd(
        people=np.empty(most, arrivals.people.dtype),
        bounds=np.empty(posts + 1, np.int64),
        pace=np.empty(most),
        draws=np.empty(most),
    )
    window = _Window(
        begin,
        until,
        movements,
        queues,
        practice,
        ledger,
        free=np.empty(room + 1),
        called=np.empty(places),
        ended=np.empty(most + room, ledger.found.dtype),
        left=np.empty(most + 2 * room, ledger.found.dtype),
    )
    ledger.counts[0] = 0
    _line_up(until, arrivals, encounters, queues, crowd)
    foresee(crowd)
    for post in range(posts):
        noted, line = ledger.counts[0], queues.lines[post, 1]
        ended = _first_line(window, post, crowd)
        if ended + line.busy + line.waiting > 0:
            _sort(window.ended, 0, ended)
            left = _second_line(window, post, ended)
            _sort(window.left, 0, left)
            for number in range(left):
                _conclude(window, post, window.left[number])
        _sort(ledger.found, noted, ledger.counts[0])


@kernel
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
