import json
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.errors import ModelError
from sim.experiment import replicate
from sim.experiment import trace as tracing
from sim.outcome.measures import MEASURES
from tests.experiment import plans

INSTITUTIONS = """
channels: {selec: true, interpol: true}
justice: {prosecutors: [AT]}
support: {cepol: {trained: 0.2}}
finance: {fiu: [AT]}
systems: {separate: true}
"""


@pytest.fixture(autouse=True)
def synthetic_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    monkeypatch.setattr(tracing, "replay", plans.replay)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    return tmp_path / "small.yaml"


@pytest.fixture
def variant(plan: Path) -> Path:
    path = plan.with_name("variant.yaml")
    path.write_text("extends: small.yaml\nname: Busier networks\nnetworks: {count: 9}\n")
    return path


def jadsim(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def fail_at(*numbers: int) -> Any:
    def replay(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        if replication in numbers:
            raise ModelError("a queue of -1", hour=1.0)
        return plans.replay(scenario, seed, replication, *more)

    return replay


def test_check_says_what_is_right(plan: Path, variant: Path) -> None:
    told = jadsim("check", plan, variant)
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        f"{plan}: right. Three countries: 3 countries, 70 officers, 1 day",
        f"{variant}: right. Busier networks: 3 countries, 70 officers, 1 day",
    ]


def test_check_says_everything_that_is_wrong_in_all_files(plan: Path) -> None:
    broken = plan.with_name("broken.yaml")
    broken.write_text(plans.SMALL.replace("police: 20}", "police: -20}").replace("days: 1", "dais: 1"))
    told = jadsim("check", broken, plan, plan.with_name("nowhere.yaml"))
    assert told.exit_code == 2
    assert "right" in told.stdout
    lines = told.stderr.splitlines()
    assert any(line.startswith(f"{broken}:4  dais: ") for line in lines)
    assert any("countries.AT.officers.police" in line for line in lines)
    assert any(line.startswith(str(plan.with_name("nowhere.yaml"))) for line in lines)


@pytest.mark.parametrize("command", ["check", "assumptions", "run", "diff", "compare"])
def test_a_missing_file_or_a_folder_is_wrong_input(command: str, plan: Path) -> None:
    more = [plan] if command in ("diff", "compare") else []
    for wrong in (plan.parent, plan.parent / "nowhere.yaml"):
        told = jadsim(command, wrong, *more)
        assert told.exit_code == 2
        assert str(wrong) in told.stderr
        assert told.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["run", "-n", "0"],
        ["run", "-n", "many"],
        ["run", "--seed", "-1"],
        ["run", "--workers", "0"],
        ["run", "--set", "officers_scale"],
        ["run", "--set", "=1"],
        ["run", "--set", "officers_scale=1", "--set", "officers_scale=2"],
        ["run", "--set", "officers_scale=lots"],
        ["run", "--set", "officer_scale=2"],
        ["run", "--detail", "everything"],
        ["run", "--detail", "checks"],
        ["run", "--force"],
        ["run", "--no-such-option"],
        ["compare"],
        ["compare", "--without", "justice.eurojst"],
        ["compare", "--without", "networks"],
    ],
)
def test_wrong_input_is_refused_before_anything_runs(
    words: list[str], plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "replay", lambda *_: pytest.fail("it ran"))
    told = jadsim(words[0], plan, *words[1:])
    assert told.exit_code == 2
    assert told.stderr
    assert told.stdout == ""


def test_assumptions_name_their_source_or_the_word_assumed(plan: Path) -> None:
    rows = json.loads(jadsim("assumptions", plan, "--json").stdout)["assumptions"]
    assert len(rows) > 50
    assert all(row["source"] and row["trust"] != "measured" for row in rows)
    assert rows[0]["path"] in jadsim("assumptions", plan).stdout


def test_diff_shows_what_changes(plan: Path, variant: Path) -> None:
    told = jadsim("diff", plan, variant)
    assert told.exit_code == 0
    assert "networks.count" in told.stdout and "9" in told.stdout
    assert "plan the same" in " ".join(jadsim("diff", plan, plan).stdout.split())


