"""Surfaces of a plan: the points that were asked for, the same luck at each, nothing done twice."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.errors import ScenarioError, StoreError
from sim.experiment import replicate
from sim.experiment.design import design
from sim.experiment.pairs import ALPHA, FLIPPED, flips
from sim.experiment.points import Measured, measured
from sim.experiment.sweep import Sweep, sweep
from sim.outcome.measures import MEASURES
from sim.outcome.outcome import Outcome
from sim.outcome.store import read_json, read_table, seal
from sim.outcome.workplace import workplace
from sim.present.surface import point_cells, surface, sweep_report, too_few
from sim.scenario.axis import Axis
from sim.scenario.schema import Scenario
from tests.experiment import plans

BASE = plans.small()
OFFICERS = "officers_scale=0.5..1.5:3"


def of_values(values: Any, *axes: str, name: str = "response_time_median_h") -> Sweep:
    """A sweep that gave some values of one measure, shape (points with the plan as it stands, replications)."""
    every = np.zeros((*values.shape, len(MEASURES)))
    every[:, :, [*MEASURES].index(name)] = values
    manifest = {"seed": 1, "replications": values.shape[1], "hours": BASE.hours}
    known = Measured(manifest=manifest, values=every, failures=(), wall_s=0.0)
    return Sweep(base=BASE, design=grid(*axes), measures=(name,), measured=known)


def grid(*axes: str) -> Any:
    return design(BASE, [Axis.read(axis) for axis in axes])


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Stands for the model; lists the runs that it is asked for."""
    asked = []

    def replay(scenario: Scenario, seed: int, replication: int, *_: object) -> Outcome:
        asked.append((scenario.hash, replication))
        if scenario.europol.analysts == 9:
            raise ValueError("nine are too many")
        return plans.replay(scenario, seed, replication)

    monkeypatch.setattr(replicate, "replay", replay)
    return asked


def test_times_that_were_not_reached_are_said_at_every_point() -> None:
    values = np.full((3, 4), 5.0)
    values[1, 0] = np.inf
    values[2, :] = np.inf
    found = of_values(values, "officers_scale=1..2:2")
    assert [(row["runs"], row["unreached"]) for row in found.rows] == [(4, 0), (4, 1), (4, 4)]
    assert found.rows[2]["mean"] == BASE.hours
    told = [point_cells(row)[0] for row in found.rows]
    assert told[0] == "5 h" and told[1].startswith("at least") and told[2] == "not reached"


def test_runs_behind_a_point_are_said_where_they_are_fewer_than_all() -> None:
    values = np.array([[5.0, np.nan, 6.0, 7.0], [4.0, 5.0, np.nan, 9.0], [5.0, 6.0, 8.0, 9.0]])
    found = of_values(values, "officers_scale=1..2:2")
    assert [(row["runs"], row["pairs"], row["of"]) for row in found.rows] == [(3, 3, 4), (3, 2, 4), (4, 3, 4)]
    told = [point_cells(row) for row in found.rows]
    assert [cells[0] for cells in told] == ["6 h (3 of 4 runs)", "6 h (3 of 4 runs)", "7 h"]
    assert [cells[2].partition(" (")[2] for cells in told] == ["3 of 4 pairs)", "2 of 4 pairs)", "3 of 4 pairs)"]
    document = found.document()
    assert [(row["runs"], row["pairs"], row["of"]) for row in document["points"]] == [(3, 3, 4), (3, 2, 4), (4, 3, 4)]
    page = sweep_report(document, found.frame(), found.measured.manifest, "")
    assert page.count("(3 of 4 runs)</span></td>") == 2
    for varied in (["officers_scale"], ["officers_scale", "europol.analysts"]):
        rows = found.frame().query("point > 0").assign(**{"europol.analysts": [1.0, 2.0]})
        drawn = surface(rows, varied, grid=True).to_json()
        assert drawn.count("6 h (3 of 4 runs)") == 1 and "%{hovertext}" in drawn


