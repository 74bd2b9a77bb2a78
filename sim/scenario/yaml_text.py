"""YAML 1.2 as scenarios may use it: one document of mappings, lists and plain values; no anchors, aliases or tags.

The text is read from the parser's events, so nothing is ever built that the file did not spell out.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any, NoReturn, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.representer import RoundTripRepresenter

from sim.errors import Fault, ScenarioError
from sim.scenario import office_text
from sim.scenario.tree import MOST_FAULTS, OVERRIDE, Node, Path, Scalar, dotted, plain
from sim.units import shown

DEEPEST = 20
MOST_VALUES = 50_000
LONGEST_KEY = 100
LONGEST_LIST = 1000

_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

NO_COLON = "could not find expected ':'"
_PLAIN_WORDS = (
    ("'\\t'", "a tab stands where only spaces may", "Indent with spaces"),
    ("mapping values are not allowed", "a second colon on the line", "Put text that holds a colon in quotation marks"),
    ("expected <block end>", "the indentation does not fit the lines above", "Indent keys of one mapping alike"),
    (NO_COLON, "a line without a colon", "Write 'key: value'"),
    ("found unexpected end of stream", "a quotation mark that is never closed", "Close it"),
    ("found undefined alias", "an alias", "Write the value out"),
)
_NO_CHARACTER = re.compile(r"\\U(?!000[0-9A-F]|0010)[0-9A-F]{8}", re.IGNORECASE)
_DIRECTIVE = ("a directive", "Leave it out: scenarios are YAML 1.2")


def read(text: str, file: str) -> Node:
    """The tree of a text.

    Raises
    ------
    ScenarioError
        With one fault where the text is not YAML, otherwise with all that scenarios do not allow.
    """
    reader = _Reader(text, file)
    try:
        root = reader.document()
    except YAMLError as error:
        last = _unreadable(error, text, file)
        told = any((fault.line, fault.found) == (last.line, last.found) for fault in reader.faults)
        raise ScenarioError((*reader.faults, *([] if told else [last]))) from error
    except (ValueError, OverflowError, AssertionError) as error:  # the parser's own, of what it takes no care of
        raise ScenarioError((*reader.faults, _impossible(text, file))) from error
    if reader.faults:
        raise ScenarioError(tuple(reader.faults))
    return root


def write_briefly(value: object) -> str:
    """As `write`, with every mapping and list of single values on one line."""
    return write(_brief(value))


def _brief(value: object) -> object:
    if isinstance(value, dict):
        written: CommentedMap | CommentedSeq = CommentedMap({key: _brief(below) for key, below in value.items()})
        within = [*value.values()]
    elif isinstance(value, list):
        written, within = CommentedSeq([_brief(below) for below in value]), value
    else:
        return value
    if all(not isinstance(below, dict) and not _holds_mappings(below) for below in within):
        written.fa.set_flow_style()
    return written


def _holds_mappings(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(below, dict | list) for below in value)


class _Representer(RoundTripRepresenter):
    """Puts text in quotation marks that would be read as a number of another office."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def represent_str(self, data: str) -> Any:
        style = "'" if office_text.number_of(data) is not None else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Representer.add_representer(str, _Representer.represent_str)


def write(value: object) -> str:
    """A plain value as a YAML document that `read` reads back."""
    yaml = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.width = 1_000_000
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def on_one_line(value: object) -> str:
    """A plain value on one line, as lists of a file have it; `plain_value` reads it back."""
    if isinstance(value, dict | list):
        value = CommentedMap(value) if isinstance(value, dict) else CommentedSeq(value)
        value.fa.set_flow_style()
    return write(value).removesuffix("...\n").strip()


def plain_value(text: str) -> object:
    """The plain value of a text; raises as `read` does."""
    return plain(read(text, OVERRIDE))


