"""Country tables: what offices write is read, what is written reads back, and what is wrong is located."""

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim.errors import ScenarioError, StoreError
from sim.scenario.country_table import read
from sim.scenario.exports import export
from sim.scenario.load import load, load_text, vary
from sim.scenario.totals import Totals, draft
from tests.scenario.minimal import TEXT, written


def table(folder: Path, text: str, name: str = "officers.csv") -> Path:
    return written(folder, text, name)


def faults(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        read(path)
    return [str(fault).removeprefix(f"{path}") for fault in refused.value.faults]


def test_semicolons_decimal_commas_and_other_codes(tmp_path: Path) -> None:
    text = (
        "Country;Service;Officers;Persons\nBG;police;643,0;12.345\nBG;border guard;565;\nEL;police;1 786;\nUK;;131;9\n"
    )
    assert read(table(tmp_path, text)) == {
        "BG": {"police": 643, "person": 12_345, "border_guard": 565},
        "GR": {"police": 1786},
        "GB": {"officers": 131, "person": 9},
    }


def test_commas_points_and_a_mark_at_the_beginning(tmp_path: Path) -> None:
    text = '\ufeffcountry,officers,vehicle\nSerbia,"4,368",10.0\n\nXK,12,\n'
    assert read(table(tmp_path, text)) == {"RS": {"officers": 4368, "vehicle": 10}, "XK": {"officers": 12}}


def test_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["country", "service", "officers", "premises"], ["BG", "police", 643, 5], ["EL", None, 786.0, None]):
        sheet.append(row)
    book.save(tmp_path / "officers.xlsx")
    assert read(tmp_path / "officers.xlsx") == {"BG": {"police": 643, "premises": 5}, "GR": {"officers": 786}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("country;officers\nBG;12,5\n", ":2  officers: '12,5' is not a whole number. Write a number such as 120"),
        ("country,officers\nBG,-3\n", ":2  officers: '-3' is not a whole number. Write a number such as 120"),
        ("country,service,officers\nBG,polcie,3\n", ":2  officers: 'polcie' is no service. Did you mean 'police'?"),
        ("country,officer\nBG,3\n", ":1  officer: unknown column. Did you mean 'officers'?"),
        (
            "officers\n3\n",
            ":1  there is no column 'country'. Begin with: country, service, officers, person, vehicle, ",
        ),
        (
            "country,officers\nSebria,3\n",
            ":2  country: 'Sebria' is not a country of the reference data. Did you mean 'RS'?",
        ),
        ("country,officers\nBG,3\nBG,4\n", ":3  officers: officers of this country stands in an earlier row. Keep one"),
        ("", ":1  the table is empty. Begin with: country"),
    ],
)
def test_faults_are_located(tmp_path: Path, text: str, said: str) -> None:
    assert faults(table(tmp_path, text))[0].startswith(said)


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    assert "this is no xlsx file" in faults(table(tmp_path, "country\n", "officers.xlsx"))[0]
    assert "this is no table" in faults(table(tmp_path, "country\n", "officers.txt"))[0]
    assert "cannot be read" in faults(tmp_path / "nothing.csv")[0]
    with pytest.raises(ScenarioError, match="jadsim new --table"):
        load(table(tmp_path, "country,officers\nBG,3\n"))


@pytest.mark.parametrize(("name", "separator"), [("t.csv", ","), ("t.csv", ";"), ("t.xlsx", ",")])
def test_what_is_written_reads_back(tmp_path: Path, name: str, separator: str) -> None:
    base = vary(load_text(TEXT), {"officers_scale": "2"})
    export(base, "countries", tmp_path / name, separator=separator)
    known = read(tmp_path / name)
    totals = Totals(name="Back", officers=640, start="2024-11-25", days=2, centre="Sofia", known=known)
    back = load_text(draft(totals))
    assert list(back.countries) == list(base.countries)
    for code in base.countries:
        assert back.officers(code) == base.officers(code)
        planned = {kind: round(number) for kind, number in base.planned_checks(code).items()}
        assert back.planned_checks(code) == pytest.approx(planned)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    base = load_text(TEXT)
    export(base, "countries", tmp_path / "t.csv")
    with pytest.raises(StoreError, match="is there already"):
        export(base, "countries", tmp_path / "t.csv")
    export(base, "countries", tmp_path / "t.csv", force=True)
    with pytest.raises(StoreError, match="ends in none of"):
        export(base, "countries", tmp_path / "t.ods")


def test_spreadsheets_are_loaded_late() -> None:
    code = "import sys, sim.scenario.country_table; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
