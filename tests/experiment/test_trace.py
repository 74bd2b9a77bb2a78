from pathlib import Path
from typing import Any

import pytest

from sim.engine.journal import Journal
from sim.errors import StoreError
from sim.experiment import replicate
from sim.experiment import trace as tracing
from sim.experiment.compare import compare
from sim.experiment.folder import save_comparison, save_run
from sim.experiment.replicate import run
from sim.experiment.trace import steps, trace
from sim.outcome.outcome import Outcome
from sim.outcome.records import Arrest, Case, Decision, Message, Movement, OperationRow, Package, Search
from tests.experiment import plans
from tests.outcome import synthetic

CASE = "BG/kapitan/vehicle/h001/3"
HOUSE = f"{CASE}/search-HU"


def story() -> Outcome:
    """A movement is found at a post, an answer from abroad links it, and Europol's package leads to an operation."""
    journal = Journal()
    synthetic.give_dense(journal)
    nan = float("nan")
    for record in (
        Movement("N07/m1", "N07", 0.5, "firearms", "TR", "AT", "kapitan", 1, 1, True, True, False),
        Case(CASE, 1.0, "BG", "BG/kapitan", "vehicle", "movement", "firearms", "firearms", "canine", "N07", "N07/m1"),
        Case("RO/x/person/h001/1", 1.5, "RO", "RO/x", "person", "brief", "drugs", "drugs", "officer", "N01", ""),
        Case("AT/y/person/h009/1", 9.0, "AT", "AT/y", "person", "brief", "drugs", "associate", "officer", "N07", ""),
        Message(f"{CASE}/ask-AT/1", CASE, 1.2, "BG", "AT", "siena", "urgent", "request", "answered", 3.2, 2.0, 0.5, 2),
        Message(f"{CASE}/late", CASE, 8.0, "BG", "AT", "siena", "other", "request", "open", nan, nan, 0.0, 1),
        Decision(1.1, "BG/spoc", "channel", CASE, "siena to AT"),
        Decision(3.5, "EUROPOL/analyst-01", "link", f"{CASE}/trace-0", "N07 with 1 other trace"),
        Decision(3.6, "EUROPOL/analyst-01", "link", "RO/x/person/h001/1/trace-0", "N01 with 1 other trace"),
        Package("N07/package", 4.0, "N07", "BG AT", 0.4),
        OperationRow("N07/operation", 6.0, "N07", "AT BG", 4, 2, 0, False, 2.0, "N07/package"),
        Arrest("N07/operation/member-2/arrest-1", 6.0, "AT", "network_operation", "firearms", "",
               "N07/operation/member-2", "N07", True, "N07/operation/member-2"),
        Search(HOUSE, 7.0, "HU", "follow_up", "found", HOUSE, CASE),
        Case(HOUSE, 7.0, "HU", "", "premises", "search", "firearms", "suspect", "information", "N07", CASE),
        Arrest(f"{HOUSE}/arrest-1", 7.0, "HU", "follow_up_search", "firearms", "", HOUSE, "N07",
               True, HOUSE),
    ):  # fmt: skip
        journal.add(record)
    return synthetic.frozen(journal, ("AT", "BG", "HU", "RO"), 24)


def test_an_operation_goes_back_to_the_movement() -> None:
    told = steps(story(), "N07/operation/member-2/arrest-1")
    assert [step.id for step in told] == [
        "N07/m1",
        CASE,
        CASE,
        f"{CASE}/ask-AT/1",
        f"{CASE}/trace-0",
        "N07/package",
        "N07/operation",
        "N07/operation/member-2/arrest-1",
    ]
    assert told[3].what == "urgent request to AT by siena: answered after 2.0 h"
    assert told[-1].what == "arrest (network operation) for firearms"


def test_a_search_goes_back_to_its_case() -> None:
    told = steps(story(), f"{HOUSE}/arrest-1")
    assert told[0].id == "N07/m1"
    assert {step.who for step in told} >= {"N07", "BG", "HU", "BG/spoc"}
    assert sum(step.id == HOUSE for step in told) == 2
    assert not any("operation" in step.id or step.id.startswith("RO") for step in told)


def test_steps_are_in_order_of_time_and_end_with_the_arrest() -> None:
    outcome = synthetic.outcome(4, cases=60)
    for arrest in outcome["arrests"].text("arrest"):
        told = steps(outcome, arrest)
        assert [step.time_h for step in told] == sorted(step.time_h for step in told)
        assert told[-1].id == arrest
        assert len(told) >= 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    monkeypatch.setattr(tracing, "replay", plans.replay)
    save_run(run(plans.small(), 2, workers=1), tmp_path / "run", lambda result: "")
    return tmp_path / "run"


def test_an_arrest_is_named_in_three_ways(folder: Path) -> None:
    arrests = tracing.open_stored_run(folder).table("arrests")
    row = arrests.iloc[1]
    by_number, by_name = trace(folder, "1"), trace(folder, f"{row['replication']}:{row['arrest']}")
    assert by_number == by_name
    assert by_number[-1].id == row["arrest"]
    alone = arrests[~arrests["arrest"].duplicated(keep=False)].iloc[0]["arrest"]
    assert trace(folder, alone)[-1].id == alone


@pytest.mark.parametrize("name", ["nobody/arrest-1", "100000", "7:x", ""])
def test_an_arrest_that_is_not_there_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(StoreError, match="no arrest"):
        trace(folder, name)


def test_an_arrest_of_several_replications_must_be_told_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = tracing.open_stored_run(folder)
    twice = result.table("arrests").assign(arrest="x/arrest-1")
    monkeypatch.setattr(type(result), "table", lambda self, name, columns: twice[columns])
    with pytest.raises(StoreError, match=r"have an arrest 'x/arrest-1'; name one, such as 0:x/arrest-1"):
        trace(folder, "x/arrest-1")


def test_a_replay_that_differs_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def another(scenario: Any, seed: int, *more: Any, **named: Any) -> Outcome:
        return plans.replay(scenario, seed + 1, *more, **named)

    monkeypatch.setattr(tracing, "replay", another)
    with pytest.raises(StoreError, match="does not repeat"):
        trace(folder, "0")


def test_a_comparison_is_refused_with_the_way_out(tmp_path: Path, folder: Path) -> None:
    save_comparison(compare(plans.small(), [plans.small()], 2, workers=1), tmp_path / "both", lambda result: "")
    with pytest.raises(StoreError, match="name one of its runs"):
        trace(tmp_path / "both", "0")
    assert trace(tmp_path / "both" / "base", "0")
