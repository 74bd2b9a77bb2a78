"""The identity of a run in plain values: enough to repeat it, and to go on with it."""

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

from sim import __version__
from sim.experiment.assumed import Assumed
from sim.experiment.parameters import Parameters
from sim.outcome.store import FORMAT
from sim.scenario.doubts import doubts
from sim.scenario.events import Event
from sim.scenario.schema import Scenario
from sim.words import Detail

_DURATIONS = ("at", "lasts")

_OF_ONE = ("scenario", "scenario_hash", "countries", "text")
"""What a manifest says of its scenario; all the rest is shared by the runs of an experiment."""
_NOT_MODEL = ("cli", "experiment", "present")
"""Rooms on which no run depends; the draws of parameters, which are kept there, have a fingerprint of their own."""
LIBRARIES = ("numpy", "numba", "mesa", "simpy", "pyarrow")


def manifest(
    scenario: Scenario,
    seed: int,
    replications: int,
    events: Sequence[Event],
    parameters: Parameters,
    detail: Detail = "cases",
    assumed: Assumed | None = None,
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
        **({} if assumed is None else {"assumptions": assumed.identity}),
        "countries": list(scenario.countries),
        "detail": detail,
        "events": [written(event) for event in events],
        "doubts": [*doubts(scenario)],
        **versions(),
        "text": scenario.text,
    }


def versions() -> dict[str, Any]:
    """What made a result: versions of this package, of Python and of libraries, a digest of the model, the platform."""
    return {
        "versions": {
            "jadsim": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "model": model(),
        "platform": platform.platform(),
    }


def made_with() -> dict[str, str]:
    """What a result depends on beside what is asked: the versions and the model, by name."""
    known = versions()
    return {**known["versions"], "model": known["model"]}


def asked(kind: str, manifests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is asked of an experiment, from the manifests of its runs: what must agree to go on with it."""
    shared = {key: value for key, value in manifests[0].items() if key not in (*_OF_ONE, "platform")}
    plans = [{key: one[key] for key in _OF_ONE if key in one} for one in manifests]
    return shared | {"kind": kind, "plans": len(plans), "scenarios": plans}


@cache
def model() -> str:
    """Digest of the code and the data of the model: what was made with another one is not continued."""
    digest = hashlib.sha256()
    for name, content in sorted(sources(files("sim"), "sim")):
        if name.split("/")[1] not in _NOT_MODEL:
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of the modules and tables in a folder of the package, and in all folders below it."""
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from sources(entry, path)
        elif entry.name.endswith((".py", ".csv")):
            yield path, entry.read_bytes()


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
