"""What is accepted ends: every value of the schema at its ends, and many changed together, in a tiny scenario."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.scenario.ends import Case, Worker, cases, mixture

SAMPLE = 15
FEW, MANY = 6, 1000


def failures(chosen: Sequence[Case], root: Path) -> dict[str, str]:
    """What went wrong, by case."""
    with ExitStack() as stack:
        free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(2):
            free.put(stack.enter_context(closing(Worker(str(root)))))

        def run(case: Case) -> str:
            worker = free.get()
            try:
                return worker.run(case)
            finally:
                free.put(worker)

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(run, chosen))
    return {str(case): wrong for case, wrong in zip(chosen, told, strict=True) if wrong}


def test_a_sample_of_what_is_accepted_comes_to_an_end(root: Path) -> None:
    found = cases()
    assert len(found) > 900
    assert not failures([*found[:: len(found) // SAMPLE], *map(mixture, range(FEW))], root)


@pytest.mark.slow
def test_every_value_at_its_ends_comes_to_an_end(root: Path) -> None:
    assert not failures(cases(), root)


@pytest.mark.slow
def test_random_scenarios_that_are_accepted_come_to_an_end(root: Path) -> None:
    assert not failures([mixture(number) for number in range(FEW, MANY)], root)