def test_schema_is_a_json_schema() -> None:
    assert "countries" in json.loads(jadsim("schema").stdout)["properties"]


def test_run_prints_the_main_results_and_keeps_nothing(plan: Path) -> None:
    told = jadsim("run", plan, "-n", "40")
    assert told.exit_code == 0
    for words in (
        "arrests",
        "confidence of the mean",
        "predictive interval",
        "chance, calibrated parameters and how actions differ",
        "On average",
        "95 times of 100",
        "not of any person",
        "--out DIR",
    ):
        assert words in told.stdout
    assert told.stdout.index("arrests") < told.stdout.index("investigations")
    assert {path.name for path in plan.parent.iterdir()} == {"small.yaml"}


def test_few_runs_claim_no_range_of_single_actions(plan: Path) -> None:
    told = jadsim("run", plan, "-n", "5")
    assert told.exit_code == 0
    assert "95 times of 100" not in told.stdout
    assert "it takes 39 runs; there are 5" in " ".join(told.stdout.split())
    known = json.loads(jadsim("run", plan, "-n", "5", "--json").stdout)["measures"]["arrests"]
    assert (known["runs"], known["spread95"]) == (5, None)
    assert known["spread95_reason"] == "it takes 39 runs; there are 5"


@pytest.mark.parametrize(("scale", "shown"), [("1", True), ("0.1", False)])
def test_published_figures_stand_beside_the_plan_that_they_are_about(plan: Path, scale: str, shown: bool) -> None:
    held = plan.with_name("as-it-was.yaml")
    held.write_text("extends: small.yaml\npublished: {officers: 70, arrests: 4321}\n")
    path = plan.with_name("another.yaml")
    path.write_text(f"extends: as-it-was.yaml\nofficers_scale: {scale}\n")
    told = jadsim("run", path, "-n", "2").stdout
    assert ("4,321" in told) == shown
    assert ("published" in told) == shown


def test_run_json_is_one_object_and_nothing_else(plan: Path, tmp_path: Path) -> None:
    told = jadsim(
        "run", plan, "-n", "4", "--seed", "7", "--json", "--out", tmp_path / "out", "--set", "officers_scale=2"
    )
    document = json.loads(told.stdout)
    assert told.stderr == ""
    assert (document["seed"], document["replications"], document["failed"]) == (7, 4, 0)
    assert document["measures"].keys() == MEASURES.keys()
    assert "NaN" not in told.stdout
    assert (tmp_path / "out" / "report.html").read_text().lstrip().lower().startswith("<!doctype html>")


def test_one_run_has_no_confidence(plan: Path) -> None:
    document = json.loads(jadsim("run", plan, "-n", "1", "--json").stdout)
    assert document["measures"]["arrests"]["ci95"] is None
    assert jadsim("run", plan, "-n", "1").exit_code == 0


def test_some_failed_replications_end_with_3_and_the_rest_is_kept(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "replay", fail_at(2))
    told = jadsim("run", plan, "-n", "4", "--json", "--out", tmp_path / "out")
    assert told.exit_code == 3
    assert json.loads(told.stdout)["failed"] == 1
    assert (
        told.stderr
        == "1 of 4 replications failed, the first: Three countries, 2: ModelError: a queue of -1 (hour 1.0)\n"
    )
    assert (tmp_path / "out" / "failures.parquet").exists()


