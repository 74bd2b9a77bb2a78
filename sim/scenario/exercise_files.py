"""An exercise file, or a translation of one, becomes an exercise, or a list of everything that is wrong with it.

A translation is a second file with texts only, by the ids of the first; what it lacks stays in the first language.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from sim.errors import Fault, ScenarioError
from sim.scenario import yaml_text
from sim.scenario.exercise import ENTRIES, Exercise, ItemId, MistakeList, Prose, SeatId, Words
from sim.scenario.exercise_fitting import findings
from sim.scenario.load import beside, content, load
from sim.scenario.quantity import Sealed
from sim.scenario.schema import Scenario
from sim.scenario.structure import faults_of
from sim.scenario.tree import MOST_FAULTS, OVERRIDE, Node, dotted, nearest, node_of, plain
from sim.scenario.tree import Path as Place
from sim.units import shown

Replacement = tuple[dict[str, Any], str, object, str]
"""What holds a text, under which key, the new text if there is one, and where this is in the file."""
EXERCISE = "exercise.yaml"
"""What a resolved exercise is called."""
SCENARIO = "scenario.yaml"
"""What the scenario of a resolved exercise is called."""


class InjectTexts(Sealed):
    """The texts of one message."""

    sender: Words | None = Field(default=None, alias="from")
    channel: Words | None = None
    title: Words | None = None
    text: Prose | None = None
    expect: Words | None = None
    stakes: Prose | None = None
    note: Prose | None = None


class ExpectationTexts(Sealed):
    """The texts of one expectation."""

    text: Words | None = None
    manual: Words | None = None


class Translation(Sealed):
    """Texts of an exercise in another language, by id."""

    translates: str = Field(min_length=1)
    language: str
    name: Words | None = None
    description: str | None = None
    seats: dict[SeatId, Words] = Field(default_factory=dict)
    objectives: dict[ItemId, Words] = Field(default_factory=dict)
    moves: dict[ItemId, Words] = Field(default_factory=dict)
    injects: dict[ItemId, InjectTexts] = Field(default_factory=dict)
    expectations: dict[ItemId, ExpectationTexts] = Field(default_factory=dict)
    mistakes: MistakeList = MistakeList()


def load_exercise(path: str | Path) -> Exercise:
    """The exercise in a file, or that in a translation of one.

    The scenario that it names stands in the same folder, or in the one above.

    Raises
    ------
    ScenarioError
        With all faults of the file, each with its file, line and key; or with those of its scenario.
    """
    path = Path(path)
    root = yaml_text.read(content(path), str(path))
    if isinstance(root.value, dict) and "translates" in root.value:
        return _translated(path, root)
    return _exercise(path, root, plain(root))


def is_exercise(path: str | Path) -> bool:
    """Whether a file says of itself that it is an exercise or a translation of one."""
    try:
        return bool(re.search(r"^(exercise|translates):", content(Path(path)), re.MULTILINE))
    except ScenarioError:
        return False


def written(exercise: Exercise) -> dict[str, Any]:
    """The plain values of an exercise, as its resolved file has them."""
    values: dict[str, Any] = plain(yaml_text.read(exercise.text, EXERCISE))  # type: ignore[assignment]
    return values


def with_injects(exercise: Exercise, injects: Sequence[Mapping[str, Any]]) -> Exercise:
    """The same exercise with other messages.

    Raises
    ------
    ScenarioError
        With everything that does not fit, by its key.
    """
    values = written(exercise) | {"injects": [dict(one) for one in injects]}
    root = node_of(values, EXERCISE)
    return _fitting(root, _valid(root, values).resolved(exercise.plan, _resolved(values)))


def replaced(path: Path, injects: Sequence[Mapping[str, Any]]) -> str:
    """The text of an exercise file with other messages, all else as it was written."""
    text = content(path)
    root = yaml_text.read(text, str(path))
    lines = text.splitlines(keepends=True)
    keys = root.value if isinstance(root.value, dict) else {}
    begins = sorted(node.line for node in keys.values() if node.line is not None)
    first = keys["injects"].line if "injects" in keys else None
    block = yaml_text.write({"injects": [dict(one) for one in injects]})
    if first is None:
        return f"{text.rstrip()}\n\n{block}"
    after = next((line for line in begins if line > first), len(lines) + 1)
    while after - 1 > first and lines[after - 2].lstrip().startswith(("#", "\n")):  # what stands above the next key
        after -= 1
    return "".join([*lines[: first - 1], block, *(["\n"] if after <= len(lines) else []), *lines[after - 1 :]])


def _exercise(path: Path, root: Node, values: Any, missing: tuple[str, ...] = ()) -> Exercise:
    """The exercise of some values, which a tree of the same shape locates, over the scenario that it names."""
    exercise = _valid(root, values)
    return _fitting(root, exercise.resolved(_scenario(path, root, exercise), _resolved(values), missing))


def _valid(root: Node, values: Any) -> Exercise:
    """The exercise that values spell out."""
    try:
        return Exercise.model_validate(values)
    except ValidationError as error:
        raise ScenarioError(faults_of(error, root, Exercise)) from error


def _fitting(root: Node, exercise: Exercise) -> Exercise:
    """An exercise whose parts fit each other and its scenario."""
    unfit = findings(exercise)
    if unfit:
        raise ScenarioError(tuple(nearest(root, place).fault(place, found, wanted) for place, found, wanted in unfit))
    return exercise


def _resolved(values: Mapping[str, Any]) -> str:
    """The text of an exercise whose scenario stands beside it with nothing left to change."""
    return yaml_text.write({key: value for key, value in values.items() if key != "change"} | {"scenario": SCENARIO})


def _scenario(path: Path, root: Node, exercise: Exercise) -> Scenario:
    """The scenario of an exercise; what is wrong with a change is told at the exercise's line."""
    file = beside(path, nearest(root, ("scenario",)), ("scenario",), above=True)
    changes = {key: yaml_text.write(value).removesuffix("...\n").strip() for key, value in exercise.change.items()}
    try:
        return load(file, changes)
    except ScenarioError as error:
        raise ScenarioError(tuple(_told(root, exercise, fault) for fault in error.faults)) from error


