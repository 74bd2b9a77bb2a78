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

import numpy as np
from numba import njit

from sim.engine.keys import normal_quantile, uniform
from sim.engine.queues import (
    BEGUN,
    BUSY,
    CHANNEL_COUNT,
    D_CHANNEL,
    D_CONCEAL,
    D_DURATION,
    D_FALSE,
    D_MARK,
    D_REFERRAL,
    D_SECOND,
    D_STRATUM,
    D_SUBMIT,
    D_SUSPICION,
    ENDED,
    FALSE_INDICATION,
    FIRST_LINE,
    LAST_DATABASE,
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
def _note(found: Rows, counts: Ints, post: int, time: float, result: tuple[int, int, int], person: Row) -> None:
    """Write one finding, or the end of a movement's encounter: mark, channel and stratum."""
    row = found[counts[0]]
    counts[0] += 1
    row.post, row.time = post, time
    row.mark, row.channel, row.stratum = result
    row.came, row.key, row.code = person.came, person.key, person.code


@njit(cache=True, nogil=True)
def _join(line: Row, waiting: Rows, person: Row) -> bool:
    """Join the end of those who wait; False where the backlog limit is reached."""
    if line.waiting >= line.limit:
        return False
    place = waiting[(line.first + line.waiting) % waiting.size]
    place.came, place.key, place.code = person.came, person.key, person.code
    line.waiting += 1
    return True


@njit(cache=True, nogil=True)
def _begin(now: float, hours: float, person: Row, line: Row, ends: Floats, slots: Ints, people: Rows) -> None:
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
    now: float, post: int, person: Row, stratum: int, duration: Floats, tally: Floats, checks: Rows, counts: Ints
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
