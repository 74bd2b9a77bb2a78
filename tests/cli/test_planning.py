"""Commands for whoever writes a plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.cli.changes import PlanChanges, loaded
from sim.scenario.load import load
from sim.scenario.shipped import shipped
from tests.scenario.minimal import TEXT, written

ASKED = ["new", "JAD SEE 2025", "--officers", "28,000", "--start", "2025-11-10", "--days", "5", "--centre", "Tirana"]


def jadsim(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_new_writes_a_file_that_is_right(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    asked = [*ASKED, "--countries", "27", "--country", "RS=4000", "--checks", "person=300000", "--out", str(path)]
    done = jadsim(*asked)
    assert done.exit_code == 0, done.output
    assert jadsim("check", str(path)).output.endswith("27 countries, 28,000 officers, 5 days\n")
    assert load(path).officers("RS") == 4000
    assert "is there already" in jadsim(*asked).output
    assert jadsim(*asked, "--force").exit_code == 0


def test_new_prints_what_it_would_write() -> None:
    done = jadsim(*ASKED, "--countries", "AL,ME,mk", "--checks", "90000")
    assert done.exit_code == 0 and "name: JAD SEE 2025" in done.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--country", "RS"], "'RS' is not KEY=NUMBER"),
        (["--country", "RS=many"], "'many' is not a whole number"),
        (["--country", "RS=1", "--country", "RS=2"], "RS is given twice"),
        (["--checks", "boats=3"], "'boats' is none of person, vehicle, parcel, premises"),
        (["--centre", "Tirane"], "Did you mean 'Tirana'"),
    ],
)
def test_new_says_what_is_wrong(more: list[str], said: str) -> None:
    done = jadsim(*ASKED, *more)
    assert done.exit_code == 2 and said in done.output


def test_check_lists_what_went_with_a_country(tmp_path: Path) -> None:
    path = written(tmp_path, "extends: jad-see-2024.yaml\ncountries: {BG: null}\n", "without.yaml")
    said = jadsim("check", str(path)).output
    assert "24 countries" in said
    assert "taken away: cross_border.agreements.BG-GR" in said


def test_a_country_without_officers_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path, "extends: jad-see-2024.yaml\ncountries: {BG: {officers_scale: 0}}\n", "none.yaml")
    done = jadsim("check", str(path))
    assert done.exit_code == 0 and "BG takes part without an officer" in done.output


def test_scenarios_are_listed_and_copied_with_what_they_extend(tmp_path: Path) -> None:
    listed = jadsim("scenarios").output
    assert all(name in listed for name in shipped())
    done = jadsim("scenarios", "jad-see-2024-brokers-first.yaml", "empact-year.yaml", "--to", str(tmp_path / "mine"))
    assert done.exit_code == 0
    copies = {path.name for path in (tmp_path / "mine").iterdir()}
    assert copies == {"jad-see-2024-brokers-first.yaml", "jad-see-2024.yaml", "empact-year.yaml"}
    assert jadsim("check", *(str(path) for path in (tmp_path / "mine").iterdir())).exit_code == 0
    again = jadsim("scenarios", "jad-see-2024.yaml", "--to", str(tmp_path / "mine"))
    assert again.exit_code == 2 and "is there already" in again.output
    assert "Did you mean 'danube.yaml'" in jadsim("scenarios", "danub.yaml", "--to", str(tmp_path)).output


def test_levers_and_posts_are_searched(tmp_path: Path) -> None:
    found = jadsim("levers", "--find", "cooperation.scale")
    assert found.exit_code == 0 and "0 to 1" in found.output
    rows = json.loads(jadsim("posts", str(shipped()["danube.yaml"]), "--find", "road", "--json").output)["posts"]
    assert rows and {row["kind"] for row in rows} == {"road"}
    assert "no posts name" in jadsim("posts", "--find", "atlantis").output


def test_compare_sets_a_plan_beside_itself_with_changes(tmp_path: Path) -> None:
    base = str(written(tmp_path, TEXT))
    asked = PlanChanges(settings=("days=3",), officers=("BG=+50",), moves=((20, "RS", "BG"),))
    plan = loaded(base, asked, renamed=True)
    assert plan.name == "Danube (days=3, officers BG=+50, 20 officers from RS to BG)"
    assert (plan.days, plan.officers("BG"), plan.officers("RS")) == (3, 270, 80)
    assert "name a VARIANT" in jadsim("compare", base).output


def test_run_takes_officers(tmp_path: Path) -> None:
    base = str(written(tmp_path, TEXT))
    assert "RS takes no part" in jadsim("run", base, "--set", "countries.RS=null", "--officers", "RS=+5").output


def test_a_table_goes_out_and_comes_back(tmp_path: Path) -> None:
    base, out = str(written(tmp_path, TEXT)), tmp_path / "countries.xlsx"
    assert jadsim("export", base, "--out", str(out)).exit_code == 0
    asked = [*ASKED, "--table", str(out), "--country", "BG=27880", "--out", str(tmp_path / "new.yaml")]
    done = jadsim(*asked)
    assert done.exit_code == 0, done.output
    plan = load(tmp_path / "new.yaml")
    assert {code: plan.officers(code) for code in plan.countries} == {"BG": 27_880, "RS": 100, "NO": 20}
    assert plan.countries["BG"].plan.person == 4000
    refused = jadsim("check", str(out))
    assert refused.exit_code == 2 and "jadsim new --table" in refused.output


def test_networks_of_a_run_go_into_a_file_and_into_a_new_plan(tmp_path: Path) -> None:
    base, ties = written(tmp_path, TEXT), tmp_path / "ties.csv"
    assert jadsim("export", str(base), "--what", "networks", "--seed", "2", "--out", str(ties)).exit_code == 0
    done = jadsim(*ASKED, "--countries", "27", "--networks", str(ties), "--out", str(tmp_path / "new.yaml"))
    assert done.exit_code == 0, done.output
    assert [*load(tmp_path / "new.yaml").networks.own] == ["N00", "N01", "N02", "N03", "N04"]
    done = jadsim("export", str(base), "--seed", "2", "--out", str(tmp_path / "countries.csv"))
    assert done.exit_code == 2 and "countries have none" in done.output