def _unreadable(error: YAMLError, text: str, file: str) -> Fault:
    if isinstance(error, MarkedYAMLError):
        problem = str(error.problem or error.context)
        begun = error.context_mark if "end of stream" in problem else None
        mark = begun or error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        if (lacking := _without_colon(problem, error, text)) is not None:
            problem, line = NO_COLON, lacking
    else:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        problem = "a character that cannot be printed"
    for number, row in [*enumerate(text.split("\n"), start=1)][max(0, (line or 1) - 2) : line or 1]:
        if (sign := office_text.sign_in(row)) is not None:
            at, found, wanted = sign
            here = None if file == OVERRIDE else number
            return Fault(file=file, line=here, key="", found=f"{found} in column {at + 1}", wanted=wanted)
    unknown = (problem, f"this is not YAML: {problem}", "Look at the colons, brackets and indentation here")
    _, found, wanted = next((words for words in _PLAIN_WORDS if words[0] in problem), unknown)
    return Fault(file=file, line=None if file == OVERRIDE else line, key="", found=found, wanted=wanted)


def _without_colon(problem: str, error: MarkedYAMLError, text: str) -> int | None:
    """The line that lacks its colon, where the parser stumbles over the next one."""
    if error.context_mark is not None and NO_COLON in problem:
        return int(error.context_mark.line) + 1
    rows = text.split("\n")[: error.problem_mark.line + 1 if error.problem_mark else 0]
    if not rows or "mapping values are not allowed" not in problem:
        return None
    above = next((at for at in range(len(rows) - 2, -1, -1) if rows[at].strip()), None)
    return None if above is None or ":" in rows[above] else above + 1


def _impossible(text: str, file: str) -> Fault:
    """What the parser stumbles over itself: a directive of another version, or an escape that is no character."""
    directive = re.search(r"^\ufeff?%", text, re.MULTILINE)
    escape = _NO_CHARACTER.search(text)
    found, wanted = ("an escape that stands for no character", "Write the character itself") if escape else _DIRECTIVE
    place = escape or directive
    line = text.count("\n", 0, place.start()) + 1 if place is not None and file != OVERRIDE else None
    return Fault(file=file, line=line, key="", found=found, wanted=wanted)


def _split(before: Event | None, key: Event, following: Event) -> tuple[str, str] | None:
    """What is said of a number whose comma ended a value in braces, so that its rest is a key without a value."""
    whole = (before, key, following)
    if not all(isinstance(event, ScalarEvent) and event.implicit[0] for event in whole):
        return None
    value, rest, nothing = cast(tuple[ScalarEvent, ScalarEvent, ScalarEvent], whole)
    joined = rest.start_mark.index == value.end_mark.index + 1 and nothing.start_mark.index == nothing.end_mark.index
    return office_text.number_of(f"{value.value},{rest.value}") if joined and nothing.value == "" else None


