"""The identity of a run in plain values: enough to repeat it."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, get_args

from sim import __version__
from sim.experiment.parameters import Parameters
from sim.outcome.store import FORMAT
from sim.scenario.events import Event
from sim.scenario.schema import Scenario

_DURATIONS = ("at", "lasts")

LIBRARIES = ("numpy", "numba", "mesa", "simpy", "pyarrow")


def manifest(
    scenario: Scenario, seed: int, replications: int, events: Sequence[Event], parameters: Parameters
) -> dict[str, Any]:
    """Describe a run: nothing of it depends on when, how fast, or on how many workers it was made."""
    return {
        "format": FORMAT,
        "kind": "run",
        "scenario": scenario.name,
        "scenario_hash": scenario.hash,
        "seed": seed,
        "replications": replications,
        "parameters": parameters.identity,
        "countries": list(scenario.countries),
        "events": [written(event) for event in events],
        **versions(),
        "text": scenario.text,
    }


def versions() -> dict[str, Any]:
    """What made a result: versions of this package, of Python and of libraries, and the platform."""
    return {
        "versions": {
            "jadsim": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "platform": platform.platform(),
    }


def written(event: Event) -> dict[str, Any]:
    """Write an event as a scenario file does: durations carry their unit."""
    values = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    return values | {key: f"{values[key]!r} h" for key in _DURATIONS if key in values}


def read_event(values: Mapping[str, Any]) -> Event:
    """Read an event back that `written` gave.

    Raises
    ------
    ValueError
        If it is no event.
    """
    for kind in get_args(get_args(Event)[0]):
        if values.get("kind") in get_args(kind.model_fields["kind"].annotation):
            event: Event = kind.model_validate(values)
            return event
    raise ValueError(f"no kind of event: {values.get('kind')!r}")
