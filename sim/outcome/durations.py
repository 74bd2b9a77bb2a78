"""Times to an event when the end of the action cuts some of them off.

What is unfinished has lasted longer than was seen, and is treated so (Kaplan and Meier 1958): it stays among those who
wait for as long as it could be watched, so nothing looks faster for what it left unfinished. What can no longer have
the event, as a request that was refused, has ended and waits for nothing: its time is nan, and it is left out.
"""

from collections.abc import Sequence

import numpy as np

from sim.outcome.scopes import Floats, Numbers, Scopes

NOT_REACHED = np.inf


def waiting(hours: Floats, finished: Numbers) -> tuple[Floats, Floats]:
    """The times of events, ascending, and the share of all that still waits after each.

    Parameters
    ----------
    hours : array, shape (cases,)
        Time to the event, or how long a case without it was watched; nan where a case ended otherwise.
    finished : array of bool, shape (cases,)
        Whether the event came.
    """
    counted = ~np.isnan(hours)
    hours, finished = hours[counted], finished[counted]
    order = np.lexsort((~finished, hours))  # of equal times, events first
    came = finished[order]
    share = np.cumprod(1.0 - came / (len(came) - np.arange(len(came))))
    return hours[order][came], share[came]


def time_until(part: float, hours: Floats, finished: Numbers) -> float:
    """Time after which a part of all cases has had the event.

    Returns
    -------
    float
        `NOT_REACHED` where it never was so many; nan where no case counts.
    """
    if np.isnan(hours).all():
        return float("nan")
    times, share = waiting(hours, finished)
    reached = np.flatnonzero(share <= 1.0 - part + 1e-9)
    return float(times[reached[0]]) if len(reached) else NOT_REACHED


def until_answer(status: Sequence[str], asked_h: Floats, response_h: Floats, end_h: float) -> tuple[Floats, Numbers]:
    """Hours to the answer of each request, and whether it came, each of shape (requests,).

    A request that is open or lost waits to the end of the action; one that was refused has ended.
    """
    statuses = np.asarray(status, dtype=str)
    answered = statuses == "answered"
    hours = np.where(answered, response_h, end_h - asked_h)
    return np.where(statuses == "refused", np.nan, hours), answered


def medians(scopes: Scopes, hours: Floats, finished: Numbers, at: Numbers) -> Floats:
    """Median time to an event in each scope; `at` is the scope of each case."""
    medians = scopes.undefined()
    for scope in np.unique(at):
        medians[scope] = time_until(0.5, hours[at == scope], finished[at == scope])
    medians[0] = time_until(0.5, hours, finished)
    return medians
