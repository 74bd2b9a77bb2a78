"""Who is held while another country is asked."""

from typing import Any

import pytest
from simpy.events import Event

from sim.engine.clock import Clock
from sim.world.casework.custody import Held
from sim.world.contract.request import NO_ANSWER, Answer
from tests.theatre import small

ANSWERED, LOST = Answer(True, True, "answered"), NO_ANSWER


def held(first: Answer | None, second: Answer | None = None, *, helped: bool = False) -> Held:
    """Somebody for whom two requests were made: what each came to, None while it is under way."""
    clock = Clock(small().start)
    requests = [Event(clock), Event(clock)]
    for request, answer in zip(requests, (first, second), strict=True):
        if answer is not None:
            request.succeed(answer)
    finding: Any = None
    one = Held(finding, "HU", 0.0, 6.0, requests, Event(clock))
    if helped:
        one.answered.succeed(ANSWERED)
    return one


@pytest.mark.parametrize(
    ("one", "waits"),
    [
        (held(None, None), True),
        (held(LOST, None), True),
        (held(None, LOST), True),
        (held(LOST, LOST), False),
        (held(ANSWERED, None), False),
        (held(None, ANSWERED), True),
        (held(None, ANSWERED, helped=True), False),
    ],
    ids=["both under way", "first lost", "second lost", "both lost", "first answered", "no help", "second helped"],
)
def test_somebody_is_held_while_a_request_is_under_way_and_none_has_helped(one: Held, waits: bool) -> None:
    assert one.waits is waits