class _Reader:
    """Builds the tree from the parser's events, and gathers what scenarios do not allow."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        self._values = 0

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    self._stop(event, (), "a second document starts here", "Keep one scenario in one file")
                if event.tags or event.version not in (None, (1, 2)):
                    self._refuse(event, (), *_DIRECTIVE)
                root = self._value(next(self._events), ())
        return root or Node(value=None, file=self.file, line=None if self.file == OVERRIDE else 1, blank=True)

    def _line(self, event: Event) -> int | None:
        return None if self.file == OVERRIDE else event.start_mark.line + 1

    def _refuse(self, event: Event, path: Path, found: str, wanted: str) -> None:
        fault = Fault(file=self.file, line=self._line(event), key=dotted(path), found=found, wanted=wanted)
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise ScenarioError(tuple(self.faults))

    def _stop(self, event: Event, path: Path, found: str, wanted: str) -> NoReturn:
        self._refuse(event, path, found, wanted)
        raise ScenarioError(tuple(self.faults))

    def _value(self, event: Event, path: Path) -> Node:
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop(event, (), f"more than {MOST_VALUES} values", "A scenario is far smaller")
        if len(path) > DEEPEST:
            self._stop(event, path[:3], f"more than {DEEPEST} levels of nesting", "A scenario needs six")
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, AliasEvent):
            self._refuse(event, path, f"an alias, {shown(anchor)}", "Write the value out")
        elif anchor is not None:
            self._refuse(
                event, path, f"an anchor, {shown(anchor)}", "Leave it out, and write each value where it belongs"
            )
        elif tag is not None:
            self._refuse(event, path, f"a tag, {shown(tag)}", "Leave it out: the kind of a value is known from its key")
        value: Any = None
        if isinstance(event, MappingStartEvent):
            value = self._mapping(path)
        elif isinstance(event, SequenceStartEvent):
            value = self._list(path)
        elif isinstance(event, ScalarEvent):
            value = self._scalar(event, path)
        text = getattr(event, "value", None)
        pointed = isinstance(value, float) and office_text.is_pointed(str(text))
        return Node(value=value, file=self.file, line=self._line(event), blank=text == "", pointed=pointed)

    def _mapping(self, path: Path) -> dict[str, Node]:
        values: dict[str, Node] = {}
        before: Event | None = None
        name = ""
        while not isinstance(event := next(self._events), MappingEndEvent):
            line, following = self._line(event), next(self._events)
            if (number := _split(before, event, following)) is not None:
                self._refuse_office(cast(ScalarEvent, before), (*path, name), (0, *number))
                continue
            name, before = self._key(event, path), following
            value = self._value(following, (*path, name))
            if name in values:
                found = f"this key is already on line {values[name].line}"
                self._refuse(event, (*path, name), found, "Keep one of the two")
            values.setdefault(name, replace(value, line=line))
        return values

    def _key(self, event: Event, path: Path) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop(event, path, "a key that is not a word", "Write 'key: value'")
        if len(event.value) > LONGEST_KEY:
            self._stop(event, path, f"a key of {len(event.value):,} characters", "Write a word")
        before = len(self.faults)
        node = self._value(event, path)
        if len(self.faults) == before:
            self._refuse_office(event, (*path, event.value), office_text.sign_of(event.value, is_key=True))
        if node.value == "<<":
            self._refuse(event, path, "a merge key, <<", "Write the keys out, or use 'extends'")
        elif node.value is None or isinstance(node.value, bool | float):
            found = f"the key {shown(node.value)} is not text"
            self._refuse(event, path, found, "Write a word, in quotation marks if need be")
        return str(event.value)

    def _list(self, path: Path) -> list[Node]:
        values: list[Node] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            if len(values) >= LONGEST_LIST:
                self._stop(event, path, f"a list of more than {LONGEST_LIST:,} entries", "Leave some out")
            values.append(self._value(event, (*path, len(values))))
        return values

    def _refuse_office(self, event: ScalarEvent, path: Path, sign: tuple[int, str, str] | None) -> None:
        """Refuse what a word processor left in a value or a key, if it left something."""
        if sign is not None:
            at, found, wanted = sign
            column = event.start_mark.column + (0 if event.implicit[0] else 1) + at + 1
            self._refuse(event, path, f"{found} in column {column}", wanted)

    def _scalar(self, event: ScalarEvent, path: Path) -> Scalar:
        text: str = event.value
        if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
            self._refuse(event, path, "a character that cannot be printed", "Leave it out")
            return ""
        key = str(path[-1]) if path else ""
        if (sign := office_text.sign_of(text, key)) is not None:
            self._refuse_office(event, path, sign)
            return text
        if not event.implicit[0]:
            return text
        if key not in office_text.PROSE and (number := office_text.number_of(text)) is not None:
            self._refuse_office(event, path, (0, *number))
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NO_NUMBER.fullmatch(text) or (_DECIMAL.fullmatch(text) and not math.isfinite(float(text))):
            self._refuse(event, path, f"{text[:40]} is not a finite number", "Write a number")
            return 0
        return float(text) if _DECIMAL.fullmatch(text) else text
