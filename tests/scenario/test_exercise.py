"""An exercise file and a translation: what is read, and what is said of mistakes."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.exercise_files import is_exercise, load_exercise
from tests.scenario import minimal

EXERCISE = """\
exercise: 1
name: A night in Sofia
scenario: danube.yaml
change: {officers_scale: 2, behaviour.checks.briefing: 5 min}
seed: 3
begin: 2 h
end: 12 h
speed: 20
seats:
  bg: {role: unit, country: BG, name: Sofia}
  rs: {role: unit, country: RS, name: Belgrade}
  centre: {role: centre, name: The centre}
objectives: {O1: Answers in time, O2: The right way}
mistakes: {critical: [Nobody told], minor: [No number]}
moves:
  - {id: 1, name: Evening}
  - {id: 2, name: Night, begin: 15 min}
injects:
  - {id: "1.1", at: 2 min, to: [bg, rs], from: Day shift, channel: phone, title: Now you, text: "Look.", objective: O1}
  - {id: "1.2", at: 5 min, to: [centre], from: Europol, channel: phone, title: Down, text: "The line.", objective: O2,
     effect: {kind: siena_down, lasts: 4 h}, deadline: 2 h, expect: All told}
  - {id: "1.3", at: 20 min, to: [centre], from: Europol, channel: phone, title: Up, text: "It stands.", lift: "1.2"}
  - {id: "2.1", to: [all], from: Press, channel: mail, title: A call, text: "Well?", if: {answered: "1.2", by: centre}}
expectations:
  - {id: E1, objective: O1, seat: bg, released_unanswered: {at_most: 1}}
  - {id: E2, objective: O2, seat: centre, answered: "1.2", within: 2 h, text: The centre answers}
  - {id: E3, objective: O2, manual: Everybody was told}
"""
GERMAN = """\
translates: night.yaml
language: de
name: Eine Nacht in Sofia
seats: {bg: Sofia, rs: Belgrad}
objectives: {O1: Antworten zur Zeit}
mistakes: {critical: [Niemand wusste es]}
injects:
  "1.1": {title: Übergabe, text: "Sieh hin."}
