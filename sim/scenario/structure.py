"""From a tree to a scenario, or to plain words about every place where the tree has the wrong structure."""

import re
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Fault, ScenarioError
from sim.scenario import office_text
from sim.scenario.codes import is_own, likely
from sim.scenario.facts import PROFILE
from sim.scenario.schema import Scenario
from sim.scenario.tree import MOST_FAULTS, Node, Path, child, dotted, nearest, plain
from sim.units import shown

_SAID = {
    "int_type": ("{input} is not a whole number", "Write a whole number, such as 120"),
    "int_from_float": ("{input} is not a whole number", "Write a whole number, such as 120"),
    "float_type": ("{input} is not a number", "Write a number, such as 1.5"),
    "string_type": ("{input} is not text", "Write text, in quotation marks if it looks like a number"),
    "bool_type": ("{input} is not true or false", "Write true or false, and no other word"),
    "dict_type": ("{input} is not a mapping", "Write keys and values"),
    "model_type": ("{input} is not a mapping", "Write keys and values"),
    "model_attributes_type": ("{input} is not a mapping", "Write keys and values"),
    "tuple_type": ("{input} is not a list", "Write a list, such as [a, b]"),
    "missing": ("this key is missing", "Add it here"),
    "greater_than_equal": ("{input} is too small", "Write {ge:,.15g} or more"),
    "less_than_equal": ("{input} is too large", "Write {le:,.15g} or less"),
    "string_too_short": ("empty text", "Write at least a word"),
    "string_too_long": ("{input} is too long", "Write {max_length} characters or fewer"),
    "too_short": ("it holds {actual_length} entries", "Give {min_length} or more"),
    "too_long": ("it holds more than {max_length} entries", "Give {max_length} or fewer"),
    "union_tag_not_found": ("an event without a kind", "Add 'kind', such as 'kind: surge'"),
}
NEEDED = "null takes away what every plan needs"
_TAGGED = {"events": 2, "effect": 1, "decision": 1, "event": 1}
"""Keys below which events stand, and how far below them the validator puts the mark of the kind of event."""
_PATTERNS = {
    "^(N[0-9]": "Write the name of a network: lower-case words joined by hyphens",
    "^[a-z][0-9]": "Write a letter and a number, such as 'm12'",
    "^[A-Z]{2}-": "Write two country codes, such as 'AL-XK'",
    "^[A-Za-z0-9](": "Write letters, digits, hyphens and dots, such as '2.1'",
    "^[a-z0-9]+": "Write the id of a post: lower-case words joined by hyphens",
    "^[a-z][a-z0-9_-]": "Write a lower-case word, such as 'rs'",
    "^[A-Za-z0-9]": "Write letters and figures, such as '1.2' or O1",
    "^[a-z]{2,3}": "Write the code of a language, such as 'en'",
}


def scenario(root: Node) -> Scenario:
    """The scenario that a tree spells out.

    Raises
    ------
    ScenarioError
        With every fault of structure: unknown and missing keys, wrong kinds, words and units.
    """
    try:
        return Scenario.model_validate(plain(root), context=_own(root))
    except ValidationError as error:
        raise ScenarioError(faults_of(error, root, Scenario)) from error


def _own(root: Node) -> frozenset[str]:
    """Codes of the countries that the reference data do not have and the plan describes."""
    listed = child(root, "countries")
    countries = listed.value if listed is not None and isinstance(listed.value, dict) else {}
    return frozenset(code for code, country in countries.items() if is_own(code) and child(country, PROFILE))


def faults_of(error: ValidationError, root: Node, kind: type[BaseModel]) -> tuple[Fault, ...]:
    """What a validator of a kind of file found wrong in a tree, in plain words and each at its place."""
    details = [detail for detail in error.errors(include_url=False) if not _follows(detail, error)]
    return tuple(_fault(detail, root, kind) for detail in details[:MOST_FAULTS])