def test_so_few_pairs_as_tell_no_difference_are_said_to_be_few() -> None:
    for pairs in (2, 5, 6, 40):
        told = flips(np.arange(1.0, 1.0 + pairs)) < ALPHA if pairs <= FLIPPED else True
        assert bool(too_few(pairs)) is not told


def test_a_grid_has_all_combinations_of_levels() -> None:
    found = grid(OFFICERS, "cooperation.scale=0..1:2")
    assert found.points == ((0.5, 0), (0.5, 1), (1, 0), (1, 1), (1.5, 0), (1.5, 1))
    assert found.overrides(found.points[1]) == {"officers_scale": 0.5, "cooperation.scale": 1}
    assert [plan.officers("AT") for plan in found.plans(BASE)] == [10, 10, 20, 20, 30, 30]


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_points_are_spread_over_the_space_and_are_the_same_again(kind: Any) -> None:
    axes = [Axis.read("officers_scale=0.5..1.5"), Axis.read("europol.analysts=0..8")]
    found = design(BASE, axes, kind, 16)
    assert found == design(BASE, axes, kind, 16) != design(BASE, axes, kind, 16, seed=2)
    rows = np.array(found.points)
    assert sorted(np.floor((rows[:, 0] - 0.5) * 16)) == [*range(16)]  # one in each of 16 strips
    assert (rows[:, 1] == rows[:, 1].round()).all() and rows[:, 1].min() <= 1 and rows[:, 1].max() >= 7
    assert found.plans(BASE)[0].europol.analysts == rows[0, 1]


def test_durations_are_varied_with_their_unit() -> None:
    found = grid("behaviour.fusion.package=1 h..3 h:3")
    assert len({plan.hash for plan in found.plans(BASE)}) == 3
    assert found.overrides(found.points[2]) == {"behaviour.fusion.package": "3 h"}


def test_shares_are_varied_as_they_are_written_elsewhere() -> None:
    found = grid("behaviour.selection.false_alarm=1 %..15%:3")
    assert [plan.behaviour.selection.false_alarm for plan in found.plans(BASE)] == [0.01, 0.08, 0.15]


@pytest.mark.parametrize(
    "wrong",
    [
        "officers_scale",
        "=0..1:2",
        "a=1..0:2",
        "a=1..1:2",
        "a=0..1:1",
        "a=0:1",
        "a=0..x:3",
        "a=1 h..2 min:2",
        "a=1 %..2:2",
    ],
)
def test_what_is_no_range_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no range|no width|levels"):
        Axis.read(wrong)


