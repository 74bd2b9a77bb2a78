"""What Python does with results: keep them, show them, look up what they hold."""

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

import sim
from sim.errors import StoreError
from sim.experiment import replicate
from sim.outcome import records
from tests.experiment import plans


@pytest.fixture(autouse=True)
def synthetic_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)


@pytest.fixture
def run() -> sim.Run:
    return sim.run(sim.vary(plans.small(), {"name": "Checks <b>& more</b>"}), 2, workers=1)


@pytest.fixture
def comparison(tmp_path: Path) -> sim.Comparison:
    path = tmp_path / "base.yaml"
    path.write_text(plans.SMALL, encoding="utf-8")
    return sim.compare(str(path), plans.small({"name": "More networks", "networks.count": "9"}), 2, workers=1)


def test_runs_and_comparisons_say_in_a_line_what_they_are(run: sim.Run, comparison: sim.Comparison) -> None:
    assert repr(run) == "<Run of 'Checks <b>& more</b>': 2 runs, seed 1>"
    assert repr(comparison) == "<Comparison of 'More networks' with 'Three countries': 2 runs, seed 1>"


def test_a_notebook_shows_the_main_measures(run: sim.Run, comparison: sim.Comparison) -> None:
    page = run._repr_html_()
    assert "Checks &lt;b&gt;&amp; more" in page and "<b>" not in page and "<td>arrests</td>" in page
    assert "<td>arrests</td>" in comparison._repr_html_() and "More networks" in comparison._repr_html_()


def test_what_is_saved_can_be_opened_and_shown(run: sim.Run, comparison: sim.Comparison, tmp_path: Path) -> None:
    for name, result in (("run", run), ("comparison", comparison)):
        folder = sim.save(result, str(tmp_path / name))
        assert type(sim.open_run(folder)) is type(result)
        kept = (folder / "report.html").read_text(encoding="utf-8")
        assert kept.startswith("<!doctype html>") and sim.report(folder) == kept
    with pytest.raises(StoreError, match="exists"):
        sim.save(run, tmp_path / "run")
    sim.save(run, tmp_path / "run", force=True)


def test_all_tables_and_their_columns_can_be_looked_up(run: sim.Run) -> None:
    known = sim.tables()
    assert list(known["table"].unique()) == list(records.TABLES)
    columns = list(known[known["table"] == "arrests"]["column"])
    assert list(run.table("arrests").columns) == ["scenario", "seed", "replication", *columns]
    assert known["meaning"].all() and known["unit"].notna().all()


def test_figures_are_drawn_from_a_run_as_from_its_table(run: sim.Run) -> None:
    from sim.present import tables

    for name in ("funnel", "arrests_by_path", "arrests_by_crime_area", "arrests_by_country", "hour_by_hour", "waits"):
        table: pd.DataFrame = getattr(tables, name)(run)
        drawn = getattr(sim.figures, name)
        whole = table.head(sim.figures.LONGEST_WAITS) if name == "waits" else table
        of_run, of_table = drawn(run), drawn(whole)
        assert isinstance(of_run, go.Figure)
        assert of_run.data == of_table.data
        assert run.scenario.hash[:12] in of_run.layout.annotations[-1].text


def test_what_is_no_table_and_what_has_no_report_is_said(run: sim.Run) -> None:
    with pytest.raises(KeyError, match="there is no table 'arrest'"):
        run.table("arrest")
    with pytest.raises(TypeError, match="of results, and not of a Scenario"):
        sim.report(run.scenario)
