"""A play that is killed at any moment: nothing acknowledged is lost, and it ends as one that nobody killed."""

import multiprocessing
import random
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from sim.exercise.play import Play
from sim.experiment.crew import WORKER
from tests.exercise.plays import SECOND, begun, written

URGENT = {"event": {"kind": "standing_order", "requests": "urgent", "answer": "at_once"}}
USUAL = {"event": {"kind": "standing_order", "requests": "all", "answer": "by_itself"}}
STEP = 17 * SECOND
ACTS = tuple(
    (70 * SECOND + number * STEP, seat, act)
    for number, (seat, act) in enumerate(
        (seat, act) for act in (URGENT, {"reply": "1.1", "text": "Seen."}, USUAL) for seat in ("bg", "rs")
    )
)
"""What is done, at which moment of play, by whom."""
TASKS = multiprocessing.get_context("forkserver")
TASKS.set_forkserver_preload([WORKER])


def act_on(play: Play) -> Iterator[str]:
    """Do all that is not done yet, each act under its number, and yield the numbers as they are acknowledged."""
    play.act("controller", {"clock": {"running": True}})
    for number, (moment, seat, act) in enumerate(ACTS):
        play.tick(moment)
        play.act(seat, act, str(number))
        yield str(number)
    play.tick(ACTS[-1][0] + STEP)


def in_a_process(folder: Path, line: Connection) -> None:
    """Go on with a play, and say what is acknowledged."""
    for number in act_on(Play.open(folder)):
        line.send(number)


def killed(folder: Path, luck: random.Random) -> set[str]:
    """Go on with a play until a process is killed at some moment; what it acknowledged."""
    here, there = TASKS.Pipe(duplex=False)
    process = TASKS.Process(target=in_a_process, args=(folder, there))
    process.start()
    told = {here.recv() for _ in range(luck.randint(1, len(ACTS) - 1))}
    process.join(luck.uniform(0.0, 0.05))
    process.kill()
    process.join()
    while here.poll():
        told.add(here.recv())
    return told


def undisturbed(folder: Path) -> dict[str, list[str]]:
    """What the model writes in a play that nobody kills."""
    play = begun(folder)
    assert [*act_on(play)] == [str(number) for number in range(len(ACTS))]
    return written(play)


def kill_and_go_on(folder: Path, seed: int) -> tuple[set[str], Play]:
    """What was acknowledged before a kill, and the play as it went on to the end."""
    folder = begun(folder).folder
    told = killed(folder, random.Random(seed))
    play = Play.open(folder)
    assert told <= {line.number for line in play.log.lines}
    assert [*act_on(play)] == [str(number) for number in range(len(ACTS))]
    return told, play


def ends_the_same(tmp_path_factory: pytest.TempPathFactory, seeds: range) -> None:
    expected = undisturbed(tmp_path_factory.mktemp("undisturbed"))
    del expected["timeline"]
    for seed in seeds:
        told, play = kill_and_go_on(tmp_path_factory.mktemp("killed"), seed)
        assert told
        numbers = [line.number for line in play.log.lines if line.number is not None]
        assert len(numbers) == len(set(numbers)) == len(ACTS), "nothing is done twice"
        ended = written(play)
        del ended["timeline"]  # orders are numbered by their lines, and the clock was started once more
        assert ended == expected


def test_five_kills_lose_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    ends_the_same(tmp_path_factory, range(5))


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    ends_the_same(tmp_path_factory, range(5, 55))
