"""Events that are recorded beside those of a scenario: handed over before a run, or given while it goes on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import ValidationError

from sim.errors import Fault, ScenarioError
from sim.scenario.consistency import event_findings
from sim.scenario.events import Event
from sim.scenario.part import Finding, Timed
from sim.scenario.quantity import Sealed
from sim.scenario.schema import Scenario
from sim.scenario.structure import faults_of
from sim.scenario.tree import dotted, node_of

RECORDED, ORDER = "recorded events", "order"
"""What faults name in place of a file."""
SECONDS = 3600
"""In an hour: the moments at which an order can be given."""


class Order(Sealed):
    """One event, in a list as a scenario has it."""

    events: tuple[Event, ...]


def refuse_unfit(scenario: Scenario, recorded: Sequence[Timed]) -> None:
    """Refuse events that do not fit a scenario, by the rules that hold for its own.

    Raises
    ------
    ScenarioError
        With every fault; keys begin with the place of the event in the list.
    """
    if recorded:
        _refuse(RECORDED, _unfit(scenario, (), recorded))


def ordered(scenario: Scenario, before: Sequence[Timed], order: Timed | Mapping[str, object], now_h: float) -> Timed:
    """The event of an order that is given at an hour of a running action.

    Parameters
    ----------
    before
        Events that were recorded before.
    order
        The event, or its keys and values as a file writes them; these need not name the hour.

    Raises
    ------
    ScenarioError
        If it does not fit the scenario or the moment: with every fault, keys as in the event.
    """
    event = order if isinstance(order, Timed) else _read(order, now_h)
    unfit = ((path[1:], found, wanted) for path, found, wanted in _unfit(scenario, before, (event,)))
    _refuse(ORDER, (*_not_now(event, now_h), *unfit))
    return event


def _read(values: Mapping[str, object], now_h: float) -> Timed:
    """The event that plain values spell out."""
    moment = {} if "at" in values or "when" in values else {"at": f"{round(now_h * SECONDS)} s"}
    listed = {"events": [{**values, **moment}]}
    try:
        return Order.model_validate(listed).events[0]
    except ValidationError as error:
        faults = faults_of(error, node_of(listed, ORDER), Order)
        raise ScenarioError(tuple(replace(fault, key=_in_event(fault.key)) for fault in faults)) from error


def _in_event(key: str) -> str:
    """A key without the list and the place in it."""
    return ".".join(key.split(".")[2:])


def _unfit(scenario: Scenario, before: Sequence[Timed], recorded: Sequence[Timed]) -> Iterator[Finding]:
    """What does not fit of events that come beside others; paths begin with their place in the list."""
    known = (*scenario.events, *before)
    for (_, place, *key), found, wanted in event_findings(scenario, (*known, *recorded)):
        if isinstance(place, int) and place >= len(known):
            yield (place - len(known), *key), found, wanted


def _not_now(event: Timed, now_h: float) -> Iterator[Finding]:
    """What is wrong with the moment of an order."""
    if event.at is None:
        yield ("when",), "an order waits for nothing", "Leave the condition out, and give it when it holds"
    elif event.at != now_h:
        yield ("at",), f"hour {event.at:g} is not now", f"The action stands at hour {now_h:.15g}: leave it out"
    if round(now_h * SECONDS) / SECONDS != now_h:
        yield ("at",), f"hour {now_h:.15g} is no whole second", "Stop at a whole number of seconds, then give it"


def _refuse(name: str, findings: Iterable[Finding]) -> None:
    faults = [
        Fault(file=name, line=None, key=dotted(path), found=found, wanted=wanted) for path, found, wanted in findings
    ]
    if faults:
        raise ScenarioError(tuple(faults))
