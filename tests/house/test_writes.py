"""Nobody writes the fields of another room: what is to change there is asked for, by a method.

A field is written by ``a.b = ...``, also augmented or deleted, and by a change of a part of it: ``a.b[:] = ...``. The
owner `a` may be

- ``self`` or ``cls``;
- something that the same function made by calling its class, or the same class in a field of its own;
- something else, if a class of the same room declares the field, and it was not reached through the world, the
  environment of a run, or what an agent stands in.
"""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.house.sources import SOURCES, Source, source

ITSELF = {"self", "cls"}
ELSEWHERE = {"world", "env", "model", "theatre", "plan", "institutions"}
"""Names under which other rooms are reached."""
ROWS = "compiled code fills the rows of arrays that it is given"
SIMPY = "an event of SimPy is made or ends in one step, which costs half"
SHEET = "openpyxl sets up a sheet in this way"
ALLOWED = {
    ("sim/engine/arrivals.py", "person"): ROWS,
    ("sim/engine/compiled.py", "compiled"): "numba is told in this way where compiled kernels are kept",
    ("sim/engine/kernels.py", "check"): ROWS,
    ("sim/engine/kernels.py", "row"): ROWS,
    ("sim/engine/kernels.py", "to"): ROWS,
    ("sim/engine/shut.py", "row"): ROWS,
    ("sim/world/checks/checkpoints.py", "traveller.done"): SIMPY,
    ("sim/world/checks/checkpoints.py", "self._practice"): "arrays that checkpoints make and hand to compiled code",
    (
        "sim/world/exchange/exchange.py",
        "request",
    ): "a request under way is the exchange's; the contract says what it holds",
    ("sim/outcome/outcome.py", "column.flags"): "numpy says in this way that an array is not to be written",
    ("sim/scenario/sheets.py", "sheet"): SHEET,
    ("sim/present/workbook.py", "sheet"): SHEET,
    ("sim/present/workbook.py", "sheet.auto_filter"): SHEET,
}
"""Where fields are written all the same, by module and owner, and why."""


def foreign_writes(one: Source) -> Iterator[tuple[str, str]]:
    """Fields of other rooms that a module writes: owner and field."""
    ours = _declared(one.room) | _fields(one.tree)
    for scope, made_before in _scopes(one.tree):
        made = made_before | _made(scope)
        for target in _targets(scope):
            owner = ast.unparse(target.value)
            own = owner in ITSELF | made or (target.attr in ours and not _identifiers(target.value) & ELSEWHERE)
            if not own:
                yield owner, target.attr


def _scopes(tree: ast.Module) -> Iterator[tuple[ast.AST, set[str]]]:
    """Functions and methods and what stands between them, each with the fields of its class that the class made."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            fields = {name for name in _made(node) if name.startswith("self.")}
            yield from ((part, fields) for part in node.body)
        else:
            yield node, set()


def _made(scope: ast.AST) -> set[str]:
    """What is bound to something new: the call of a class."""
    return {
        ast.unparse(target)
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if _is_class(node.value.func)
    }


def _is_class(called: ast.expr) -> bool:
    return ast.unparse(called).rpartition(".")[2].lstrip("_")[:1].isupper()


def _targets(scope: ast.AST) -> Iterator[ast.Attribute]:
    """The fields that are written, the whole of them or a part."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            field: ast.expr = node
            while isinstance(field, ast.Subscript):
                field = field.value
            if isinstance(field, ast.Attribute):
                yield field


def _identifiers(owner: ast.expr) -> set[str]:
    """Names in an expression, without the underscore that says that they are private."""
    names = {node.id for node in ast.walk(owner) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(owner) if isinstance(node, ast.Attribute)}
    return {name.lstrip("_") for name in names}


@cache
def _declared(room: str) -> frozenset[str]:
    """Fields that the classes of a room declare."""
    return frozenset(field for one in SOURCES if one.room == room for field in _fields(one.tree))


def _fields(tree: ast.Module) -> set[str]:
    """Fields that the classes of a module declare, by annotation or by assignment to ``self``."""
    fields = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(body=body):
                fields |= {ast.unparse(part.target) for part in body if isinstance(part, ast.AnnAssign)}
            case ast.Attribute(value=ast.Name(id="self"), attr=field, ctx=ast.Store()):
                fields.add(field)
    return fields


def test_no_room_writes_the_fields_of_another() -> None:
    found = {(one.path, owner): field for one in SOURCES for owner, field in foreign_writes(one)}
    assert {place: field for place, field in found.items() if place not in ALLOWED} == {}
    assert ALLOWED.keys() - found.keys() == set()


@pytest.mark.parametrize(
    "text",
    [
        "def learn(network, world): network.efficiency = 0.0",
        "def seize(self, network): network.money -= 1.0",
        "def train(self): self.world.checkpoints.skill[:] = 0.0",
        "def train(self): self._world.checkpoints.skill[0, 1] += 1.0",
        "def close(self, event): del self.lanes.tally[event]",
        "def shift(self): self.officers, self.desk.staff = 1, 2",
        "def reach(env, own): env.own.mine = 1",
        "class Purse:\n    mine: float = 0.0\ndef pay(world): world.networks.purse.mine = 1.0",
        "def hold(lock, finding):\n    with lock as finding.held: pass",
        "class Office:\n    def __init__(self, other): self._other = other\n    def open(self): self._other.staff = 1",
    ],
)
def test_a_foreign_write_is_seen(text: str) -> None:
    assert list(foreign_writes(source("sim/world/gates.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "class Desk:\n    def open(self): self.staff = 1\n    def close(self): self._hours[2] += 1.0",
        "class Trail:\n    mine: float = 0.0\ndef follow(trail): trail.mine = 1.0",
        "def found():\n    made = Desk()\n    made.staff = 2",
        "class Office:\n    def __init__(self): self._desk = Desk()\n    def open(self): self._desk.staff[:] = 1",
        "def sort(rows): rows[0] = 1",
    ],
)
def test_what_is_ones_own_may_be_written(text: str) -> None:
    assert list(foreign_writes(source("sim/world/gates.py", text))) == []
