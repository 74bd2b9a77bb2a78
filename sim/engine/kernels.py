"""The queues of checks, one by one, at the speed of compiled code.

A checkpoint has a first line of `lanes` with a backlog limit, and a second line of its own. Candidates arrive at keyed
times; a free lane takes the next, up to the backlog limit the others wait in order of arrival, beyond it they pass.
`serve` advances every checkpoint to the end of a window; the state survives in the arrays that it is given, so lanes
may open and close between two windows and queues and checks under way go on. A lane that closes finishes its check.

The key of an arrival (checkpoint, kind, hour block, number in the block) is the base from which every property of its
check is counted, so the same traveller has the same properties in every scenario in which he or she is taken.

What `serve` calls for each check is inlined, and arrays are indexed, not sliced: a slice costs more than a draw.
"""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled import inlined, kernel
from sim.engine.keys import normal_quantile, uniform
from sim.engine.queues import (
    BEGUN,
    BUSY,
    D_CONCEAL,
    D_DETECTOR,
    D_DURATION,
    D_FALSE,
    D_MARK,
    D_REFERRAL,
    D_SECOND,
    D_STRATUM,
    D_SUBMIT,
    D_SUSPICION,
    DETECTOR_COUNT,
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


@inlined
def _push(ends: Floats, slots: Ints, base: int, size: int, end: float) -> int:
    """Put an end time into the binary heap of `size` entries at `base` and give it the next free slot."""
    slot: int = slots[base + size]
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if ends[base + parent] <= end:
            break
        ends[base + i], slots[base + i] = ends[base + parent], slots[base + parent]
        i = parent
    ends[base + i], slots[base + i] = end, slot
    return slot


@inlined
def _pop(ends: Floats, slots: Ints, base: int, size: int) -> int:
    """Take the slot of the earliest end out of the binary heap of `size` entries at `base` and free it."""
    top: int = slots[base]
    last = size - 1
    end, slot = ends[base + last], slots[base + last]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= last:
            break
        if child + 1 < last and ends[base + child + 1] < ends[base + child]:
            child += 1
        if end <= ends[base + child]:
            break
        ends[base + i], slots[base + i] = ends[base + child], slots[base + child]
        i = child
    ends[base + i], slots[base + i] = end, slot
    slots[base + last] = top
    return top


@inlined
def _stratum(person: Row, post: int, thorough: Floats) -> int:
    """Whether a check is thorough (1) or brief (0); that of a movement is thorough."""
    return 1 if person.code < 0 or uniform(person.key, D_STRATUM) < thorough[post, person.code & 3] else 0


@inlined
def _ordinary_mark(key: np.uint64, post: int, kind: int, stratum: int, cumulated: Floats) -> int:
    """What somebody who was not sent by a network truly is."""
    u = uniform(key, D_MARK)
    if u >= cumulated[post, kind, stratum, cumulated.shape[3] - 1]:
        return 0
    mark = 1
    while u >= cumulated[post, kind, stratum, mark]:
        mark += 1
    return mark


@kernel
def _detect(
    detectors: tuple[int, int],
    part: int,
    post: int,
    kind: int,
    mark: int,
    hidden: float,
    key: np.uint64,
    detection: Floats,
    reach: Floats,
) -> int:
    """Return the first of these detectors that detects, or UNDETECTED.

    Detectors are independent; concealment hides from those who look, not from databases.
    """
    for detector in range(*detectors):
        p = detection[post, detector, mark] * reach[part, detector, kind]
        if detector == 0 or detector > LAST_DATABASE:
            p *= 1.0 - hidden
        if p > 0.0 and uniform(key, D_DETECTOR + detector) < p:
            return detector
    return UNDETECTED


@kernel
def _note(found: Rows, counts: Ints, post: int, time: float, result: tuple[int, int, int], person: Row) -> None:
    """Write one finding, or the end of a movement's encounter: mark, detector and stratum."""
    row = found[counts[0]]
    counts[0] += 1
    row.post, row.time = post, time
    row.mark, row.detector, row.stratum = result
    row.came, row.key, row.code = person.came, person.key, person.code


@inlined
def _join(line: Row, waiting: Rows, base: int, places: int, person: Row) -> bool:
    """Join the end of those who wait in the ring at `base`; False where the backlog limit is reached."""
    if line.waiting >= line.limit:
        return False
    position = line.first + line.waiting
    place = waiting[base + (position if position < places else position - places)]
    place.came, place.key, place.code = person.came, person.key, person.code
    line.waiting += 1
    return True


@inlined
def _call(line: Row, waiting: Rows, base: int, places: int) -> Row:
    """Call the first of those who wait in the ring at `base`."""
    person = waiting[base + line.first]
    line.first = line.first + 1 if line.first + 1 < places else 0
    line.waiting -= 1
    return person


@inlined
def _begin(line: Row, ends: Floats, slots: Ints, people: Rows, base: int, person: Row, end: float) -> None:
    """Begin a check on a free lane."""
    slot = people[base + _push(ends, slots, base, line.busy, end)]
    slot.came, slot.key, slot.code = person.came, person.key, person.code
    line.busy += 1


@inlined
def _hours(duration: Floats, kind: int, part: int, u: float) -> float:
    """Lognormal duration of a brief, thorough or second-line check."""
    return math.exp(duration[kind, part, 0] + duration[kind, part, 1] * normal_quantile(u))


@inlined
def _first_line(
    now: float, post: int, person: Row, stratum: int, duration: Floats, tally: Floats, checks: Rows, counts: Ints
) -> float:
    """End of a first-line check that begins now; it is counted, and written down where every check is wanted."""
    kind, hour = person.code & 3, int(now)
    hours = _hours(duration, kind, stratum, uniform(person.key, D_DURATION))
    tally[post, hour, kind, BEGUN] += 1
    tally[post, hour, kind, THOROUGH] += stratum
    tally[post, hour, kind, WAIT] += now - person.came
    tally[post, hour, kind, BUSY] += hours
    if checks.size > 0:
        check = checks[counts[1]]
        counts[1] += 1
        check.post, check.kind, check.stratum, check.number = post, kind, stratum, person.code >> 2
        check.came, check.start, check.end = person.came, now, now + hours
    return now + hours


@kernel
def _second_line(
    now: float, key: np.uint64, kind: int, clean: bool, false_alarm: float, duration: Floats, extra: float
) -> float:
    """End of a second-line check that begins now; a false indication takes extra time."""
    hours = _hours(duration, kind, 2, uniform(key, D_SECOND))
    return now + (hours + extra if clean and uniform(key, D_FALSE) < false_alarm else hours)


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
    candidates, upcoming, bounds = arrivals.people, arrivals.next, arrivals.bounds
    meetings, meeting_posts = encounters.people, encounters.posts
    marks, concealment = movements.marks, movements.concealment
    lines, ends, slots = queues.lines, queues.ends.reshape(-1), queues.slots.reshape(-1)
    people, waiting = queues.people.reshape(-1), queues.waiting.reshape(-1)
    room, places = queues.ends.shape[2], queues.waiting.shape[2]
    duration, thorough, prevalence = practice.duration, practice.thorough, practice.prevalence
    detection, reach, referral = practice.detection, practice.reach, practice.referral
    false_alarm, submission, limits = practice.false_alarm, practice.submission, practice.limits
    tally, found, checks, counts = ledger.tally, ledger.found, ledger.checks, ledger.counts
    counts[0] = 0
    met = 0
    for post in range(lines.shape[0]):
        position, last = upcoming[post], bounds[post + 1]
        first, second = lines[post, 0], lines[post, 1]
        lanes_1, lanes_2 = 2 * post * room, (2 * post + 1) * room
        ring_1, ring_2 = 2 * post * places, (2 * post + 1) * places
        time = begin
        while True:
            while first.waiting > 0 and first.busy < first.capacity:
                person = _call(first, waiting, ring_1, places)
                stratum = _stratum(person, post, thorough)
                end = _first_line(time, post, person, stratum, duration, tally, checks, counts)
                _begin(first, ends, slots, people, lanes_1, person, end)
            while second.waiting > 0 and second.busy < second.capacity:
                person = _call(second, waiting, ring_2, places)
                key, kind, stratum = person.key, person.code & 3, _stratum(person, post, thorough)
                clean = person.code >= 0 and _ordinary_mark(key, post, kind, stratum, prevalence) == 0
                end = _second_line(time, key, kind, clean, false_alarm[post, kind], duration, limits[2])
                _begin(second, ends, slots, people, lanes_2, person, end)

            time = candidates[position].came if position < last else math.inf
            event = 0
            if met < meeting_posts.size and meeting_posts[met] == post and meetings[met].came < time:
                time, event = meetings[met].came, 1
            if first.busy > 0 and ends[lanes_1] < time:
                time, event = ends[lanes_1], 2
            if second.busy > 0 and ends[lanes_2] < time:
                time, event = ends[lanes_2], 3
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
                    stratum = _stratum(person, post, thorough)
                    end = _first_line(time, post, person, stratum, duration, tally, checks, counts)
                    _begin(first, ends, slots, people, lanes_1, person, end)
                elif not _join(first, waiting, ring_1, places, person):
                    tally[post, int(time), person.code & 3, PASSED] += 1
                    if person.code < 0:
                        _note(found, counts, post, time, (0, NOT_TAKEN, 1), person)
                continue

            if event == 2:
                person = people[lanes_1 + _pop(ends, slots, lanes_1, first.busy)]
                first.busy -= 1
            else:
                person = people[lanes_2 + _pop(ends, slots, lanes_2, second.busy)]
                second.busy -= 1
            key, code = person.key, person.code
            hour, kind = int(time), code & 3
            stratum, hidden = 1, 0.0
            if code < 0:
                mark, hidden = marks[-(code >> 2) - 1], concealment[-(code >> 2) - 1]
            else:
                if uniform(key, D_STRATUM) >= thorough[post, kind]:
                    stratum = 0
                mark = _ordinary_mark(key, post, kind, stratum, prevalence)
                if mark > 0:
                    hidden = uniform(key, D_CONCEAL) * limits[0]
            detector = UNDETECTED
            if event == 2:
                tally[post, hour, kind, ENDED] += 1
                if mark > 0:
                    detector = _detect((0, FIRST_LINE), stratum, post, kind, mark, hidden, key, detection, reach)
                if detector == UNDETECTED and uniform(key, D_REFERRAL) < referral[kind, stratum, mark]:
                    taken = second.busy < second.capacity
                    if taken:
                        end = _second_line(time, key, kind, mark == 0, false_alarm[post, kind], duration, limits[2])
                        _begin(second, ends, slots, people, lanes_2, person, end)
                    if taken or _join(second, waiting, ring_2, places, person):
                        tally[post, hour, kind, REFERRED] += 1
                        continue
            else:
                first_channel = FIRST_LINE + 1  # without submission Europol, the first of the second line, has no say
                if uniform(key, D_SUBMIT) < submission[post]:
                    tally[post, hour, kind, SUBMITTED] += 1
                    first_channel = FIRST_LINE
                if mark > 0:
                    detector = _detect(
                        (first_channel, DETECTOR_COUNT), 2, post, kind, mark, hidden, key, detection, reach
                    )
                elif uniform(key, D_FALSE) < false_alarm[post, kind]:
                    tally[post, hour, kind, FALSE_INDICATION] += 1
                    if uniform(key, D_SUSPICION) < limits[1]:
                        _note(found, counts, post, time, (0, 0, stratum), person)
            if detector >= 0 or code < 0:
                _note(found, counts, post, time, (mark, detector, stratum), person)
        upcoming[post] = position


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