def test_only_failed_replications_end_with_70(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", fail_at(0, 1))
    told = jadsim("--debug", "run", plan, "-n", "2")
    assert told.exit_code == 70
    assert "Traceback" in told.stderr


def test_an_existing_folder_is_refused_before_running(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert jadsim("run", plan, "-n", "2", "--out", tmp_path / "out").exit_code == 0
    monkeypatch.setattr(replicate, "replay", lambda *_: pytest.fail("it ran"))
    told = jadsim("run", plan, "-n", "2", "--out", tmp_path / "out")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "--force" in told.stderr
    assert jadsim("run", plan, "--force", "--out", plan.parent).exit_code == 2
    assert plan.exists()


def test_force_replaces_results(plan: Path, tmp_path: Path) -> None:
    for runs in (2, 3):
        assert jadsim("run", plan, "-n", runs, "--out", tmp_path / "out", "--force").exit_code == 0
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["replications"] == 3


def test_every_check_is_kept_when_asked_for(plan: Path, tmp_path: Path) -> None:
    assert jadsim("run", plan, "-n", "2", "--detail", "checks", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "checks.parquet").exists()


def test_compare_says_what_differs(plan: Path, variant: Path, tmp_path: Path) -> None:
    told = jadsim("compare", plan, variant, plan, "-n", "3", "--out", tmp_path / "out")
    assert told.exit_code == 0
    words = " ".join(told.stdout.split())
    assert "Three countries (2) is the same plan as the base." in words
    assert "no difference in any of 3 pairs" in words
    assert "Arrests in Busier networks (1), against Three countries (base): " in words
    assert "Each verdict is adjusted" in words
    document = json.loads(jadsim("compare", plan, variant, "-n", "3", "--json").stdout)
    assert [one["scenario"] for one in document["variants"]] == ["Busier networks"]
    assert set(document["variants"][0]) >= {"scenario", "differences", "by_country", "elasticity"}
    assert (tmp_path / "out" / "variant-2" / "arrests.parquet").exists()


def test_compare_numbers_variants_of_one_name(plan: Path) -> None:
    files = [plan.with_name(f"{count}.yaml") for count in (5, 6)]
    for file in files:
        file.write_text(f"extends: small.yaml\nname: Plan B\nnetworks: {{count: {file.stem}}}\n")
    told = jadsim("compare", plan, *files, "-n", "2").stdout
    assert "Plan B (1) against Three countries" in told and "Plan B (2) against Three countries" in told
    document = json.loads(jadsim("compare", plan, *files, "-n", "2", "--json").stdout)
    assert [one["variant"] for one in document["variants"]] == [1, 2]


def test_compare_leaves_out_each_institution(plan: Path) -> None:
    """A table with one line for each; more can be named, and a plan that names no institution is said to."""
    refused = jadsim("compare", plan, "--without", "each", "-n", "2")
    assert refused.exit_code == 2 and "Three countries names no institution" in refused.stderr
    plan.write_text(plans.SMALL + INSTITUTIONS)
    words = ["compare", plan, "--without", "each", "--without", "channels.selec", "-n", "2", "--workers", "1"]
    told = jadsim(*words).stdout
    table = [line.split() for line in told.splitlines() if line.startswith("  without ")]
    named = ["channels", "justice", "support", "finance", "systems", "channels.selec"]
    assert [row[1] for row in table] == named
    assert "against each other" not in told and "the best" not in told
    words = ["--without", "justice", "--set", "officers_scale=2", "-n", "2", "--workers", "1", "--json"]
    document = json.loads(jadsim("compare", plan, *words).stdout)
    assert [one["scenario"] for one in document["variants"]] == [
        "Three countries (officers_scale=2)",
        "without justice",
    ]


def test_compare_names_unlike_plans_first_and_refuses_strangers(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = plan.with_name("longer.yaml")
    longer.write_text("extends: small.yaml\nname: Longer\ndays: 3\n")
    told = " ".join(jadsim("compare", plan, longer, "-n", "2").stdout.split())
    assert told.startswith("Longer and the base are unlike plans: days (1 against 3).")
    (one,) = json.loads(jadsim("compare", plan, longer, "-n", "2", "--json").stdout)["variants"]
    assert one["unlike"] == [{"what": "days", "base": "1", "variant": "3"}]
    stranger = plan.with_name("elsewhere.yaml")
    stranger.write_text(plans.elsewhere().text)
    assert jadsim("compare", plan, stranger, "-n", "2", "--anyway").exit_code == 0
    monkeypatch.setattr(replicate, "replay", lambda *_: pytest.fail("it ran"))
    refused = jadsim("compare", plan, stranger, "-n", "2")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "no country in common" in refused.stderr and "--anyway" in refused.stderr


def test_compare_takes_what_matters(plan: Path, tmp_path: Path) -> None:
    more = plan.with_name("more.yaml")
    more.write_text("extends: small.yaml\nname: More officers\nofficers_scale: 1.5\n")
    verdicts = [
        json.loads(jadsim("compare", plan, more, "-n", "30", "--workers", "1", "--json", *words).stdout)["variants"][0][
            "differences"
        ]
        for words in ([], ["--matters", "arrests=1000", "--matters", "hits=900%"])
    ]
    assert verdicts[0]["arrests"]["effect"] == "better"
    assert verdicts[1]["arrests"]["verdict"].startswith("no difference that matters: +")
    assert (verdicts[1]["arrests"]["matters"], verdicts[1]["hits"]["effect"]) == (1000, "negligible")
    for wrong in ("arests=1", "arrests", "arrests=many", "arrests=-1"):
        refused = jadsim("compare", plan, more, "-n", "2", "--matters", wrong)
        assert (refused.exit_code, refused.stdout) == (2, "") and "--matters" in refused.stderr


def test_trace_lists_arrests_and_walks_back(plan: Path, tmp_path: Path) -> None:
    jadsim("run", plan, "-n", "2", "--out", tmp_path / "out")
    listed = jadsim("trace", tmp_path / "out", "--list")
    assert listed.exit_code == 0
    name = next(word for word in listed.stdout.split() if word.startswith("0:"))
    told = jadsim("trace", tmp_path / "out", "--arrest", name)
    assert told.exit_code == 0
    assert "2024-11-25" in told.stdout and "case:" in told.stdout
    assert told.stdout == jadsim("trace", tmp_path / "out", "--arrest", "0").stdout


@pytest.mark.parametrize("words", [[], ["--list", "--arrest", "1"]])
def test_trace_wants_one_thing(words: list[str], tmp_path: Path) -> None:
    assert jadsim("trace", tmp_path, *words).exit_code == 2


def test_report_is_made_again(plan: Path, tmp_path: Path) -> None:
    jadsim("run", plan, "-n", "2", "--out", tmp_path / "out")
    report = tmp_path / "out" / "report.html"
    before = report.read_bytes()
    report.unlink()
    told = jadsim("report", tmp_path / "out")
    assert (told.exit_code, told.stdout.strip()) == (0, str(report))
    assert report.read_bytes() == before
    assert {path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")} == set()


@pytest.mark.parametrize("command", [["report"], ["trace", "--arrest", "0"]])
def test_results_of_another_version_are_refused(command: list[str], plan: Path, tmp_path: Path) -> None:
    jadsim("run", plan, "-n", "2", "--out", tmp_path / "out")
    manifest = tmp_path / "out" / "manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(content | {"scenario_hash": "0" * 64}))
    told = jadsim(command[0], tmp_path / "out", *command[1:])
    assert told.exit_code == 2
    assert "other defaults or reference data" in told.stderr


@pytest.mark.parametrize("command", [["report"], ["trace", "--list"]])
def test_what_is_no_result_is_refused(command: list[str], tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        told = jadsim(command[0], folder, *command[1:])
        assert told.exit_code == 2
        assert "no result folder" in told.stderr


def test_an_interrupt_ends_with_130_and_leaves_nothing(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        monkeypatch.setattr(replicate, "replay", lambda *_, number=number: signal.raise_signal(number))
        told = jadsim("run", plan, "-n", "2", "--out", tmp_path / "out")
        assert told.exit_code == 130
        assert told.stderr == "interrupted; nothing was written\n"
    assert {path.name for path in tmp_path.iterdir()} == {"small.yaml"}
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_an_unexpected_error_is_short_unless_asked_for(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr("sim.experiment.replicate.run", broken)
    told = jadsim("run", plan)
    assert told.exit_code == 70
    assert told.stderr.splitlines()[0] == "unexpected error: ZeroDivisionError: by nobody"
    assert "Traceback" not in told.stderr
    assert "Traceback" in jadsim("--debug", "run", plan).stderr
    monkeypatch.setenv("JADSIM_DEBUG", "1")
    assert "Traceback" in jadsim("run", plan).stderr


def test_an_impossible_state_ends_with_70(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(*_: object, **__: object) -> None:
        raise ModelError("more lanes than officers", hour=2.5)

    monkeypatch.setattr("sim.experiment.replicate.run", impossible)
    told = jadsim("run", plan)
    assert (told.exit_code, told.stderr) == (70, "more lanes than officers (hour 2.5)\n")
