"""Files: what extends what, what overrides what, what a resolved text keeps, and what is never opened."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from time import process_time
from types import MappingProxyType

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text, vary
from sim.scenario.programme import is_programme, load_programme
from sim.scenario.quantity import Note
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change, written


@pytest.fixture(scope="module")
def shipped(root: Path) -> Iterator[list[Path]]:
    yield [path for path in sorted((root / "scenarios").glob("*.yaml")) if not is_programme(path)]


def faults(path: Path, overrides: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        load(path, overrides)
    return [str(fault).removeprefix(f"{path.parent}/") for fault in refused.value.faults]


def test_values_are_read_in_their_units() -> None:
    scenario = load_text(TEXT)
    assert scenario.hours == 48
    assert scenario.start.isoformat() == "2024-11-25T00:00:00+00:00"
    assert scenario.counting.thorough_person == pytest.approx(0.4)
    assert scenario.behaviour.checks.person_thorough == pytest.approx(11 / 60)
    assert [event.at for event in scenario.events] == [6, 24, None]


def test_norway_stays_norway() -> None:
    plain = load_text(with_change('"NO":', "NO:"))
    assert list(plain.countries) == ["BG", "RS", "NO"]
    assert plain.posts.added["oslo-mail"].countries == ("NO",)
    assert plain.hash == load_text(TEXT).hash


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("cooperation.scale", 0.5, "0.5"),
        ("cooperation.scale", np.float64(0.5), "0.5"),
        ("cooperation.scale", np.float32(0.5), "0.5"),
        ("cooperation.scale", Fraction(1, 2), None),
        ("countries.BG.officers.police", 12, "12"),
        ("countries.BG.officers.police", np.int16(12), "12"),
        ("countries.BG.officers.police", np.array(12), "12"),
        ("countries.BG.officers.police", 12.5, "12.5"),
        ("centre.open", False, "false"),
        ("centre.open", np.False_, "false"),
        ("europol.mobile_offices", [], "[]"),
        ("europol.mobile_offices", ("kalotina-gradina",), "[kalotina-gradina]"),
        ("europol.mobile_offices", np.array(["kalotina-gradina"]), "[kalotina-gradina]"),
        ("europol.mobile_offices", {"kalotina-gradina"}, None),
        ("posts.traffic", MappingProxyType({"kalotina-gradina": np.float64(2)}), "{kalotina-gradina: 2.0}"),
        ("countries.BG.schengen_rating", None, "null"),
        ("name", "Größer “als” nötig 🛃", "Größer “als” nötig 🛃"),
        ("networks.count", float("nan"), ".nan"),
        ("networks.count", b"5", None),
        ("behaviour.checks.person_thorough", "9 min", "9 min"),
        ("behaviour.checks.person_thorough", 9, "9"),
    ],
)
def test_values_may_be_written_or_be_what_they_are(key: str, value: object, text: str | None) -> None:
    """A value of Python or numpy gives the plan, or the fault, of the text that a file would hold."""

    def varied(value: object) -> Scenario | tuple[str, ...]:
        try:
            return vary(load_text(TEXT), {key: value})
        except ScenarioError as error:
            return tuple(fault.key for fault in error.faults)

    found = varied(value)
    assert found == ((key,) if text is None else varied(text))
    if isinstance(found, Scenario):
        assert load_text(found.text).hash == found.hash


@pytest.mark.parametrize("whole", [12.0, np.float64(12), "12.0", "1.2e+1"])
def test_a_whole_number_may_have_a_decimal_point(whole: object) -> None:
    key = "countries.BG.officers.police"
    assert vary(load_text(TEXT), {key: whole}).hash == vary(load_text(TEXT), {key: 12}).hash


def test_a_scenario_says_in_a_line_what_it_is() -> None:
    scenario = vary(load_text(TEXT), {"name": "Checks <b>& more</b>"})
    assert repr(scenario) == str(scenario) == f"{[scenario]}"[1:-1]
    assert repr(scenario).startswith(
        "<Scenario 'Checks <b>& more</b>': 3 countries, "
    ) and "2 days from 2024-11-25" in repr(scenario)
    shown = scenario._repr_html_()
    assert "Checks &lt;b&gt;&amp; more" in shown and "<b>" not in shown
    assert shown.count("<tr>") == 1 + len(scenario.countries) and "Bulgaria" in shown


def test_notes_are_kept_by_path() -> None:
    scenario = load_text(TEXT)
    assert scenario.counting.thorough_vehicle == pytest.approx(0.4)
    note = Note(source="plausible share", trust="expert", range=(0.2, 0.7))
    assert dict(scenario.notes) == {"counting.thorough_vehicle": note}


def test_a_unit_may_stand_beside_the_value() -> None:
    noted = "{value: 11, unit: min, range: [5, 20], source: stop-watch, trust: measured}"
    scenario = load_text(with_change("11 min", noted))
    assert scenario.hash == load_text(TEXT).hash
    note = Note(source="stop-watch", trust="measured", range=(5 / 60, 20 / 60))
    assert scenario.notes["behaviour.checks.person_thorough"] == note


def test_notes_do_not_change_the_identity() -> None:
    bare = with_change("{value: 0.4, source: plausible share, trust: expert, range: [20 %, 0.7]}", "0.4")
    assert load_text(bare).hash == load_text(TEXT).hash
    assert load_text(with_change("days: 2", "days: 3")).hash != load_text(TEXT).hash


def test_resolved_text_loads_to_the_same_scenario(shipped: list[Path]) -> None:
    for scenario in (load_text(TEXT), *(load(path) for path in shipped)):
        again = load_text(scenario.text)
        assert again.model_dump() == scenario.model_dump()
        assert (again.hash, again.notes, again.text) == (scenario.hash, scenario.notes, scenario.text)


def test_a_scenario_travels_to_a_worker() -> None:
    scenario = load_text(TEXT)
    copy = pickle.loads(pickle.dumps(scenario))
    assert (copy, copy.hash, copy.text) == (scenario, scenario.hash, scenario.text)


def test_faults_travel_from_a_worker() -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text("days: 2")
    assert pickle.loads(pickle.dumps(refused.value)).faults == refused.value.faults


def test_extending_merges_mappings_and_replaces_the_rest(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "base.yaml")
    upper = "extends: base.yaml\nname: More\ncountries:\n  RS:\n    officers: {customs: 5}\nevents: []\n"
    scenario = load(written(tmp_path, upper))
    assert scenario.name == "More"
    assert scenario.countries["RS"].officers == {"police": 100, "customs": 5}
    assert scenario.events == ()
    assert list(scenario.countries) == ["BG", "RS", "NO"]
    assert "extends" not in scenario.text


def test_a_replaced_value_loses_the_note_of_the_old_one(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "base.yaml")
    scenario = load(written(tmp_path, "extends: base.yaml\ncounting: {thorough_vehicle: 0.9}\n"))
    assert dict(scenario.notes) == {}


def test_a_fault_names_the_file_that_holds_the_value(tmp_path: Path) -> None:
    written(tmp_path, with_change("at: 6 h", "at: 6"), "base.yaml")
    path = written(tmp_path, "extends: base.yaml\n\ncountries: {RS: {officers: {polise: 1}}}\n")
    base, upper = faults(path)
    assert base.startswith("base.yaml:43  events.0.at: 6 has no unit.")
    assert upper.startswith("danube.yaml:3  countries.RS.officers.polise: 'polise' is not known here.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../base.yaml", "'../base.yaml' is a path. Name a file of the same folder, without its folder"),
        ("/etc/passwd", "'/etc/passwd' is a path. Name a file of the same folder, without its folder"),
        ("sub/base.yaml", "'sub/base.yaml' is a path. Name a file of the same folder, without its folder"),
        ("..", "'..' leads out of the folder. Put the file itself beside this one"),
        ("'..\\base.yaml'", "'..\\\\base.yaml' is a path. Name a file of the same folder, without its folder"),
        ("'C:base.yaml'", "'C:base.yaml' is a path. Name a file of the same folder, without its folder"),
        ("link.yaml", "'link.yaml' leads out of the folder. Put the file itself beside this one"),
        ("danube.yaml", "'danube.yaml' extends this file in turn. Let one of them stand alone"),
        ("turn.yaml", "'danube.yaml' extends this file in turn. Let one of them stand alone"),
        ("bse.yaml", "there is no file 'bse.yaml'. Did you mean 'base.yaml'?"),
        ("", "an empty value is not the name of a file. Write a name, such as 'base.yaml'"),
        ("7", "7 is not the name of a file. Write a name, such as 'base.yaml'"),
    ],
)
def test_extending_stays_in_the_folder(tmp_path: Path, name: str, said: str) -> None:
    folder = tmp_path / "scenarios"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path, folder, folder / "sub"):
        written(place, TEXT, "base.yaml")
    (folder / "link.yaml").symlink_to(tmp_path / "base.yaml")
    written(folder, "extends: danube.yaml\n", "turn.yaml")
    holder = "turn.yaml" if name == "turn.yaml" else "danube.yaml"
    assert faults(written(folder, f"extends: {name}\n")) == [f"{holder}:1  extends: {said}"]


def test_a_long_chain_is_refused(tmp_path: Path) -> None:
    for number in range(12):
        written(tmp_path, f"extends: s{number + 1}.yaml\n", f"s{number}.yaml")
    assert faults(tmp_path / "s0.yaml") == [
        "s9.yaml:1  extends: more than 10 files extend each other. Join some of them"
    ]


def test_overrides_replace_values_and_make_keys() -> None:
    changed = load_text(
        TEXT,
        overrides={
            "days": "3",
            "countries.RS.officers.customs": "7",
            "events.0.at": "7 h",
            "behaviour.exchange": "{}",
            "cooperation.scale": "{value: 0.5, source: guess}",
        },
    )
    assert (changed.days, changed.countries["RS"].officers["customs"], changed.events[0].at) == (3, 7, 7)
    assert changed.notes["cooperation.scale"] == Note(source="guess")
    assert load_text(changed.text).hash == changed.hash


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("dais", "3", "dais: unknown key. Did you mean 'days'?"),
        ("days", "3.5", "days: 3.5 is not a whole number. Write a whole number, such as 120"),
        ("days", "", "days: an empty value is not a whole number. Write a whole number, such as 120"),
        ("days", "[", "days: this is not YAML: "),
        ("days", "&a 3", "days: an anchor, 'a'. Leave it out, and write each value where it belongs"),
        ("days", "{value: 3, trust: sure}", "days.trust: 'sure' is no word of trust. "),
        ("days.long", "3", "days.long: there is no 'long' in the value 2. Write keys joined by dots, "),
        ("events.9.at", "3 h", "events.9: there is no '9' in a list of 3. Write keys joined by dots, "),
        ("events.first.at", "3 h", "events.first: there is no 'first' in a list of 3. Write keys joined by dots, "),
        ("countries..officers", "3", "countries.: an empty key. Write keys joined by dots"),
        (".".join("a" * 5000), "3", "a: a path of 5,000 keys. Write keys joined by dots, "),
        (f"events.{'9' * 5000}", "3", "events."),
        ("events.0.at", "60 h", "events.0.at: hour 60 comes after the end of the action. Write a time below 48 h"),
        ("extends", "base.yaml", "extends: unknown key. "),
    ],
)
def test_a_wrong_override_is_told_as_such(tmp_path: Path, key: str, text: str, said: str) -> None:
    (fault,) = faults(written(tmp_path, TEXT), {key: text})
    assert fault.startswith(f"--set  {said}")


def test_all_wrong_overrides_are_told(tmp_path: Path) -> None:
    assert len(faults(written(tmp_path, TEXT), {"a..b": "1", "days.x": "1", "name": "["})) == 3


def test_varying_keeps_text_and_identity_true() -> None:
    base = load_text(TEXT)
    more = vary(base, {"officers_scale": "1.5"})
    assert more.officers("BG") == 300
    assert more.planned_checks("BG")["person"] == pytest.approx(4000 * (0.5 + 0.5 * 1.5))
    assert load_text(more.text).hash == more.hash != base.hash


def test_posts_that_take_part() -> None:
    scenario = load_text(TEXT, overrides={"posts.exclude": "[merdare]"})
    posts = scenario.active_posts()
    assert {"kalotina-gradina", "oslo-mail"} <= posts.keys()
    assert "merdare" not in posts
    assert posts["oslo-mail"].sides == ("NO",)
    assert all(set(post.sides) & scenario.countries.keys() for post in posts.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("danub.yaml", "there is no such file. Did you mean 'danube.yaml'?"),
        ("other", "there is no such file. Name a scenario file, such as 'danube.yaml'"),
        (".", "this is not a file. Name a scenario file, such as 'danube.yaml'"),
        ("a\0b", "the file cannot be read: embedded null byte"),
        ("x" * 300, "the file cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, said: str) -> None:
    written(tmp_path, TEXT)
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / name)
    assert str(refused.value).endswith(said)


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("name: Danube\nplace: Gürtel\n".encode("latin-1"))
    assert faults(tmp_path / "latin.yaml") == ["latin.yaml:2  this is not UTF-8 text. Save the file as UTF-8"]
    (tmp_path / "marked.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(tmp_path / "marked.yaml").hash == load_text(TEXT).hash


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    begun = process_time()
    assert faults(path) == ["huge.yaml  the file has 100,000,000 bytes. A scenario has 1,000,000 bytes or fewer"]
    assert process_time() - begun < 1, "seconds of work"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert faults(tmp_path / "pipe.yaml") == [
        "pipe.yaml  this is not a file. Name a scenario file, such as 'danube.yaml'"
    ]


@pytest.mark.parametrize(
    "text", ["[" * 900_000, "{" * 900_000, "- " * 400_000, "? " * 400_000, "a: 1\n" * 180_000, "x: [" + "1," * 400_000]
)
def test_a_large_file_is_refused_without_much_work(text: str) -> None:
    begun = process_time()
    with pytest.raises(ScenarioError):
        load_text(text)
    assert process_time() - begun < 10, "seconds of work"


def test_shipped_scenarios_load(shipped: list[Path]) -> None:
    assert shipped
    assert len({load(path).hash for path in shipped}) == len(shipped)


def test_loading_needs_no_heavy_library(root: Path) -> None:
    code = (
        "import sys, sim.scenario.load, sim.scenario.diff, sim.scenario.assumptions, sim.scenario.editor\n"
        "print({'numpy', 'pandas', 'mesa', 'numba', 'scipy', 'plotly', 'simpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: A year\nkind: programme\nactions: [{name: a}]\n", "jadsim programme"),
        ("kind: exercise\nseats: []\n", "Name a scenario file"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    (told,) = faults(tmp_path / "other.yaml")
    assert "kind: this file is of the kind" in told and told.endswith(f"{said}'" if "jadsim" in said else said)


def test_a_scenario_is_told_in_one_line_where_a_programme_is_wanted(root: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_programme(root / "scenarios" / "danube.yaml")
    assert [fault.found for fault in refused.value.faults] == ["this is a scenario, no programme"]


def test_a_folder_of_results_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert faults(tmp_path / "out") == ["out  this is not a file. Name a scenario file, such as 'danube.yaml'"]
    (tmp_path / "out" / "manifest.json").write_text("{}", encoding="utf-8")
    assert faults(tmp_path / "out") == [
        "out  this is a folder of results. Give it to 'jadsim report' or 'jadsim trace'"
    ]
