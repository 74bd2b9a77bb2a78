"""The clock, and desks that serve as SimPy's own resource would."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st
from simpy.events import URGENT

from sim.engine.clock import Clock, Desk, Switch

START = datetime(2024, 11, 25, 22, tzinfo=UTC)
Job = tuple[float, float, int]
Process = simpy.events.ProcessGenerator


def test_the_calendar_starts_with_the_action() -> None:
    clock = Clock(START)
    assert [clock.hour_of_day(time) for time in (0.0, 1.5, 2.0, 26.25)] == [22.0, 23.5, 0.0, 0.25]
    assert clock.date(3.5) == datetime(2024, 11, 26, 1, 30, tzinfo=UTC)


def test_a_process_begins_at_its_hour_and_spends_no_event_on_waiting() -> None:
    clock = Clock(START)
    seen: list[tuple[str, float]] = []

    def note(name: str) -> Process:
        seen.append((name, clock.now))
        yield clock.timeout(1.0)
        seen.append((name, clock.now))

    clock.begin(2.5, note("later"))
    clock.begin(0.0, note("now"))
    events = 0
    while clock.peek() < float("inf"):
        clock.step()
        events += 1
    assert seen == [("now", 0.0), ("now", 1.0), ("later", 2.5), ("later", 3.5)]
    assert events == 4  # for each: its beginning and its timeout
    clock.begin(1.0, note("late"))
    clock.run()
    assert seen[-2:] == [("late", 3.5), ("late", 4.5)]


def test_a_process_that_begins_later_can_be_waited_for_and_its_errors_are_not_lost() -> None:
    clock = Clock(START)

    def fail() -> Process:
        yield clock.timeout(1.0)
        raise LookupError("lost")

    clock.begin(1.0, fail())
    with pytest.raises(LookupError, match="lost"):
        clock.run()


@dataclass(frozen=True)
class Errand:
    """What a process does: waits, sends others on errands, and perhaps waits until the last of them is back."""

    waits_h: float
    others: tuple[Errand, ...]
    stays: bool


ERRANDS = st.recursive(
    st.builds(Errand, st.sampled_from([0.0, 0.5, 1.0]), st.just(()), st.booleans()),
    lambda others: st.builds(
        Errand, st.sampled_from([0.0, 0.5, 1.0]), st.lists(others, max_size=3).map(tuple), st.booleans()
    ),
    max_leaves=12,
)


def run_errands(env: simpy.Environment, errands: list[Errand]) -> list[tuple[str, float]]:
    """What happened, in its order."""
    seen: list[tuple[str, float]] = []

    def go(errand: Errand, name: str) -> Process:
        seen.append((f"{name} begins", env.now))
        yield env.timeout(errand.waits_h)
        sent = [env.process(go(other, f"{name}.{n}")) for n, other in enumerate(errand.others)]
        if sent and errand.stays:
            back = yield sent[-1]
            seen.append((f"{name} meets {back}", env.now))
        yield env.timeout(errand.waits_h)
        seen.append((f"{name} ends", env.now))
        return name

    for number, errand in enumerate(errands):
        env.process(go(errand, str(number)))
    env.run()
    return seen


@given(st.lists(ERRANDS, max_size=4))
def test_all_happens_in_the_order_of_simpy(errands: list[Errand]) -> None:
    assert run_errands(Clock(START), errands) == run_errands(simpy.Environment(), errands)


def test_what_is_urgent_at_a_moment_and_was_planned_before_comes_before_a_process_that_begins_then() -> None:
    clock = Clock(START)
    seen: list[str] = []

    def note(name: str) -> Process:
        seen.append(name)
        yield clock.timeout(1.0)

    clock.begin(0.0, note("planned first"), URGENT)
    clock.process(note("begins"))
    clock.begin(0.0, note("planned later"), URGENT)
    clock.begin(0.0, note("not urgent"))
    clock.advance(0.5)
    assert seen == ["planned first", "begins", "planned later", "not urgent"]


def by_desk(jobs: list[Job], changes: list[tuple[float, int]]) -> list[tuple[int, float]]:
    clock = Clock(START)
    desk = Desk(clock, changes[0][1])
    done: list[tuple[int, float]] = []

    def hand_in(number: int, hours: float, priority: int) -> Process:
        yield desk.serve(hours, priority)
        done.append((number, clock.now))

    def change(staff: int) -> Process:
        desk.set_staff(staff)
        yield clock.timeout(0.0)

    for time, staff in changes[1:]:
        clock.begin(time, change(staff))
    for number, (time, hours, priority) in enumerate(jobs):
        clock.begin(time, hand_in(number, hours, priority))
    clock.run()
    assert desk.busy == 0 or not done
    assert desk.jobs == len(jobs)
    assert desk.busy_h == pytest.approx(sum(jobs[number][1] for number, _ in done))
    assert desk.waiting == len(jobs) - len(done)
    return done


def by_resource(jobs: list[Job], changes: list[tuple[float, int]]) -> list[tuple[int, float]]:
    """The same with a resource; staff who are not there are requests that go before all others."""
    env = simpy.Environment()
    room = max(staff for _, staff in changes)
    desk = simpy.PriorityResource(env, max(room, 1))
    away = [desk.request(priority=-1) for _ in range(int(desk.capacity) - changes[0][1])]
    done: list[tuple[int, float]] = []

    def job(number: int, time: float, hours: float, priority: int) -> Process:
        yield env.timeout(time)
        with desk.request(priority=priority) as turn:
            yield turn
            yield env.timeout(hours)
        done.append((number, env.now))

    def change() -> Process:
        for time, staff in changes[1:]:
            yield env.timeout(time - env.now)
            while len(away) < desk.capacity - staff:
                away.append(desk.request(priority=-1))
            while len(away) > desk.capacity - staff:
                pending = [request for request in away if not request.triggered]
                gone = pending[0] if pending else away[0]
                away.remove(gone)
                if pending:
                    gone.cancel()
                else:
                    desk.release(gone)

    env.process(change())
    for number, (time, hours, priority) in enumerate(jobs):
        env.process(job(number, time, hours, priority))
    env.run()
    return done


@given(st.integers(0, 2**32 - 1), st.integers(0, 60), st.integers(0, 6), st.integers(0, 5))
@settings(max_examples=200)
def test_a_desk_serves_as_a_priority_resource_does(seed: int, count: int, shifts: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    jobs = [(float(rng.uniform(0.0, 4.0)), float(rng.exponential(0.3)), int(rng.integers(3))) for _ in range(count)]
    changes = [(float(time), int(rng.integers(most + 1))) for time in sorted([0.0, *rng.uniform(0.0, 5.0, shifts)])]
    desk, resource = by_desk(jobs, changes), by_resource(jobs, changes)
    assert [number for number, _ in desk] == [number for number, _ in resource]
    assert [time for _, time in desk] == pytest.approx([time for _, time in resource], abs=1e-9)


def test_a_desk_without_staff_keeps_its_queue() -> None:
    clock = Clock(START)
    desk = Desk(clock, 0)
    done = desk.serve(1.0)
    clock.run(until=5.0)
    assert not done.processed
    assert desk.waiting == 1
    desk.set_staff(1)
    assert (desk.waiting, desk.busy) == (0, 1)
    clock.run()
    assert clock.now == 6.0


def test_jobs_wait_for_a_switch_that_is_down_until_the_last_outage_ends() -> None:
    clock = Clock(START)
    switch = Switch(clock)
    through: list[float] = []

    def send(time: float) -> Process:
        yield clock.timeout(time)
        yield switch.when_up()
        through.append(clock.now)

    def outage(begin: float, end: float) -> Process:
        yield clock.timeout(begin)
        switch.take_down()
        assert not switch.up
        yield clock.timeout(end - begin)
        switch.bring_up()

    for time in (0.5, 1.5, 3.0, 9.0, 11.0):
        clock.process(send(time))
    clock.process(outage(1.0, 4.0))
    clock.process(outage(2.0, 8.0))
    clock.process(outage(10.0, 12.0))
    clock.run()
    assert through == [0.5, 8.0, 8.0, 9.0, 12.0]
    assert switch.up


# Going on in steps ----------------------------------------------------------------------------------------------------


def noting(clock: Clock, times: list[float]) -> list[tuple[int, float]]:
    """Processes that each note an hour and, half an hour later, the next; the list of what they noted."""
    seen: list[tuple[int, float]] = []

    def note(number: int) -> Process:
        seen.append((number, clock.now))
        yield clock.timeout(0.5)
        seen.append((number, clock.now))

    for number, time in enumerate(times):
        clock.begin(time, note(number))
    return seen


def test_advance_does_everything_before_and_nothing_of_the_moment_itself() -> None:
    clock = Clock(START)
    seen = noting(clock, [1.0, 2.0, 2.0, math.nextafter(2.0, 0.0), 3.0])
    clock.advance(2.0)
    assert seen == [(0, 1.0), (0, 1.5), (3, math.nextafter(2.0, 0.0))]
    assert clock.now == 2.0
    clock.advance(2.0)
    assert len(seen) == 3
    clock.advance(math.nextafter(2.0, 3.0))
    assert seen[3:] == [(1, 2.0), (2, 2.0)], "in the order in which they were planned"


def test_advance_leaves_urgent_things_of_the_moment_as_well() -> None:
    """SimPy's own `run` would do those that were planned before it was called."""
    clock = Clock(START)
    seen = noting(clock, [])
    clock.advance(1.0)

    def note() -> Process:
        seen.append((0, clock.now))
        yield clock.timeout(0.0)

    clock.process(note())
    clock.advance(1.0)
    assert seen == []
    clock.advance(1.5)
    assert seen == [(0, 1.0)]


