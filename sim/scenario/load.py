"""A file becomes a scenario, or a list of everything that is wrong with it.

Files are read within limits (size, depth, no aliases), `extends` lays a file over another one of its folder or over one
that comes with jadsim, overrides come last, and the result is checked first for structure and then for consistency.
"""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from sim.errors import Fault, ScenarioError
from sim.scenario import yaml_text
from sim.scenario.annotation import stripped
from sim.scenario.axis import rounded
from sim.scenario.codes import likely
from sim.scenario.consistency import findings
from sim.scenario.inclusion import with_tables
from sim.scenario.inheritance import Heritage, own
from sim.scenario.overrides import overridden
from sim.scenario.removal import laid
from sim.scenario.schema import Scenario
from sim.scenario.shipped import shipped
from sim.scenario.structure import scenario
from sim.scenario.tree import MOST_FAULTS, Node, annotated, child, nearest, node_of, notes, size
from sim.scenario.tree import Path as Place
from sim.units import shown

LARGEST_BYTES = 1_000_000
LONGEST_CHAIN = 10


def load(path: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """The scenario in a file.

    Parameters
    ----------
    path
        A YAML file; it may extend another file of the same folder, or one that comes with jadsim.
    overrides
        Values by dotted path, such as ``{"countries.AT.officers.police": 1200}``, instead of the file's.
        Numbers, lists, mappings and None are what they are, also those of numpy; a text is read as YAML.

    Raises
    ------
    ScenarioError
        With all faults, each with its file, line and key.
    """
    heritage = Heritage()
    root = _chain(Path(path), (), heritage)
    found = _checked(root, overrides or {}, heritage)
    _check_experiment(found, root)
    return found


def plan_of(plan: Scenario | str | Path) -> Scenario:
    """A scenario, or the one in a file; raises as `load` does."""
    if isinstance(plan, Scenario):
        return plan
    if isinstance(plan, str | Path):
        return load(plan)
    raise TypeError(f"a plan is a scenario or the name of its file, not {type(plan).__name__}")


def load_text(text: str, name: str = "<text>", overrides: Mapping[str, object] | None = None) -> Scenario:
    """The scenario in a text that extends nothing, such as the resolved text of a result; raises as `load` does."""
    return _checked(_tree(text, name), overrides or {}, Heritage())


def from_values(values: Mapping[str, object], name: str, overrides: Mapping[str, object]) -> Scenario:
    """The scenario of plain values, such as those of an action of a programme; raises as `load` does."""
    return _checked(node_of(values, name), overrides, Heritage())


def check_values(values: Mapping[str, object], name: str, overrides: Mapping[str, object]) -> Scenario:
    """The same without its text and its notes: enough to see whether it can be run, and at what cost."""
    return validated(overridden(node_of(values, name), overrides, []))


def vary(base: Scenario, overrides: Mapping[str, object]) -> Scenario:
    """A loaded scenario with some values replaced, as `overrides` of `load` are; raises as `load` does.

    >>> from sim.scenario.load import load, vary
    >>> half = vary(load("scenarios/jad-see-2024.yaml"), {"cooperation.scale": 0.5, "europol.mobile_offices": []})
    """
    doubts = [] if "days" in overrides else [*base.doubts]
    return _checked(_tree(base.text, base.name), overrides, Heritage(doubts=doubts))


def _checked(root: Node, overrides: Mapping[str, object], heritage: Heritage) -> Scenario:
    root = own(root, overridden(root, overrides, heritage.gone), heritage)
    values = size(root)
    if values > yaml_text.MOST_VALUES:
        found = f"the files that extend each other hold {values:,} values together"
        raise ScenarioError((root.fault((), found, f"Stay within {yaml_text.MOST_VALUES:,}"),))
    text, gone = yaml_text.write(annotated(root)), tuple(map(str, heritage.gone))
    return validated(root).written(text, dict(notes(root)), _named(root), gone, tuple(heritage.doubts))


def validated(root: Node) -> Scenario:
    """The scenario that a tree spells out, whose parts fit each other; raises as `load` does."""
    valid = scenario(root)
    unfit = tuple(islice(findings(valid), MOST_FAULTS))
    if unfit:
        raise ScenarioError(tuple(nearest(root, path).fault(path, found, wanted) for path, found, wanted in unfit))
    return valid


def _check_experiment(plan: Scenario, root: Node) -> None:
    """Refuse an experiment with keys that have no place in the plan, at either end."""
    if plan.experiment is None:
        return
    whole, faults = _tree(plan.text, root.file), []
    for axis in (*plan.experiment.axes, *plan.experiment.uncertain):
        for (value,) in rounded(plan, [axis], [[axis.low], [axis.high]]):
            written, path = axis.written(value), ("experiment", *plan.experiment.place(axis.key))
            try:
                validated(overridden(whole, {axis.key: written}, []))
            except ScenarioError as error:
                first, place = error.faults[0], nearest(root, path)
                faults.append(place.fault(path, f"with {axis.key} {written}: {first.found}", first.wanted))
                break
    if faults:
        raise ScenarioError(tuple(faults))


def _named(root: Node) -> frozenset[str]:
    """Dotted paths of the single values of behaviour that a tree names."""
    behaviour = child(root, "behaviour")
    return frozenset(_ends(behaviour, "behaviour")) if behaviour is not None else frozenset()


def _ends(node: Node, path: str) -> Iterator[str]:
    if isinstance(node.value, dict):
        for key, below in node.value.items():
            yield from _ends(below, f"{path}.{key}")
    else:
        yield path


def _tree(text: str, name: str) -> Node:
    """The tree of one file, its annotated values stripped to values and notes."""
    root = yaml_text.read(text, name)
    if not isinstance(root.value, dict):
        found = "the file is empty" if root.value is None else f"the file holds {shown(root.value)}, not a mapping"
        raise ScenarioError((root.fault((), found, "Write keys and values, beginning with 'name: ...'"),))
    if "kind" in root.value:
        kind = root.value["kind"]
        wanted = "Run it with 'jadsim programme'" if kind.value == "programme" else "Name a scenario file"
        raise ScenarioError(
            (kind.fault(("kind",), f"this file is of the kind {shown(kind.value)}, no scenario", wanted),)
        )
    faults: list[Fault] = []
    root = stripped(root, faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return root


def _chain(path: Path, before: tuple[Path, ...], heritage: Heritage) -> Node:
    """The tree of a file laid over the files that it extends; what is to be told of that joins `heritage`."""
    root = with_tables(_tree(content(path), str(path)), partial(beside, path))
    values = dict(root.value) if isinstance(root.value, dict) else {}
    base = values.pop("extends", None)
    root = replace(root, value=values)
    if base is None:
        return root
    lower = _chain(_base(path, base, (*before, path)), (*before, path), heritage)
    return own(lower, laid(lower, root, heritage.gone), heritage)


def _base(path: Path, base: Node, chain: tuple[Path, ...]) -> Path:
    """The file that `path` extends, if it may."""
    other = beside(path, base, ("extends",))
    if other.resolve() in {file.resolve() for file in chain}:
        found = f"{shown(base.value)} extends this file in turn"
        raise ScenarioError((base.fault(("extends",), found, "Let one of them stand alone"),))
    if len(chain) >= LONGEST_CHAIN:
        found = f"more than {LONGEST_CHAIN} files extend each other"
        raise ScenarioError((base.fault(("extends",), found, "Join some of them"),))
    return other


def beside(path: Path, named: Node, key: Place, *, above: bool = False) -> Path:
    """The file that a file names under a key: one of the same folder, or else (`above`) of the folder above.

    Raises
    ------
    ScenarioError
        If it is no name, leads elsewhere, or is not there.
    """

    def refused(found: str, wanted: str) -> ScenarioError:
        return ScenarioError((named.fault(key, found, wanted),))

    name = named.value
    if not isinstance(name, str) or not name:
        raise refused(f"{shown(name)} is not the name of a file", "Write a name, such as 'base.yaml'")
    if name != Path(name).name or "\\" in name or ":" in name:
        raise refused(f"{shown(name)} is a path", "Name a file of the same folder, without its folder")
    folders = (path.parent, path.resolve().parent.parent) if above else (path.parent,)
    other = next((folder / name for folder in folders if (folder / name).is_file()), path.parent / name)
    if other.resolve().parent not in {folder.resolve() for folder in folders}:
        raise refused(f"{shown(name)} leads out of the folder", "Put the file itself beside this one")
    if not other.is_file() and name in shipped():
        return shipped()[name]
    if not other.is_file():
        raise refused(f"there is no file {shown(name)}", suggested(other))
    return other


def suggested(path: Path) -> str:
    """What to write instead of the name of a file that is not there."""
    meant = likely(path.name, sorted(file.name for file in path.parent.glob("*.y*ml")))
    return f"Did you mean '{meant}'?" if meant else "Name a scenario file, such as 'danube.yaml'"


def content(path: Path) -> str:
    """The text of a file, read within limits; raises as `load` does."""

    def refused(found: str, wanted: str) -> ScenarioError:
        return ScenarioError((Fault(file=str(path), line=None, key="", found=found, wanted=wanted),))

    if path.suffix.lower() in (".csv", ".xlsx"):
        raise refused("this is a table, not a scenario", "Give it to 'jadsim new --table', which writes a scenario")
    limit = f"A scenario has {LARGEST_BYTES:,} bytes or fewer"
    try:
        state = path.stat()
        if (path / "manifest.json").is_file():
            raise refused("this is a folder of results", "Give it to 'jadsim report' or 'jadsim trace'")
        if not stat.S_ISREG(state.st_mode):
            raise refused("this is not a file", "Name a scenario file, such as 'danube.yaml'")
        if state.st_size > LARGEST_BYTES:
            raise refused(f"the file has {state.st_size:,} bytes", limit)
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise refused("there is no such file", suggested(path)) from error
    except (OSError, ValueError) as error:
        raise refused(f"the file cannot be read: {getattr(error, 'strerror', None) or error}", "") from error
    if len(content) > LARGEST_BYTES:
        raise refused(f"the file has more than {LARGEST_BYTES:,} bytes", limit)
    return _text(content, path)


def _text(content: bytes, path: Path) -> str:
    """A file's bytes as text, in which no sign is nothing."""
    try:
        text = content.decode("utf-8-sig")
        place = content.find(b"\0")
    except UnicodeDecodeError as error:
        text, place = "", error.start
    if place < 0:
        return text
    line = content.count(b"\n", 0, place) + 1
    found, wanted = "this is not UTF-8 text", "Save the file as UTF-8"
    raise ScenarioError((Fault(file=str(path), line=line, key="", found=found, wanted=wanted),))
