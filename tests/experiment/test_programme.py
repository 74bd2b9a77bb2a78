"""A year of actions: the same whatever the number of workers, trust that grows, and a table that adds up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sim.cli import main, show
from sim.experiment.programme import luck_of, planned, run_programme
from sim.experiment.summary import Failure
from sim.experiment.years import COMPARED, ProgrammeRun
from sim.present.year import FIGURES
from sim.scenario.programme import Programme, load_programme
from tests.experiment.plans import SMALL

HEAD = """\
kind: programme
name: A short year
theatre: theatre.yaml
published: {arrests: 100, source: somebody}
templates:
  border: {days: 2, officers: 1, checks: 0.5, analysts: 3}
actions:
"""
STARTS = ("2024-02-01", "2024-02-02", "2024-04-01", "2024-09-01", "2024-12-01")


def write(folder: Path, head: str = HEAD, starts: tuple[str, ...] = STARTS) -> Path:
    (folder / "theatre.yaml").write_text(SMALL.replace("networks: {count: 4}", "networks: {count: 12}"))
    action = "  - {{name: OA-{}, template: border, start: '{}', areas: [firearms], leader: BG, participants: [HU]}}\n"
    path = folder / "year.yaml"
    path.write_text(head + "".join(action.format(number, start) for number, start in enumerate(starts)))
    return path


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return load_programme(write(tmp_path_factory.mktemp("year")))


@pytest.fixture(scope="module")
def year(programme: Programme) -> ProgrammeRun:
    return run_programme(programme, 3, workers=1)


def test_trust_grows_with_joint_actions_and_with_dialogue(programme: Programme, tmp_path: Path) -> None:
    trust = [plan.trust for plan in planned(programme)]
    assert trust[0] == 0.0 and trust == sorted(trust) and len(set(trust)) == len(trust)
    assert trust[-1] < programme.between.most_trust
    alone = HEAD.replace("templates:", "between: {dialogue: 0}\ntemplates:")
    without = [plan.trust for plan in planned(load_programme(write(tmp_path, alone)))]
    assert without[1] < trust[1] and without[-1] < trust[-1] and without[1] > 0
    scales = [plan.scenario.cooperation.scale for plan in planned(programme)]
    assert scales == pytest.approx([1 + value for value in trust])


def test_pauses_are_counted_from_the_end_and_overlapping_actions_have_none(programme: Programme) -> None:
    pauses = [plan.pause_h / 24.0 for plan in planned(programme)]
    assert pauses[:3] == [0.0, 0.0, 57.0]


def test_the_year_adds_up(year: ProgrammeRun) -> None:
    assert not year.failures
    table = year.actions()
    assert len(table) == 3 * len(STARTS) and list(table["action"][:5]) == [f"OA-{n}" for n in range(5)]
    for number, one in year.years.items():
        mine = table[table["replication"] == number]
        assert one.figures["arrests"] == mine["arrests"].sum() > 0
        assert one.figures["members_arrested"] == mine["members_arrested"].sum()
        assert one.figures["networks_disrupted"] <= one.figures["networks"] == 12
        assert one.figures["members_at_last"] <= one.figures["members_at_first"]
    evaluation = year.evaluation
    assert set(COMPARED) <= evaluation["published"].keys() and evaluation["not_comparable"]
    low, high = evaluation["figures"]["arrests"]["ci95"]
    assert low <= evaluation["figures"]["arrests"]["mean"] <= high


def test_years_behind_each_figure_are_said_where_some_failed(
    year: ProgrammeRun, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    few = replace(year, requested=4, failures=(Failure("hash", 1, 3, "lost", ""),))
    show.programme(few)
    told = capsys.readouterr().out
    assert "5 actions, 3 of 4 years" in told and told.count("(3 of 4 years)") == len(FIGURES)
    document = few.document()
    assert (document["replications"], document["figures"]["arrests"]["runs"]) == (4, 3)
    show.programme(year)
    assert "of 3 years" not in capsys.readouterr().out


def test_workers_change_nothing(programme: Programme, year: ProgrammeRun) -> None:
    assert run_programme(programme, 3, workers=2).table.equals(year.table)


def test_an_action_keeps_its_luck_when_others_are_added(tmp_path: Path, year: ProgrammeRun) -> None:
    fewer = run_programme(load_programme(write(tmp_path, starts=STARTS[:2])), 3, workers=1)
    assert [one.rows[:2] for one in year.years.values()] == [one.rows for one in fewer.years.values()]
    assert luck_of(1, "OA-1") != luck_of(1, "OA-2") != luck_of(2, "OA-2")


def test_the_command_shows_keeps_and_refuses(tmp_path: Path) -> None:
    path, out = write(tmp_path), tmp_path / "out"

    told = CliRunner().invoke(main, ["programme", str(path), "-n", "2", "--workers", "1", "--out", str(out), "--json"])
    assert told.exit_code == 0
    document = json.loads(told.stdout)
    assert document["actions"] == len(STARTS) and document["figures"]["arrests"]["mean"] > 0
    assert {file.name for file in out.iterdir()} == {
        "actions.parquet",
        "checksums.json",
        "years.parquet",
        "evaluation.json",
        "manifest.json",
        "log.json",
        "report.html",
    }
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "A short year" in report and "not the same thing" in report
    assert pq.read_table(out / "actions.parquet").num_rows == 2 * len(STARTS)
    assert json.loads((out / "manifest.json").read_text())["kind"] == "programme"
    refused = CliRunner().invoke(main, ["trace", str(out), "--list"])
    assert refused.exit_code == 2 and "holds a programme" in refused.stderr
    (out / "report.html").unlink()
    assert CliRunner().invoke(main, ["report", str(out)]).exit_code == 0
    assert (out / "report.html").read_text(encoding="utf-8") == report
    again = CliRunner().invoke(main, ["programme", str(path), "-n", "1", "--out", str(out)])
    assert again.exit_code == 2 and "exists" in again.stderr
    shown = CliRunner().invoke(main, ["programme", str(path), "-n", "2", "--workers", "1"])
    assert shown.exit_code == 0 and "100" in shown.stdout and "not the same thing" in shown.stdout
    listed = CliRunner().invoke(main, ["assumptions", str(path), "--json"])
    paths = [row["path"] for row in json.loads(listed.stdout)["assumptions"]]
    assert {"between.replacement", "between.dialogue", "actions", "behaviour.crime.ties"} <= set(paths)
    path.write_text(path.read_text().replace("leader: BG", "leader: RS"))
    assert CliRunner().invoke(main, ["programme", str(path)]).exit_code == 2
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 2
