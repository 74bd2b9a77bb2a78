"""The kernel and the oracle agree check by check: same travellers, same times, same findings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import queues
from tests.engine import oracle
from tests.engine.stations import KINDS, MARKS, Briefing, Day, Floats, Ints, Kernel, Log, Movement, practice

WITHIN_H = 1e-9


def agree(kernel: Log, twin: Log) -> None:
    """Every check, finding and sum is the same."""
    assert [c[:1] + c[2:5] for c in kernel.checks] == [c[:1] + c[2:5] for c in twin.checks]
    times = [[(c.came, c.start, c.end) for c in log.checks] for log in (kernel, twin)]
    np.testing.assert_allclose(times[0], times[1], rtol=0.0, atol=WITHIN_H)
    assert [f[:1] + f[2:5] + f[6:] for f in kernel.findings] == [f[:1] + f[2:5] + f[6:] for f in twin.findings]
    moments = [[(f.time, f.came) for f in log.findings] for log in (kernel, twin)]
    np.testing.assert_allclose(moments[0], moments[1], rtol=0.0, atol=WITHIN_H)
    np.testing.assert_allclose(kernel.tally, twin.tally, rtol=0.0, atol=1e-7)


def some_movements(posts: int, hours: int, count: int, seed: int) -> tuple[Movement, ...]:
    rng = np.random.default_rng(seed)
    return tuple(
        Movement(
            int(rng.integers(posts)),
            float(rng.uniform(0.0, hours)),
            int(rng.integers(KINDS)),
            int(rng.integers(1, MARKS)),
            float(rng.uniform()),
            int(rng.integers(2**63)),
        )
        for _ in range(count)
    )


@st.composite
def days(draw: st.DrawFn) -> Day:
    posts, hours = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    per_hour = draw(st.sampled_from([1, 2, 4]))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    most = draw(st.integers(1, 6))
    changes = [0, *draw(st.lists(st.integers(1, hours * per_hour - 1), max_size=6))] if hours * per_hour > 1 else [0]
    return Day(
        expected=rng.uniform(0.0, draw(st.sampled_from([2.0, 15.0, 60.0])), (hours, posts, KINDS)),
        practice=practice(posts, seed),
        briefings={
            window / per_hour: Briefing(
                rng.integers(0, most + 1, (posts, 2)), practice(posts, int(rng.integers(2**32))).detection
            )
            for window in changes
        },
        limits=(draw(st.integers(0, 9)), draw(st.integers(0, 4))),
        per_hour=per_hour,
        movements=some_movements(posts, hours, draw(st.integers(0, 12)), seed),
        seed=seed,
    )


@given(days())
@settings(max_examples=120)
def test_any_small_day_is_the_same_check_by_check(day: Day) -> None:
    kernel = Kernel(day)
    log = kernel.play()
    agree(log, oracle.play(day, dict(enumerate(kernel.candidates))))


def busy_day(per_hour: int) -> Day:
    """Twelve checkpoints, a day and a half: shifts up and down, to nothing and back, and officers sent elsewhere."""
    posts, hours = 12, 36
    rng = np.random.default_rng(7)
    lanes: Ints = rng.integers(2, 9, (posts, 2))
    level: Floats = 1.0 + 0.8 * np.sin(np.arange(hours) / 24.0 * 2.0 * np.pi)
    briefings = {}
    for hour, share in ((0, 0.5), (6, 1.0), (14, 0.7), (22, 0.4), (30, 1.0)):
        briefings[float(hour)] = Briefing(np.rint(lanes * share).astype(np.int64))
    shut = briefings[14.0].lanes.copy()
    shut[:4] = 0
    briefings[16.0] = Briefing(shut)
    briefings[19.0] = Briefing(np.roll(shut, 4, axis=0))
    briefings[20.0] = Briefing(briefings[14.0].lanes, practice(posts, 8).detection)
    return Day(
        expected=level[:, None, None] * rng.uniform(2.0, 40.0, (posts, KINDS)),
        practice=practice(posts, 7),
        briefings=briefings,
        limits=(10, 3),
        per_hour=per_hour,
        movements=some_movements(posts, hours, 150, 7),
    )


@pytest.mark.parametrize("per_hour", [1, 2, 4], ids=["60 min", "30 min", "15 min"])
def test_a_day_and_a_half_is_the_same_check_by_check(per_hour: int) -> None:
    day = busy_day(per_hour)
    kernel = Kernel(day)
    log = kernel.play()
    agree(log, oracle.play(day, dict(enumerate(kernel.candidates))))
    assert len(log.checks) > 10_000
    detectors = {finding.detector for finding in log.findings}
    assert detectors == {queues.NOT_TAKEN, queues.UNDETECTED, *range(len(queues.DETECTORS))}
    sums = dict(zip(queues.TALLIES, log.tally.sum(axis=(0, 1, 2)), strict=True))
    assert min(sums.values()) > 100.0


def test_windows_leave_no_trace() -> None:
    logs = [Kernel(busy_day(per_hour)).play() for per_hour in (1, 2, 4, 60)]
    for log in logs[1:]:
        assert log.checks == logs[0].checks
        assert log.findings == logs[0].findings
        np.testing.assert_allclose(log.tally, logs[0].tally, rtol=0.0, atol=1e-9)


def test_the_oracle_would_notice_a_changed_kernel() -> None:
    """The comparison has teeth: a backlog one shorter, or one draw moved, is seen."""
    day = busy_day(2)
    kernel = Kernel(day)
    log = kernel.play()
    other = replace(day, limits=(9, 3))
    with pytest.raises(AssertionError):
        agree(log, oracle.play(other, dict(enumerate(kernel.candidates))))
    moved = [[person._replace(key=person.key + np.uint64(1)) for person in people] for people in kernel.candidates]
    with pytest.raises(AssertionError):
        agree(log, oracle.play(day, dict(enumerate(moved))))


def test_conservation() -> None:
    day = busy_day(4)
    kernel = Kernel(day)
    for window in range(day.hours * 4):
        kernel.advance(window / 4, (window + 1) / 4)
        arrived = np.array(
            [
                sum(person.came < (window + 1) / 4 for person in people)
                + sum(m.post == post and m.time < (window + 1) / 4 for m in day.movements)
                for post, people in enumerate(kernel.candidates)
            ]
        )
        sums = dict(zip(queues.TALLIES, kernel.tally.sum(axis=(1, 2)).T, strict=True))
        lines = kernel.queues.lines
        assert (arrived == sums["begun"] + sums["passed"] + lines["waiting"][:, 0]).all()
        assert (sums["begun"] == sums["ended"] + lines["busy"][:, 0]).all()
        assert (lines["waiting"] <= lines["limit"]).all()
        assert ((lines["busy"] >= lines["capacity"]) | (lines["waiting"] == 0)).all()
    assert kernel.tally[..., queues.BEGUN].sum() > 10_000