@pytest.mark.parametrize("past", [1.5, 0.0, -1.0, math.nan])
def test_the_clock_never_goes_back(past: float) -> None:
    clock = Clock(START)
    seen = noting(clock, [3.0])
    clock.advance(2.0)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(past)
    assert clock.now == 2.0
    clock.advance(3.25)
    assert seen == [(0, 3.0)], "what was planned still happens, in its time"


def test_what_is_planned_at_a_stop_counts_from_there() -> None:
    clock = Clock(START)
    clock.advance(4.0)
    assert clock.now == 4.0, "also when nothing was planned"
    done = Desk(clock, 1).serve(1.0)
    clock.advance(5.0)
    assert not done.processed
    clock.advance(5.1)
    assert done.processed


def test_an_error_stops_the_clock_where_it_happens() -> None:
    clock = Clock(START)

    def fail() -> Process:
        yield clock.timeout(1.0)
        raise LookupError("lost")

    clock.begin(1.0, fail())
    with pytest.raises(LookupError, match="lost"):
        clock.advance(9.0)
    assert clock.now == 2.0


@given(
    st.lists(st.integers(0, 40).map(lambda quarter: quarter / 4.0), max_size=12),
    st.lists(st.one_of(st.floats(0.0, 12.0), st.integers(0, 40).map(lambda quarter: quarter / 4.0)), max_size=12),
)
def test_any_steps_are_as_one(times: list[float], stops: list[float]) -> None:
    one, other = Clock(START), Clock(START)
    whole, stepped = noting(one, times), noting(other, times)
    one.run()
    for stop in sorted(stops):
        other.advance(stop)
        assert stepped == [(number, time) for number, time in whole if time < stop]
    other.advance(100.0)
    assert stepped == whole
