"""Loading the compiled kernels of the engine before a run.

The first call of a kernel compiles it, or loads it from a store on disk. Whoever measures time calls them once before.
"""

from __future__ import annotations

import numpy as np

from sim.engine import arrivals, choices, graphs, kernels, ordinary, queues, routes, shut


def load_kernels() -> None:
    """Call every kernel once, on a theatre without posts: it is compiled or loaded, and nothing is simulated."""
    none = np.zeros(0)
    nobody = np.zeros(0, dtype=queues.PERSON)
    whole = np.zeros(0, dtype=np.int64)
    keys = np.zeros(0, dtype=np.uint64)
    come = queues.Arrivals(nobody, whole, np.zeros(1, dtype=np.int64))
    arrivals.draw_arrivals(0, np.zeros((0, len(queues.KINDS))), keys, come)
    lines = queues.Queues(
        lines=np.zeros((0, 2), dtype=queues.LINE),
        ends=np.zeros((0, 2, 1)),
        people=np.zeros((0, 2, 1), dtype=queues.PERSON),
        waiting=np.zeros((0, 2, 1), dtype=queues.PERSON),
    )
    tally = np.zeros((1, 0, 3, len(queues.TALLIES)))
    shut.open_lanes(none, 0)
    shut.send_on(lines.lines, lines.waiting, whole, np.zeros(2, dtype=np.int64), tally[0, :, :, queues.PASSED])
    kernels.serve(
        0.0,
        1.0,
        come,
        queues.Encounters(whole, nobody),
        queues.Movements(whole, none),
        lines,
        queues.Practice(
            duration=np.zeros((3, 3, 2)),
            thorough=np.zeros((0, 3)),
            prevalence=np.zeros((0, 3, 2, len(queues.MARKS))),
            detection=np.zeros((0, len(queues.DETECTORS), len(queues.MARKS))),
            reach=np.zeros((3, len(queues.DETECTORS), 3)),
            referral=np.zeros((3, 2, len(queues.MARKS))),
            false_alarm=np.zeros((0, 3)),
            submission=none,
            limits=np.zeros(3),
        ),
        queues.Ledger(
            tally=tally,
            found=np.zeros(1, dtype=queues.FOUND),
            checks=np.zeros(0, dtype=queues.CHECK),
            counts=np.zeros(2, dtype=np.int64),
        ),
    )
    kernels.blocked_share(none, whole, 0)
    choices.strikes(0.5, keys, none)
    choices.first(0.5, keys, none)
    choices.first_of_like(0.5, keys)
    routes.choose(
        np.array([0.5]),
        0.0,
        routes.Ways(
            whole.reshape(0, 3), none, keys, np.zeros(1, np.int64), np.zeros(2, np.int64), np.zeros(1, np.uint64)
        ),
        routes.Risks(none.reshape(0, 2), none.reshape(0, 3), whole, 1.0, 0.0, 0.0, 0.0),
    )
    nobody_left = np.zeros(0, dtype=bool)
    graphs.largest_part(whole.reshape(0, 2), nobody_left)
    graphs.nearness(whole.reshape(0, 2), nobody_left)
    edges = ordinary.EDGES_MIN / 60.0
    ordinary.ordinary_waits(np.zeros((0, 1)), np.zeros((0, 1)), none, 1.0, keys.reshape(0, 1), edges)
