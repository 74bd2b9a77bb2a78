"""Each contract of imports sees the whole package, is kept, and would notice what it forbids."""

from copy import deepcopy
from functools import cache
from typing import Any

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts import acyclic_siblings, forbidden, independence, layers, protected

from tests.house.sources import ROOT, SOURCES

OPTIONS = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: list[dict[str, Any]] = OPTIONS["contracts_options"]
KINDS: dict[str, type[Contract]] = {
    "acyclic_siblings": acyclic_siblings.AcyclicSiblingsContract,
    "forbidden": forbidden.ForbiddenContract,
    "independence": independence.IndependenceContract,
    "layers": layers.LayersContract,
    "protected": protected.ProtectedContract,
}
BREACHES = {
    "rooms": [("sim.engine.clock", "sim.outcome.records"), ("sim.world.world", "sim.joint_action")],
    "floors": [
        ("sim.world.crime.purse", "sim.world.exchange.exchange"),
        ("sim.world.odds", "sim.world.theatre.places"),
    ],
    "circles": [
        ("sim.scenario.reference", "sim.scenario.schema"),
        ("sim.present.markup", "sim.present.report"),
        ("sim.world.casework.arrests", "sim.world.casework.cases"),
        ("sim.experiment.calibration.space", "sim.experiment.calibration.pipeline"),
    ],
    "independence": [("sim.institutions.finance.processes", "sim.institutions.cyber.records")],
    "registry": [
        (room, "sim.institutions.justice.plan")
        for room in (
            "sim.cli",
            "sim.engine.clock",
            "sim.experiment.replicate",
            "sim.joint_action",
            "sim.outcome.measures",
            "sim.present.report",
            "sim.scenario.schema",
            "sim.world.world",
        )
    ],
    "plans": [
        ("sim.institutions.cyber.plan", "sim.world.odds"),
        ("sim.institutions.cyber.records", "sim.engine.clock"),
        ("sim.scenario.load", "sim.engine.streams"),
    ],
    "shown": [("sim.present.report", "sim.experiment.summary"), ("sim.present.tables", "sim.world.odds")],
    "pure": [("sim.world.crime.purse", "pathlib"), ("sim.institutions.justice.agents", "time")],
    "agents": [("sim.engine.clock", "mesa"), ("sim.outcome.scopes", "mesa")],
    "graphs": [("sim.outcome.scopes", "networkx"), ("sim.scenario.load", "networkx")],
    "time": [("sim.experiment.replicate", "simpy")],
    "kernels": [("sim.world.checks.rules", "numba")],
    "sensitivity": [("sim.present.report", "SALib"), ("sim.outcome.measures", "SALib")],
    "files": [("sim.world.world", "pydantic"), ("sim.institutions.cyber.records", "ruamel")],
    "spreadsheets": [("sim.present.report", "openpyxl"), ("sim.exercise.play", "openpyxl")],
    "tables": [("sim.world.final_tables", "pandas"), ("sim.scenario.load", "pyarrow")],
    "statistics": [("sim.world.odds", "scipy")],
    "learning": [("sim.experiment.compare", "sklearn"), ("sim.experiment.summary", "emcee")],
    "search": [("sim.experiment.replicate", "optuna"), ("sim.cli.options", "optuna")],
    "cluster": [("sim.experiment.replicate", "distributed"), ("sim.cli.options", "distributed")],
    "figures": [("sim.cli.show", "plotly")],
    "pages": [("sim.present.report", "starlette"), ("sim.cli", "uvicorn"), ("sim.present.page", "segno")],
    "terminal": [("sim.present.report", "click"), ("sim.experiment.replicate", "rich")],
}
"""Imports that are not there and that a contract forbids, by contract."""


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("sim", include_external_packages=True, cache_dir=None)


def _kept(contract: dict[str, Any], *imports: tuple[str, str]) -> bool:
    """Whether a contract is kept when some imports are added to those of the package."""
    graph = deepcopy(_graph())
    for importer, imported in imports:
        assert {importer, imported} <= graph.modules
        graph.add_import(importer=importer, imported=imported)
    made = KINDS[contract["type"]](contract["name"], OPTIONS["session_options"], contract)
    return made.check(graph, verbose=False).kept


def test_contracts_see_every_module() -> None:
    """A folder without ``__init__.py`` would be seen by none of them."""
    assert {one.module for one in SOURCES} == {name for name in _graph().modules if name.split(".")[0] == "sim"}


def test_every_contract_has_its_breaches() -> None:
    assert {contract["id"] for contract in CONTRACTS} == BREACHES.keys()


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_contract_is_kept_and_can_be_broken(contract: dict[str, Any]) -> None:
    assert _kept(contract)
    for breach in BREACHES[contract["id"]]:
        assert not _kept(contract, breach), breach
