"""Nobody but the registry names an institution; one name for one thing; each list of words once."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pytest

from sim.registry import INSTITUTIONS
from tests.house.sources import SOURCES, Source, classes, is_protocol, source, under

ABOVE = ("sim/world", "sim/joint_action", "sim/outcome", "sim/present")
CLASSES = {node.name for _, node in classes(list(under("sim/institutions")))}
WORDS = "sim/words.py"
FEWEST_WORDS = 3
"""Shorter lists, such as two columns of a table, may stand twice."""
MOST_MORE = 2
"""A list that holds all words of a closed list and so many more at most is meant to be that list."""


def institutions_named(one: Source) -> Iterator[str]:
    """What names an institution in a module: its key or its path as text, or one of its classes."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in INSTITUTIONS or node.value in CLASSES or "sim.institutions" in node.value:
                yield node.value
        else:
            yield from CLASSES.intersection(_identifiers(node))
            yield from (path for path in _imports(node) if path.startswith("sim.institutions"))


def _identifiers(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.ClassDef(name=name) | ast.alias(name=name):
            yield name


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)


def word_lists(one: Source) -> Iterator[tuple[frozenset[str], str]]:
    """Lists of words in a module (``Literal``, tuple, list or set), each with its place.

    The keys of a mapping are no list of words: a table says something of each word.
    """
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            words = [part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if len(words) == len(node.elts) >= FEWEST_WORDS:
                yield frozenset(words), f"{one.path}:{node.lineno}"


def repeated(sources: Sequence[Source]) -> list[list[str]]:
    """Places of lists that hold the same words, or those of a closed list and hardly more."""
    places: dict[frozenset[str], list[str]] = defaultdict(list)
    for one in sources:
        for words, place in word_lists(one):
            places[words].append(place)
    closed = [words for words, found in places.items() if found[0].startswith(WORDS)]
    wider = [
        [*places[words], *found]
        for words in closed
        for more, found in places.items()
        if words < more and len(more - words) <= MOST_MORE and not found[0].startswith(WORDS)
    ]
    return [found for found in places.values() if len(found) > 1] + wider


def test_no_institution_is_named_above() -> None:
    found = {(one.path, said) for one in under(*ABOVE) for said in institutions_named(one)}
    assert found == set()


@pytest.mark.parametrize(
    "text",
    [
        "from sim.institutions.justice import plan",
        "import sim.institutions.justice.plan",
        "load('sim.institutions.justice.plan')",
        "if 'justice' in sections: pass",
        "desk = Prosecutors(env)",
        "asks = agents.Prosecutors",
        "def ask(who: 'Prosecutors') -> None: pass",
    ],
)
def test_an_institution_that_is_named_is_seen(text: str) -> None:
    assert list(institutions_named(source("sim/world/exchange/exchange.py", text)))


def test_only_the_registry_loads_modules_by_name() -> None:
    """What is loaded by a name that is put together at run time is seen by no contract."""
    loaders = {one.path for one in SOURCES for node in ast.walk(one.tree) if "import_module" in _identifiers(node)}
    offer = {"sim/__init__.py", "sim/scenario/__init__.py"}  # what a package offers is loaded when it is asked for
    assert loaders - offer == {"sim/registry.py"}


def test_no_class_name_is_there_twice() -> None:
    where = defaultdict(list)
    for one, node in classes(SOURCES):
        if not is_protocol(node):
            where[node.name].append(one.path)
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_each_list_of_words_is_there_once() -> None:
    assert repeated(SOURCES) == []


def test_a_list_of_words_that_is_there_twice_is_seen() -> None:
    words = source("sim/words.py", "Shift = Literal['day', 'evening', 'night']")
    same = source("sim/world/shifts.py", "SHIFTS = ('night', 'day', 'evening')")
    wider = source("sim/engine/queues.py", "SHIFTS = ('never', 'day', 'evening', 'night')")
    table = source(
        "sim/present/titles.py", "TITLES = {'day': 'By day', 'evening': 'In the evening', 'night': 'By night'}"
    )
    assert repeated([words, same]) == [["sim/words.py:1", "sim/world/shifts.py:1"]]
    assert repeated([words, wider]) == [["sim/words.py:1", "sim/engine/queues.py:1"]]
    assert repeated([words, table]) == []