def _told(root: Node, exercise: Exercise, fault: Fault) -> Fault:
    """A fault of a change at its place in the exercise; any other as it is."""
    if fault.file != OVERRIDE:
        return fault
    key = next((key for key in exercise.change if f"{fault.key}.".startswith(f"{key}.")), None)
    place: Place = ("change",) if key is None else ("change", key)
    at = nearest(root, place)
    return replace(fault, file=at.file, line=at.line, key=dotted(("change", fault.key)))


# --- translations -----------------------------------------------------------------------------------------------------


def _translated(path: Path, root: Node) -> Exercise:
    """The exercise that a translation names, with its texts."""
    try:
        texts = Translation.model_validate(plain(root))
    except ValidationError as error:
        raise ScenarioError(faults_of(error, root, Translation)) from error
    first = beside(path, nearest(root, ("translates",)), ("translates",))
    tree = yaml_text.read(content(first), str(first))
    original = _exercise(first, tree, plain(tree))
    faults = list(_strange(texts, original, root))[:MOST_FAULTS]
    if faults:
        raise ScenarioError(tuple(faults))
    values, missing = _laid_over(plain(tree), texts)
    return _exercise(first, tree, values, missing)


def _strange(texts: Translation, original: Exercise, root: Node) -> Iterator[Fault]:
    """Texts of a translation for which the exercise has no place."""
    known: dict[str, set[str]] = {
        "seats": set(original.seats),
        "objectives": set(original.objectives),
        **{key: {one.id for one in getattr(original, key)} for key in ENTRIES},
    }
    for key, ids in known.items():
        for name in getattr(texts, key):
            if name not in ids:
                yield nearest(root, (key, name)).fault((key, name), f"there is no {shown(name)}", "Leave it out")
    for kind in MistakeList.model_fields:
        there, here = len(getattr(original.mistakes, kind)), len(getattr(texts.mistakes, kind))
        if here not in (0, there):
            place: Place = ("mistakes", kind)
            found = f"{here} texts stand for {there} of the exercise"
            yield nearest(root, place).fault(place, found, "Write them all, in the same order")


def _laid_over(values: Any, texts: Translation) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of an exercise with the texts of a translation, and the places of those that it lacks."""
    missing = []
    for holder, key, text, place in (*_texts_of_names(values, texts), *_texts_of_entries(values, texts)):
        if text:
            holder[key] = text
        elif holder.get(key):
            missing.append(place)
    return {**values, "language": texts.language}, tuple(missing)


def _texts_of_names(values: Any, texts: Translation) -> Iterator[Replacement]:
    """Names of the exercise, its seats, objectives and moves, and its mistakes."""
    yield values, "name", texts.name, "name"
    yield values, "description", texts.description, "description"
    for seat, plan in values["seats"].items():
        yield plan, "name", texts.seats.get(seat), f"seats.{seat}"
    for name in values.get("objectives", {}):
        yield values["objectives"], name, texts.objectives.get(name), f"objectives.{name}"
    for move in values.get("moves", ()):
        yield move, "name", texts.moves.get(str(move["id"])), f"moves.{move['id']}"
    for kind in values.get("mistakes", {}):
        yield values["mistakes"], kind, [*getattr(texts.mistakes, kind)], f"mistakes.{kind}"


def _texts_of_entries(values: Any, texts: Translation) -> Iterator[Replacement]:
    """Texts of messages and of expectations."""
    told = texts.model_dump(by_alias=True)
    for kind, form in (("injects", InjectTexts), ("expectations", ExpectationTexts)):
        keys = [field.alias or name for name, field in form.model_fields.items()]
        for one in values.get(kind, ()):
            new = told[kind].get(str(one["id"]), {})
            yield from ((one, key, new.get(key), f"{kind}.{one['id']}.{key}") for key in keys)
