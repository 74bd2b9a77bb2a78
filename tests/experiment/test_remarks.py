"""What is said before the numbers: a plan that cannot be made, and how events ended."""

import numpy as np
import pandas as pd
import pytest

from sim.experiment.remarks import MADE, fates, not_made
from sim.outcome.measures import MEASURES
from tests.experiment import plans
from tests.experiment.runs import made

PLANNED = 1100 + 200 + 6


def mean(share: float, passed: float, wait_min: float = 30.0, *, searches: float = 1.0) -> np.ndarray:
    """Means of a run that made a share of its checks, in BG half of that; and of its searches, another one."""
    found = np.zeros((4, len(MEASURES)))
    at = {name: place for place, name in enumerate(MEASURES)}
    found[:, at["checks_total"]] = share * np.array([PLANNED, 362, 582 / 2, 362])
    found[0, at["checks_person"]], found[0, at["checks_vehicle"]] = share * 1100, share * 200
    found[0, at["checks_premises"]] = searches * 6
    found[0, at["passed"]], found[0, at["check_wait_mean_min"]] = passed, wait_min
    return found


STOPPED = "too few officers at its posts"


@pytest.mark.parametrize(
    ("passed", "wait_min", "said"),
    [
        (900.0, 180.0, f"72 % of the planned checks were made (36 % in BG); mean wait for a check 3 h: {STOPPED}."),
        (3.0, 0.5, "mean wait for a check 0.5 min: too little traffic at its posts."),
        (3.0, 0.0, "(36 % in BG): too little traffic at its posts."),
    ],
)
def test_a_plan_that_cannot_be_made_says_so_and_why(passed: float, wait_min: float, said: str) -> None:
    assert not_made(plans.small(), mean(0.72, passed, wait_min)).endswith(said)


def test_lanes_given_back_and_searches_have_their_own_causes() -> None:
    event = "[{kind: lanes, at: 2 h, country: BG, post: kapitan-andreevo-kapikule, share: 0.1}]"
    assert not_made(plans.small({"events": event}), mean(0.72, 900.0)).endswith(f"{STOPPED}, and lanes given back.")
    few = plans.small(
        {f"countries.{code}.plan": "{officers: 20, person: 0, premises: 40}" for code in ("AT", "BG", "HU")}
    )
    assert not_made(few, mean(0.01, 0.0, 0.0)).endswith(": too few officers in its search teams.")


@pytest.mark.parametrize("share", [MADE + 0.001, 1.0, 1.2])
def test_a_plan_that_was_made_says_nothing(share: float) -> None:
    assert not_made(plans.small(), mean(share, 900.0)) == ""


def test_cautions_come_with_a_run_and_stay_in_its_document() -> None:
    plan = plans.small({"days": "2"})
    run = made(plan, np.repeat(mean(0.5, 900.0)[None], 3, axis=0))
    short, days = run.cautions
    assert short.startswith("50 % of the planned checks") and days.startswith("days is 2")
    assert run.document()["cautions"] == [short, days]
    assert made(plans.small(), np.repeat(mean(1.0, 0.0)[None], 3, axis=0)).cautions == ()


def timeline(*ends: tuple[int, int, str, str]) -> pd.DataFrame:
    rows = [(run, place, "reassign", "officers 9", end, limit) for run, place, end, limit in ends]
    return pd.DataFrame(rows, columns=["replication", "number", "event", "detail", "outcome", "limit"])


def test_how_each_event_ended_is_told_with_its_runs() -> None:
    few = "4 of 9 officers were there"
    first, second, third = fates(
        timeline(
            *((run, 1, "happened", "") for run in range(3)),
            *((run, 3, "never", "") for run in range(3)),
            (0, 2, "happened", ""), (1, 2, "capped", few), (2, 2, "never", ""),
        )
    )  # fmt: skip
    assert str(first) == "Event 1, reassign (officers 9): happened in 3 of 3 runs."
    assert str(third) == "Event 3, reassign (officers 9): never came in 3 of 3 runs."
    assert (second.happened, second.capped, second.never, second.limits) == (1, 1, 1, (few,))
    assert str(second).endswith(f"happened in 1 of 3 runs, capped in 1 ({few}), never came in 1.")