@pytest.mark.parametrize(
    ("axes", "kind", "points", "said"),
    [
        ([], "grid", None, "Name a key"),
        (["a=0..1:2", "a=0..2:2"], "grid", None, "once"),
        (["a=0..1"], "grid", None, "takes levels"),
        (["a=0..1:2"], "grid", 8, "no number of points"),
        (["a=0..1:200", "b=0..1:200"], "grid", None, "more than 10,000"),
        (["a=0..1:2"], "lhs", 8, "levels are of a grid"),
        (["a=0..1"], "lhs", None, "takes a number of points"),
        (["a=0..1"], "sobol", 12, "such as 16 points"),
    ],
)
def test_what_is_no_design_is_refused(axes: list[str], kind: Any, points: int | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        design(BASE, [Axis.read(axis) for axis in axes], kind, points)


def test_a_key_that_the_plan_has_not_is_refused_with_the_way_out() -> None:
    with pytest.raises(ScenarioError, match="officers_scale"):
        sweep(BASE, grid("officers_scal=0..1:2"), 2, workers=1)


def test_all_points_meet_the_luck_of_the_plan_as_it_stands(model: list[Any]) -> None:
    found = sweep(BASE, grid(OFFICERS), 4, measures=["arrests"], workers=1, parameters="best")
    lowest, same, highest = found.rows[1:]
    assert (same["difference"], same["mean"]) == (0.0, found.rows[0]["mean"])
    assert lowest["difference"] < 0 < highest["difference"]
    assert highest["mean"] - found.rows[0]["mean"] == pytest.approx(highest["difference"])
    alone = replicate.run(found.design.plans(BASE)[2], 4, workers=1, parameters="best", keep=False)
    assert highest["mean"] == pytest.approx(alone.values[:, 0, [*alone.summary["measure"]].index("arrests")].mean())
    assert json.loads(json.dumps(found.document(), allow_nan=False))["points"][3]["officers_scale"] == 1.5


def test_a_run_that_fails_is_told_and_the_others_count(model: list[Any]) -> None:
    both = [BASE, plans.small({"europol.analysts": "9"})]
    found = measured("sweep", BASE, both, 3, design=grid(OFFICERS), measures=["arrests"], workers=1, parameters="best")
    assert [one.replication for one in found.failures] == [0, 1, 2]
    assert np.isnan(found.values[1]).all() and not np.isnan(found.of("arrests")[:, 0]).any()


def sweep_in(home: Path, *words: str, out: str = "out") -> Any:
    (home / "small.yaml").write_text(plans.SMALL)
    given = ["sweep", str(home / "small.yaml"), "--vary", OFFICERS, "--workers", "1", "--parameters", "best"]
    return CliRunner().invoke(main, [*given, "--out", str(home / out), *words])


def test_a_sweep_that_is_broken_off_is_gone_on_with(
    model: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sweep_in(tmp_path, "-n", "3", out="whole").exit_code == 0
    plain = replicate.replay
    model.clear()

    def stop(*given: Any) -> Outcome:
        if len(model) == 5:
            raise KeyboardInterrupt
        return plain(*given)

    monkeypatch.setattr(replicate, "replay", stop)
    broken = sweep_in(tmp_path, "-n", "2")
    assert broken.exit_code == 130 and "5 of 8 runs are kept" in broken.stderr
    monkeypatch.setattr(replicate, "replay", plain)
    assert sweep_in(tmp_path, "--resume").exit_code == 0
    assert len(model) == 8
    assert sweep_in(tmp_path, "--more", "1").exit_code == 0
    assert len(model) == 12
    for name in ("manifest.json", "measures.parquet", "points.parquet", "result.json", "report.html"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert len(read_table(tmp_path / "out", "points")) == 4 * 7
    other = sweep_in(tmp_path, "--resume", "--measure", "arrests")
    assert other.exit_code == 2 and "measures" in other.stderr


def test_another_experiment_is_not_gone_on_with(model: list[Any], tmp_path: Path) -> None:
    with workplace(tmp_path / "out") as place:
        sweep(BASE, grid(OFFICERS), 2, workers=1, keep=place)
    with workplace(tmp_path / "out", resume=True) as place, pytest.raises(StoreError, match="design"):
        sweep(BASE, grid("officers_scale=0.5..1.5:2"), 2, workers=1, keep=place)


def test_a_surface_is_told_in_the_terminal_and_as_json(model: list[Any], tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    words = ["sweep", str(tmp_path / "small.yaml"), "--vary", "officers_scale=0.5..1.5", "--design", "lhs", "-n", "2"]
    told = CliRunner().invoke(main, [*words, "--points", "4", "--workers", "1", "--measure", "arrests"])
    assert told.exit_code == 0 and "as it stands" in told.stdout and told.stdout.count("[") == 0
    answer = json.loads(CliRunner().invoke(main, [*words, "--points", "4", "--workers", "1", "--json"]).stdout)
    assert answer["design"]["kind"] == "lhs" and len(answer["points"]) == 5 * 7
    wrong = CliRunner().invoke(main, [*words, "--points", "4", "--measure", "arests"])
    assert wrong.exit_code == 2 and "there is no measure 'arests'" in wrong.stderr
    assert CliRunner().invoke(main, words).exit_code == 2


def test_a_folder_of_points_is_opened_and_told_again(model: list[Any], tmp_path: Path) -> None:
    assert sweep_in(tmp_path, "-n", "2").exit_code == 0
    folder = tmp_path / "out"
    opened = sim.open_results(folder)
    assert isinstance(opened, Sweep)
    assert opened.document() == read_json(folder / "result.json")
    told = (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    assert CliRunner().invoke(main, ["report", str(folder)]).exit_code == 0
    assert (folder / "report.html").read_bytes() == told
    for words in (["trace", str(folder), "--list"], ["report", str(folder), "--xlsx", str(tmp_path / "a.xlsx")]):
        refused = CliRunner().invoke(main, words)
        assert refused.exit_code == 2 and len(refused.stderr.splitlines()) == 1
        assert "holds a sweep" in refused.stderr or "kind 'sweep'" in refused.stderr


@pytest.mark.parametrize("change", [{"design": {}}, {"measures": None}, {"text": "no plan"}, {"kind": "picnic"}])
def test_a_folder_of_points_that_was_changed_is_refused(
    model: list[Any], tmp_path: Path, change: dict[str, Any]
) -> None:
    assert sweep_in(tmp_path, "-n", "2").exit_code == 0
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(json.dumps(read_json(manifest) | change))
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        sim.open_results(tmp_path / "out")


def test_results_of_another_version_are_refused_with_the_way_to_have_them_again(
    model: list[Any], tmp_path: Path
) -> None:
    assert sweep_in(tmp_path, "-n", "2").exit_code == 0
    folder = tmp_path / "out"
    known = read_json(folder / "manifest.json")
    (folder / "manifest.json").write_text(json.dumps({key: value for key, value in known.items() if key != "hours"}))
    seal(folder)
    refused = CliRunner().invoke(main, ["report", str(folder)])
    assert refused.exit_code == 2 and "of another version" in refused.stderr and "log.json" in refused.stderr


SECTION = """
experiment:
  levers: {officers_scale: 0.5..1.5:3}
  uncertainties: {countries.AT.officers_scale: 0.5..2}
  draws: 4
  runs: 3
"""


def written(home: Path, text: str) -> Path:
    (home / "plan.yaml").write_text(plans.SMALL + text)
    return home / "plan.yaml"


def test_a_plan_says_itself_what_is_tried_with_it(model: list[Any], tmp_path: Path) -> None:
    file = written(tmp_path, SECTION)
    words = ["sweep", str(file), "--workers", "1", "--parameters", "best", "--json"]
    told = json.loads(CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")]).stdout)
    assert told["replications"] == 3 and len(told["design"]["draws"]) == 4
    given = ["--vary", OFFICERS, "--uncertain", "countries.AT.officers_scale=0.5..2", "--draws", "4", "-n", "3"]
    assert json.loads(CliRunner().invoke(main, [*words, *given]).stdout) == told
    opened = sim.open_results(tmp_path / "out")
    assert isinstance(opened, Sweep) and opened.document() == told
    assert (
        "Uncertain are factor on the officers of this country (Austria)"
        in (tmp_path / "out" / "report.html").read_text()
    )
    bare = sim.load(written(tmp_path, ""))
    assert (bare.hash, sim.load(written(tmp_path, SECTION)).hash) == (told["scenario_hash"], bare.hash)


def test_what_is_uncertain_is_drawn_alike_at_each_point_and_told_apart_from_luck(
    model: list[Any], tmp_path: Path
) -> None:
    base = sim.load(written(tmp_path, SECTION))
    found = sim.sweep(base, workers=1, parameters="best", measures=["arrests"])
    plan_of_each = [{hash for hash, replication in model if replication == number} for number in range(3)]
    assert plan_of_each[0] == plan_of_each[1] == plan_of_each[2] and len(plan_of_each[0]) == (1 + 3) * 4 - 4
    singles = []
    for draw in found.design.draws:
        sure = sim.vary(base, found.design.overrides((), draw))
        around = design(sure, found.design.axes)
        singles.append(sim.sweep(sure, around, 3, workers=1, parameters="best", measures=["arrests"]))
    for at, row in enumerate(found.rows):
        means = [one.rows[at]["mean"] for one in singles]
        assert row["mean"] == pytest.approx(np.mean(means))
        assert (row["lowest"], row["highest"]) == pytest.approx((min(means), max(means)))
        changes = [one.rows[at]["difference"] for one in singles]
        assert (row["difference_lowest"], row["difference_highest"]) == pytest.approx((min(changes), max(changes)))
        assert row["lowest"] < row["mean"] < row["highest"]


def test_what_makes_no_difference_has_no_width(model: list[Any], tmp_path: Path) -> None:
    base = sim.load(
        written(tmp_path, SECTION.replace("countries.AT.officers_scale: 0.5..2", "cooperation.scale: 0..1"))
    )
    found = sim.sweep(base, workers=1, parameters="best", measures=["arrests"])
    assert [row["highest"] - row["lowest"] for row in found.rows] == [0.0] * 4


@pytest.mark.parametrize(
    ("changed", "key", "found"),
    [
        (
            "{officers_scale: 0.5..1.5:3}",
            "{officers_scal: 0.5..1.5:3}",
            "levers.officers_scal: with officers_scal 0.5: unknown key",
        ),
        ("0.5..1.5:3", "0.5..1.5", "levers.officers_scale: a grid takes levels"),
        ("0.5..1.5:3", "-1..1.5:3", "levers.officers_scale: with officers_scale -1"),
        ("0.5..1.5:3", "1.5..0.5:3", "levers.officers_scale: '1.5..0.5:3' has no width"),
        ("0.5..1.5:3", "[0.5, 1.5]", "levers.officers_scale: a list is no range"),
        ("countries.AT.officers_scale: 0.5..2", "countries.AT.officers_scale: 0.5..2:4", "levels are of levers"),
        ("countries.AT.officers_scale: 0.5..2", "officers_scale: 0..1", "varied more than once"),
        (
            "countries.AT.officers_scale: 0.5..2",
            "cooperation.scale: 0..2",
            "uncertainties.cooperation.scale: with cooperation.scale 2",
        ),
        ("  draws: 4", "  design: sobol\n  draws: 4", "points: sobol takes a number of points"),
        ("  draws: 4", "  points: 4", "points: a grid takes levels"),
        ("  draws: 4", "  draw: 4", "Did you mean 'draws'?"),
        ("  draws: 4", "  draws: 1000000", "draws: 1000000 is too large"),
        ("  uncertainties: {countries.AT.officers_scale: 0.5..2}\n", "", "nothing is uncertain"),
        ("{officers_scale: 0.5..1.5:3}", "{}", "it holds 0 entries"),
    ],
)
def test_what_is_wrong_with_the_section_is_said_at_its_place(
    tmp_path: Path, changed: str, key: str, found: str
) -> None:
    assert changed in SECTION
    file = written(tmp_path, SECTION.replace(changed, key))
    told = CliRunner().invoke(main, ["check", str(file)])
    assert told.exit_code == 2 and f"{file}:" in told.stderr and "experiment" in told.stderr
    assert found in told.stderr, told.stderr


def test_options_without_what_is_varied_are_refused(tmp_path: Path) -> None:
    for words in (
        ["--design", "lhs"],
        ["--points", "8"],
        ["--uncertain", "countries.AT.officers_scale=0.5..2"],
        ["--draws", "4"],
    ):
        told = CliRunner().invoke(main, ["sweep", str(written(tmp_path, SECTION)), *words])
        assert told.exit_code == 2 and f"{words[0]} goes with --vary" in told.stderr
    told = CliRunner().invoke(main, ["sweep", str(written(tmp_path, ""))])
    assert told.exit_code == 2 and "no section 'experiment'" in told.stderr


def test_sensitivity_takes_all_keys_of_the_section(model: list[Any], tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    base = sim.load(written(tmp_path, SECTION))
    found = sim.sensitivity(base, replications=2, points=2, measures=["arrests"], workers=1, parameters="best")
    assert [axis.key for axis in found.design.axes] == ["officers_scale", "countries.AT.officers_scale"]
    with pytest.raises(ValueError, match="two keys or more"):
        sim.sensitivity(sim.load(written(tmp_path, "")), replications=2, workers=1)
