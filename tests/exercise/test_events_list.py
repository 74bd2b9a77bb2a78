"""The events list as a spreadsheet: out and in again, headers of others, faults at their cells."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import ScenarioError
from sim.exercise.events_list import exported, read_list, write_list
from sim.scenario.exercise_files import load_exercise, replaced, with_injects
from sim.scenario.sheets import cell_name, read_rows, write_rows
from tests.conftest import ROOT
from tests.exercise.plays import MINUTE, TEXT, begun, small

NIGHT = ROOT / "scenarios" / "exercises" / "night-shift.yaml"
BARE = TEXT.partition("expectations:")[0]
"""An exercise that judges nothing, so that its messages may have any ids."""
FOREIGN = """\
Seq;Time;Originator;Recipient;Method;Subject;Message;Expected response
1;0:02;Day shift;Sofia, Belgrade;phone;Handing over;"Look;
at your board.";They look
2;3,5;Europol;centre;phone;Down;The line.;
3;12;Press;all;mail;A call;Well?;
"""


def table(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_out_and_in_again_is_the_same(tmp_path: Path, suffix: str) -> None:
    exercise = load_exercise(NIGHT)
    path = tmp_path / f"list{suffix}"
    write_list(path, exercise)
    again = with_injects(exercise, read_list(path, exercise).injects)
    assert again.injects == exercise.injects
    assert exported(again) == exported(exercise)
    write_list(tmp_path / f"again{suffix}", again)
    assert read_rows(tmp_path / f"again{suffix}")[0] == read_rows(path)[0]


def test_conditions_and_effects_survive_the_way(tmp_path: Path) -> None:
    idle = "stakes: No difference in any of 40 futures., matters: false, "
    exercise = small(tmp_path, TEXT.replace("lasts: 4 h}, ", f"lasts: 4 h}}, {idle}"))
    write_list(tmp_path / "list.xlsx", exercise)
    assert with_injects(exercise, read_list(tmp_path / "list.xlsx", exercise).injects).injects == exercise.injects


def test_an_exercise_keeps_all_else_as_it_was_written(tmp_path: Path) -> None:
    text = NIGHT.read_text(encoding="utf-8")
    exercise = load_exercise(NIGHT)
    write_list(tmp_path / "list.csv", exercise)
    new = replaced(NIGHT, read_list(tmp_path / "list.csv", exercise).injects)
    assert new.partition("injects:")[0] == text.partition("injects:")[0]
    assert new.partition("expectations:")[2] == text.partition("expectations:")[2]
    (tmp_path / "night-shift.yaml").write_text(new, encoding="utf-8")
    (tmp_path / "jad-see-2024.yaml").write_bytes((NIGHT.parents[1] / "jad-see-2024.yaml").read_bytes())
    assert load_exercise(tmp_path / "night-shift.yaml").injects == exercise.injects


def test_headers_of_other_tools_are_understood_and_shown(tmp_path: Path) -> None:
    mapped = read_list(table(tmp_path, FOREIGN), small(tmp_path / "exercise", BARE))
    assert mapped.columns[:3] == (("Seq", "No"), ("Time", "Play time"), ("Originator", "From"))
    assert [one["at"] for one in mapped.injects] == ["2 min", "3.5 min", "12 min"]
    first = mapped.injects[0]
    assert first["to"] == ["bg", "rs"] and first["text"] == "Look;\nat your board." and first["expect"] == "They look"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Seq;", "Weight;", "list.csv:1  A1: the column 'Weight' cannot be placed"),
        ("Subject;", "Subjekt;", "list.csv:1  F1: the column 'Subjekt' cannot be placed. Take it out"),
        ("Seq;", "Title;", "list.csv:1  F1: 'Subject' stands for Title, as another"),
        ("Seq;Time", "Time;Phase", "list.csv:1  A1: there is no column 'No'"),
        ("Sofia, Belgrade", "Sofia, Berlin", "list.csv:2  D2: there is no seat 'berlin'"),
        ("3,5", "soon", "list.csv:3  B3: 'soon' is not a duration"),
        ("2;3,5", "1;3,5", "list.csv:3  A3: '1' is there twice"),
        ("3;12;", "3;45;", "list.csv:4  B4: 45 min of play comes after its end"),
        ("3;12;", "3;;", "list.csv:4  B4: neither 'at' nor a condition is given"),
    ],
)
def test_what_cannot_be_placed_is_told_at_its_cell(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in FOREIGN
    with pytest.raises(ScenarioError) as error:
        read_list(table(tmp_path, FOREIGN.replace(old, new)), small(tmp_path / "exercise", BARE))
    assert told in str(error.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("{kind: siena_down}", "this key is missing"),
        ("{kind: siena_down, lasts: 0}", "it lasts no time"),
        ("siena down", "'siena down' is no mapping"),
        ("lift 9", "there is no message with an effect that lasts '9'"),
    ],
)
def test_effects_are_checked_at_their_cell(tmp_path: Path, cell: str, told: str) -> None:
    path = table(tmp_path, f'No,Play time,To,Title,Text,Effect\n1,2,rs,Now,Go,"{cell}"\n')
    with pytest.raises(ScenarioError, match=told) as error:
        read_list(path, small(tmp_path / "exercise", BARE))
    assert "F2" in str(error.value)


def test_formulas_are_text(tmp_path: Path) -> None:
    rows = [["Title"], ["=1+1"], ["+49 1"], ["-x"], ["@SUM(A1)"], ["'=kept"], ["plain"]]
    write_rows(tmp_path / "a.csv", rows, "List")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(file) for cell in row)
    assert read_rows(tmp_path / "a.csv")[0] == rows
    write_rows(tmp_path / "a.xlsx", rows, "List")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert read_rows(tmp_path / "a.xlsx")[0] == rows


def test_files_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    macros, large = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(macros, "w") as book:
        book.writestr("xl/vbaProject.bin", "x")
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * 30_000_000)
    bad = {
        "a.ods": (b"", "this is no table"),
        "a.xlsx": (b"PK nothing", "this is no xlsx file"),
        "b.xlsx": (macros.getvalue(), "the file holds macros"),
        "c.xlsx": (large.getvalue(), "too large when it is unpacked"),
        "a.csv": ("Täter".encode("latin-1"), "not UTF-8"),
        "b.csv": (b"x" * 1_000_001, "1,000,001 bytes"),
        "c.csv": (b"", "the table is empty"),
        "d.csv": (b"a\n" * 2_001, "the table is too large"),
    }
    for name, (content, told) in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ScenarioError, match=told):
            read_list(tmp_path / name, small(tmp_path / "exercise", BARE))


def test_cells_have_the_names_of_a_spreadsheet() -> None:
    places = {"A1": (0, 0), "C4": (3, 2), "Z10": (9, 25), "AA1": (0, 26), "ZZ1": (0, 701), "AAA1": (0, 702)}
    assert {name: cell_name(*place) for name, place in places.items()} == {name: name for name in places}


def test_after_a_play_the_list_says_what_became_of_each_message(tmp_path: Path) -> None:
    play = begun(tmp_path)
    play.tick(6 * MINUTE)
    play.act("rs", {"reply": "1.1", "text": "Seen."})
    play.act("controller", {"skip": "1.4"})
    play.act("controller", {"write": {"to": ["bg"], "from": "Us", "channel": "phone", "title": "So?", "text": "Well?"}})
    header, *rows = exported(play.exercise, play.course)
    assert header[-4:] == ["State", "Sent (play)", "Sent (scenario)", "Remarks"]
    became = {row[0]: row[-4:] for row in rows}
    assert became["1.1"] == ["sent", "1 min", "Mon 04:20", "rs Mon 06:00: Seen."]
    assert became["1.4"] == ["left out", "", "", ""] and became["2.2"][0] == "not sent"
    assert next(row for name, row in became.items() if name.startswith("W"))[0] == "sent"


def test_from_the_command_line(tmp_path: Path) -> None:
    small(tmp_path, TEXT + " ")
    exercise, out = tmp_path / "morning.yaml", tmp_path / "list.xlsx"
    run = CliRunner().invoke
    assert run(main, ["events-list", "export", str(exercise), str(out)]).exit_code == 0
    assert run(main, ["events-list", "export", str(exercise), str(out)]).exit_code == 2
    before = exercise.read_text()
    asked = run(main, ["events-list", "import", str(out), str(exercise)], input="n\n")
    assert asked.exit_code == 1 and "Play time -> Play time" in asked.output and exercise.read_text() == before
    done = run(main, ["events-list", "import", str(out), str(exercise), "--yes", "--out", str(tmp_path / "new.yaml")])
    assert done.exit_code == 0 and load_exercise(tmp_path / "new.yaml").injects == load_exercise(exercise).injects