def _follows(detail: ErrorDetails, error: ValidationError) -> bool:
    """Whether a list only lacks entries because those that it has are wrong, or nothing stands under a wrong key."""
    loc, others = detail["loc"], [other["loc"] for other in error.errors(include_url=False)]
    if detail["type"] == "too_short":
        return any(len(other) > len(loc) and other[: len(loc)] == loc for other in others)
    return detail["input"] is None and (*loc, "[key]") in others


def _fault(detail: ErrorDetails, root: Node, kind: type[BaseModel]) -> Fault:
    path = _path(detail)
    place = nearest(root, path)
    found, wanted = (
        (NEEDED, "Leave it out, or write a value")
        if detail["type"] == "missing" and place.takes_away
        else _words(detail, kind)
    )
    if place.pointed and detail["type"].startswith("int_"):
        found, wanted = _pointed(float(detail["input"]))
    return Fault(file=place.file, line=place.line, key=dotted(path), found=found, wanted=wanted)


def _pointed(number: float) -> tuple[str, str]:
    """What is said of a whole number with a point before three of its figures."""
    text = f"{number:.3f}"
    other = f", or {number:.0f} if that is meant" if number.is_integer() else ""
    return f"{text} is not a whole number", f"Write {text.replace('.', '')}{other}"


def _path(detail: ErrorDetails) -> Path:
    """Where the fault lies in the file: without the marks that the validator adds for keys and kinds of event."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    for key, before in _TAGGED.items():
        if key in path and len(path) > (tag := path.index(key) + before):
            path = path[:tag] + path[tag + 1 :]
    below = detail.get("ctx", {}).get("below")
    return (*path, below) if below else path


def _words(detail: ErrorDetails, root: type[BaseModel]) -> tuple[str, str]:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "refused":
        return context["found"], context["wanted"]
    if isinstance(value, str) and kind in ("int_type", "float_type") and (number := office_text.number_of(value)):
        return f"{number[0]} in {shown(value)}", number[1]
    if kind == "tuple_type" and isinstance(value, dict) and all(key.isdecimal() for key in value):
        return "the list has no such place", "Name places that the list of the other file has, counted from 0"
    if kind in _SAID:
        found, wanted = _SAID[kind]
        nothing = value is None and kind in ("dict_type", "model_type", "model_attributes_type", "tuple_type")
        more = "; null takes away only what another file says" if nothing else ""
        return found.format(input=shown(value), **context), wanted.format(**context) + more
    match kind:
        case "extra_forbidden":
            return "unknown key", _known_keys(detail, root)
        case "literal_error":
            return f"{shown(value)} is not known here", _one_of(str(value), context["expected"])
        case "union_tag_invalid":
            return f"{shown(context['tag'])} is no kind of event", _one_of(context["tag"], context["expected_tags"])
        case "string_pattern_mismatch":
            wanted = next(text for sign, text in _PATTERNS.items() if context["pattern"].startswith(sign))
            return f"{shown(value)} is not written as it should be", wanted
    return detail["msg"], ""


def _one_of(word: str, expected: str) -> str:
    known = re.findall(r"'([^']*)'", expected)
    meant = likely(word, known)
    return f"Did you mean '{meant}'?" if meant else "Write one of " + ", ".join(known)


def _known_keys(detail: ErrorDetails, root: type[BaseModel]) -> str:
    *above, key = detail["loc"]
    kind: Any = root
    for part in above:
        kind = _kind_below(kind, part)
    known = [field.alias or name for name, field in cast(type[BaseModel], kind).model_fields.items()]
    meant = likely(str(key), known)
    return f"Did you mean '{meant}'?" if meant else "Known here: " + ", ".join(known)


def _kind_below(kind: Any, part: str | int) -> Any:
    """The type of what stands under a key, an index, or the tag of a union, in a value of type `kind`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _bare(fields[str(part)].annotation)
    arguments = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return next(one for one in arguments if one.model_fields["kind"].annotation == Literal[part])
    return _bare(arguments[1] if get_origin(kind) is dict else arguments[0])


def _bare(kind: Any) -> Any:
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    options = [one for one in get_args(kind) if one is not type(None)]
    return _bare(options[0]) if get_origin(kind) in (Union, UnionType) and len(options) == 1 else kind