expectations: {E2: {text: Die Zentrale antwortet}}
"""


def write(folder: Path, text: str = EXERCISE, name: str = "night.yaml") -> Path:
    minimal.written(folder, minimal.TEXT)
    return minimal.written(folder, text, name)


def said(path: Path) -> str:
    with pytest.raises(ScenarioError) as error:
        load_exercise(path)
    return str(error.value).replace(f"{path.parent}/", "")


def test_an_exercise_is_read_with_its_scenario(tmp_path: Path) -> None:
    exercise = load_exercise(write(tmp_path))
    assert exercise.plan.officers_scale == 2 and exercise.plan.behaviour.checks.briefing == pytest.approx(1 / 12)
    assert [seat.owner for seat in exercise.seats.values()] == ["BG", "RS", "centre"]
    assert (exercise.begin_s, exercise.end_s, exercise.length) == (7200, 43_200, 30 * 60 * 1000)
    assert [inject.due for inject in exercise.injects] == [120_000, 300_000, 1_200_000, None]
    press = exercise.inject("2.1")
    assert press is not None and exercise.recipients(press) == ("bg", "rs", "centre")
    assert exercise.moves[1].id == "2"


def test_a_resolved_exercise_reads_back_the_same(tmp_path: Path) -> None:
    exercise = load_exercise(write(tmp_path))
    folder = tmp_path / "play"
    folder.mkdir()
    (folder / "exercise.yaml").write_text(exercise.text, encoding="utf-8")
    (folder / "scenario.yaml").write_text(exercise.plan.text, encoding="utf-8")
    again = load_exercise(folder / "exercise.yaml")
    assert again.hash == exercise.hash and again.plan.hash == exercise.plan.hash
    assert again.injects == exercise.injects and again.expectations == exercise.expectations


def test_the_scenario_may_stand_in_the_folder_above(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    minimal.written(tmp_path, minimal.TEXT)
    assert load_exercise(minimal.written(folder, EXERCISE, "night.yaml")).plan.name == "Danube"


def test_an_exercise_is_told_from_a_scenario(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert is_exercise(path) and is_exercise(write(tmp_path, GERMAN, "night.de.yaml"))
    assert not is_exercise(path.with_name("danube.yaml")) and not is_exercise(path.with_name("nowhere.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("scenario: danube.yaml", "scenario: donube.yaml", "night.yaml:3  scenario: there is no file 'donube.yaml'"),
        ("scenario: danube.yaml", "scenario: ../danube.yaml", "night.yaml:3  scenario: '../danube.yaml' is a path"),
        ("officers_scale: 2", "officers_scale: two", "night.yaml:4  change.officers_scale: 'two' is not a number"),
        ("officers_scale: 2", "oficers_scale: 2", "night.yaml:4  change.oficers_scale: unknown key"),
        ("seed: 3", "requests: all", "night.yaml:5  requests: no request waits for people while the model answers"),
        ("begin: 2 h", "begin: 0.33333 h", "night.yaml:6  begin: 0.33333 h is no whole number of seconds"),
        ("end: 12 h", "end: 1 h", "night.yaml:7  end: play ends before it begins"),
        ("end: 12 h", "end: 50 h", "night.yaml:7  end: hour 50 comes after the end of the scenario"),
        ("speed: 20", "speed: 0", "night.yaml:8  speed: 0 is too small"),
        ("rs: {role: unit", "all: {role: unit", "seats.all: 'all' is nobody's seat"),
        ("role: unit, country: RS", "role: unit, country: AT", "seats.rs.country: AT takes no part"),
        ("role: unit, country: RS", "role: unit, country: BG", "seats.rs: bg already holds the desks of BG"),
        ("role: unit, country: RS", "role: unit", "seats.rs: a unit without a country"),
        ("role: centre, name", "role: centre, country: BG, name", "seats.centre: 'centre' has no country"),
        ("begin: 15 min", "begin: 0", "moves.1.begin: it begins no later than the move before it"),
        ("begin: 15 min", "begin: 45 min", "moves.1.begin: 45 min of play comes after its end"),
        ("to: [bg, rs]", "to: [bg, sr]", "injects.0.to.1: there is no seat 'sr'. Known here: bg, rs,"),
        ("to: [bg, rs]", "to: [bg, bg]", "injects.0.to: bg is named 2 times"),
        ("objective: O1}\n  - {id: \"1.2\"", "objective: O3}\n  - {id: \"1.2\"", "injects.0.objective: there is no"),
        ("at: 2 min", "at: 40 min", "injects.0.at: 40 min of play comes after its end"),
        ("at: 2 min, ", "", "injects.0: neither 'at' nor a condition is given"),
        ("id: \"1.2\"", "id: 1.2", "injects.1.id: 1.2 is a number. Put the id in quotation marks"),
        ("id: \"1.2\"", "id: \"1.1\"", "injects.1.id: '1.1' is there twice"),
        ("lasts: 4 h", "lasts: 0", "injects.1.effect.lasts: it lasts no time"),
        ("lasts: 4 h", "lasst: 4 h", "injects.1.effect.lasst: unknown key. Did you mean 'lasts'?"),
        ("kind: siena_down,", "kind: sienna_down,", "injects.1.effect: 'sienna_down' is no kind of event"),
        ("lasts: 4 h", "lasts: 4 h, at: 3 h", "injects.1.effect.at: it comes with its message"),
        ("{kind: siena_down, lasts: 4 h}", "{kind: close_post, post: here, lasts: 1 h}", "injects.1.effect.post"),
        ("lasts: 4 h}", "lasts: 4 h}, matters: false", "injects.1.matters: nobody says what was found. Say"),
        ("lasts: 4 h}", "lasts: 4 h}, matters: 'no'", "injects.1.matters: 'no' is not"),
        ("at: 2 min, ", "at: 2 min, stakes: None, matters: false, ", "injects.0.matters: it brings nothing that could"),
        ("deadline: 2 h", "deadline: 20 h", "injects.1.deadline: it runs until hour 23.6667"),
        ("lift: \"1.2\"", "lift: \"1.1\"", "injects.2.lift: there is no message with an effect that lasts '1.1'"),
        ("answered: \"1.2\", by: centre}", "answered: \"1.2\", by: bg}", "injects.3.if.by: bg does not get message"),
        ("answered: \"1.2\", by: centre}", "sent: \"2.1\"}", "injects.3.if: it waits for itself"),
        ("answered: \"1.2\", by: centre}", "decided: nothing}", "injects.3.if.decided: there is no kind of event"),
        ("answered: \"1.2\", by: centre}", "by: centre}", "injects.3.if: 0 things are looked for"),
        ("answered: \"1.2\", by: centre}", "decided: surge, within: 2 h}", "injects.3.if: 'within' counts from no"),
        ("answered: \"1.2\", by: centre}", "{count: {measure: arrests, at_least: 2, country: AT}}", "injects.3.if"),
        ("seat: bg, released", "seat: centre, released", "expectations.0.released_unanswered: it is no unit's"),
        ("seat: centre, answered", "seat: bg, answered", "expectations.1.seat: bg does not get message 1.2"),
        ("manual: Everybody", "within: 2 h, manual: Everybody", "expectations.2: 'manual' counts from no message"),
        ("manual: Everybody was told", "text: Everybody", "expectations.2: 0 rules"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_where_it_stands(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in EXERCISE
    assert told in said(write(tmp_path, EXERCISE.replace(old, new)))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = EXERCISE.replace("speed: 20", "speed: fast").replace("lasts: 4 h", "").replace('id: "1.1"', "id: 1.1")
    assert [line.split()[0] for line in said(write(tmp_path, text)).splitlines()] == [
        "night.yaml:8", "night.yaml:19", "night.yaml:21"
    ]  # fmt: skip


# --- translations -----------------------------------------------------------------------------------------------------


def test_a_translation_lays_its_texts_over_the_exercise(tmp_path: Path) -> None:
    write(tmp_path)
    exercise = load_exercise(write(tmp_path, GERMAN, "night.de.yaml"))
    assert (exercise.name, exercise.language) == ("Eine Nacht in Sofia", "de")
    assert exercise.seats["rs"].name == "Belgrad" and exercise.seats["centre"].name == "The centre"
    assert (exercise.injects[0].title, exercise.injects[0].channel) == ("Übergabe", "phone")
    assert exercise.mistakes.critical == ("Niemand wusste es",) and exercise.mistakes.minor == ("No number",)
    assert {"seats.centre", "objectives.O2", "moves.2", "injects.1.1.from", "mistakes.minor"} <= {
        *exercise.untranslated
    }
    assert not {"seats.rs", "injects.1.1.title", "expectations.E2.text"} & {*exercise.untranslated}
    assert load_exercise(tmp_path / "night.yaml").untranslated == ()


@pytest.mark.parametrize("name", ["night-shift", "hostages-on-the-danube", "two-weeks-on-the-river"])
def test_stakes_are_measured_of_all_that_a_ready_exercise_brings(root: Path, name: str) -> None:
    injects = load_exercise(root / f"scenarios/exercises/{name}.yaml").injects
    bringing = [one for one in injects if one.brings_something]
    assert bringing and [one.id for one in bringing if one.stakes is None] == []
    assert [one.id for one in injects if one.stakes is not None and not one.brings_something] == []
    assert [one.id for one in bringing if one.matters == (one.stakes or "").startswith("No difference")] == []


def test_the_first_exercise_is_translated_whole(root: Path) -> None:
    """Each text of it stands in the translation, and the play is the same."""
    original, german = (load_exercise(root / f"scenarios/exercises/night-shift{one}.yaml") for one in ("", ".de"))
    assert german.untranslated == () and german.language == "de"
    assert [one.due for one in german.injects] == [one.due for one in original.injects]
    assert all(here.text != there.text for here, there in zip(german.injects, original.injects, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rs: Belgrad", "at: Wien", "night.de.yaml:4  seats.at: there is no 'at'. Leave it out"),
        ('"1.1": {title', '"9.9": {title', "night.de.yaml:8  injects.9.9: there is no '9.9'"),
        ("critical: [Niemand wusste es]", "critical: [Eins, Zwei]", "mistakes.critical: 2 texts stand for 1"),
        ("title: Übergabe", "titel: Übergabe", "injects.1.1.titel: unknown key. Did you mean 'title'?"),
        ("translates: night.yaml", "translates: nihgt.yaml", "translates: there is no file 'nihgt.yaml'. Did you mean"),
    ],
)
def test_what_a_translation_cannot_translate_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GERMAN
    write(tmp_path)
    assert told in said(write(tmp_path, GERMAN.replace(old, new), "night.de.yaml"))
