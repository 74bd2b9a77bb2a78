"""The command that plays an exercise: what it prepares, and what it refuses before anything is written."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.present.web.serve import open_at
from tests import theatre
from tests.exercise.plays import TEXT


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exercise in the folder in which commands are given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "theatre.yaml").write_text(theatre.TEXT, encoding="utf-8")
    path = tmp_path / "morning.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def jadsim(*words: object) -> Result:
    return CliRunner().invoke(main, ["exercise", *(str(word) for word in words)])


def codes(folder: Path) -> dict[str, str]:
    found = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_cards_that_were_printed_hold_on_the_day(file: Path) -> None:
    for paper in ("first", "second"):
        told = jadsim(file, "--print", paper)
        assert told.exit_code == 0, told.stderr
        assert sorted(path.name for path in Path(paper).iterdir()) == [
            "cards.html",
            "evaluator.html",
            "events.html",
            "feedback.html",
        ]
    play = Path("plays/morning")
    assert codes(play)["rs"] in Path("first/cards.html").read_text(encoding="utf-8")
    assert Path("first/cards.html").read_bytes() == Path("second/cards.html").read_bytes()
    assert [path.name for path in Path("plays").iterdir()] == ["morning"]


def test_texts_in_another_language_stand_beside(file: Path) -> None:
    translation = "translates: morning.yaml\nlanguage: de\nseats: {rs: Belgrad am Morgen}\n"
    file.with_name("morning.de.yaml").write_text(translation, encoding="utf-8")
    assert jadsim(file, "--texts", "de", "--print", "paper").exit_code == 0
    assert "Belgrad am Morgen" in Path("paper/cards.html").read_text(encoding="utf-8")
    told = jadsim(file, "--texts", "fr", "--print", "other")
    assert told.exit_code == 2 and "no morning.fr.yaml stands beside it; there: de" in told.stderr
    assert not Path("other").exists()


def test_each_team_has_cards_of_its_own(file: Path) -> None:
    told = jadsim(file, "--teams", 2, "--print", "paper")
    assert told.exit_code == 0, told.stderr
    assert sorted(path.name for path in Path("paper").iterdir()) == ["team-1", "team-2"]
    one, other = (codes(Path("plays/morning-2-teams") / team) for team in ("team-1", "team-2"))
    assert not set(one.values()) & set(other.values())


def test_a_folder_that_holds_another_play_is_refused(file: Path) -> None:
    assert jadsim(file, "--play", "kept", "--print", "paper").exit_code == 0
    before = Path("kept/play.jsonl").read_bytes()
    file.write_text(TEXT.replace("Sofia", "Plovdiv"), encoding="utf-8")
    for words in ([], ["--alone", "bg"]):
        told = jadsim(file, "--play", "kept", "--print", "paper", *words)
        assert told.exit_code == 2
        assert told.stderr.splitlines() == ["kept holds another play: name a new folder with --play"]
    assert Path("kept/play.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--alone", "xx"], "seats are bg, rs, centre, europol"),
        (["--port", "0"], "--port"),
        (["--teams", "0"], "--teams"),
        (["--listen", "203.0.113.77"], "cannot listen there"),
    ],
)
def test_wrong_input_is_refused_and_nothing_is_written(file: Path, words: list[str], said: str) -> None:
    told = jadsim(file, *words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert not Path("plays").exists()


def test_a_port_that_is_taken_is_named_and_nothing_is_written(file: Path) -> None:
    with open_at("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        told = jadsim(file, "--port", port)
    assert told.exit_code == 2
    assert f"port {port}" in told.stderr
    assert not Path("plays").exists()


def test_what_is_missing_is_said_in_a_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("sim.cli.exercise"), "PAGES", ("segno", "no_such_package"))
    told = jadsim(file)
    assert told.exit_code == 2
    assert "pages need no_such_package: pip install 'jadsim[web]'" in told.stderr
