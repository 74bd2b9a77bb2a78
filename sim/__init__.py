"""Simulation of police joint action days.

>>> import sim
>>> scenario = sim.load("scenarios/jad-see-2024.yaml")
>>> result = sim.run(scenario, replications=100)
>>> result.summary, result.table("arrests")

Names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.allocation.allocate import allocate
    from sim.experiment.compare import Comparison, compare
    from sim.experiment.evaluation import evaluate
    from sim.experiment.explanation import explain
    from sim.experiment.folder import open_results, open_run
    from sim.experiment.live import begin
    from sim.experiment.replicate import run
    from sim.experiment.scores import score, stored_scores
    from sim.experiment.sensitivity import sensitivity
    from sim.experiment.summary import Run
    from sim.experiment.sweep import sweep
    from sim.experiment.trace import trace
    from sim.outcome.measures import MEASURES
    from sim.outcome.tables import tables
    from sim.scenario.load import load, vary
    from sim.scenario.omissions import without
    from sim.scenario.schema import Scenario
    from sim.scenario.totals import new

__version__ = "0.1.0"

__all__ = [
    "MEASURES",
    "Comparison",
    "Run",
    "Scenario",
    "__version__",
    "allocate",
    "begin",
    "compare",
    "evaluate",
    "explain",
    "figures",
    "load",
    "new",
    "open_results",
    "open_run",
    "report",
    "run",
    "save",
    "score",
    "sensitivity",
    "stored_scores",
    "sweep",
    "tables",
    "trace",
    "vary",
    "without",
]

_HOMES = {
    "Comparison": "sim.experiment.compare",
    "MEASURES": "sim.outcome.measures",
    "Run": "sim.experiment.summary",
    "Scenario": "sim.scenario.schema",
    "allocate": "sim.experiment.allocation.allocate",
    "begin": "sim.experiment.live",
    "compare": "sim.experiment.compare",
    "evaluate": "sim.experiment.evaluation",
    "explain": "sim.experiment.explanation",
    "load": "sim.scenario.load",
    "new": "sim.scenario.totals",
    "open_results": "sim.experiment.folder",
    "open_run": "sim.experiment.folder",
    "report": "sim.cli.results",
    "run": "sim.experiment.replicate",
    "save": "sim.cli.results",
    "score": "sim.experiment.scores",
    "sensitivity": "sim.experiment.sensitivity",
    "stored_scores": "sim.experiment.scores",
    "sweep": "sim.experiment.sweep",
    "tables": "sim.outcome.tables",
    "trace": "sim.experiment.trace",
    "vary": "sim.scenario.load",
    "without": "sim.scenario.omissions",
}


def __getattr__(name: str) -> Any:
    if name == "figures":
        return import_module("sim.present.figures")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
