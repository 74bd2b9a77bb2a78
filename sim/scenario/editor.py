"""The scenario format as JSON Schema, by which editors complete keys and mark mistakes while a scenario is written.

The loader stays the judge: it also knows which posts exist and whether the parts fit each other.
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sim.scenario.levers import meaning
from sim.scenario.programme import Programme
from sim.scenario.quantity import TRUST_WORDS
from sim.scenario.schema import Scenario
from sim.units import SECONDS_IN

WHOLE = ("Deployment", "Condition")


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of scenario files and of programme files, with a description of every key.

    Any value may be bare or annotated with source, trust, range and unit. A file that extends another may leave out
    what the other one says, and take away an entry by null; items of lists are always whole, since lists replace each
    other. A file whose `kind` is programme is one.
    """
    kinds: list[tuple[type[BaseModel], Literal["validation"]]] = [(Scenario, "validation"), (Programme, "validation")]
    roots, parts = models_json_schema(kinds, by_alias=True, ref_template="#/$defs/{model}")
    parts = parts["$defs"]
    scenario, programme = (parts.pop(_name(root)) for root in roots.values())
    _describe(scenario, (), parts)
    _describe(programme, ("programme",), parts)
    for owner, key in ((parts["PostChoice"], "added"), (scenario, "events")):
        kept = {name: owner["properties"][key].pop(name) for name in ("title", "description")}
        owner["properties"][key] = {**kept, "anyOf": [owner["properties"][key], _TABLE]}
    for name, definition in parts.items():
        definition.pop("described", None)
        _open(definition)
        if "kind" not in definition.get("properties", {}) and name not in WHOLE:
            definition.pop("required", None)
    for root in (scenario, programme):
        _open(root)
    required = scenario.pop("required")
    scenario["properties"]["extends"] = {
        "type": "string",
        "description": "A file of the same folder or one that comes with jadsim, laid under this one",
    }
    either = {"if": _IS_PROGRAMME, "then": {"$ref": "#/$defs/Programme"}, "else": {"$ref": "#/$defs/Scenario"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario or programme",
        "$defs": {**parts, "Scenario": scenario, "Programme": programme, "Annotation": _ANNOTATION},
        "properties": {
            key: {"description": below["description"]}
            for root in (programme, scenario)
            for key, below in root["properties"].items()
        },
        "allOf": [either],
        "if": {"anyOf": [_IS_PROGRAMME, {"required": ["extends"]}]},
        "else": {"required": required},
    }


def _describe(part: dict[str, Any], path: tuple[str, ...], parts: dict[str, Any]) -> None:
    """Say of every key below a place in a file what it means; a definition that serves two places keeps the first."""
    for key, below in part.get("properties", {}).items():
        said = meaning((*path, key)) or parts.get(_name(below), {}).get("description", "")
        below.setdefault("description", said)
    for key, below in _below(part):
        _describe(below, (*path, key) if key else path, parts)
    inner = parts.get(_name(part), {})
    if inner and not inner.get("described"):
        inner["described"] = True
        _describe(inner, path, parts)


def _below(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a schema says of the values below, each with its key: none for items and options, ``*`` for any key."""
    yield from part.get("properties", {}).items()
    yield from (("*", below) for below in part.get("patternProperties", {}).values())
    yield from (("", option) for option in (*part.get("anyOf", ()), *part.get("oneOf", ())))
    for name, key in (("items", ""), ("additionalProperties", "*")):
        if isinstance(part.get(name), dict):
            yield key, part[name]


def _name(part: dict[str, Any]) -> str:
    """The definition to which a schema refers, or nothing."""
    return str(part.get("$ref", "")).rsplit("/", 1)[-1]


def _open(definition: dict[str, Any]) -> None:
    """Let every value below a definition be annotated as well."""
    for key, below in definition.get("properties", {}).items():
        definition["properties"][key] = _either(below)
    if isinstance(definition.get("items"), dict):
        definition["items"] = _either(definition["items"])
    if isinstance(definition.get("additionalProperties"), dict):
        definition["additionalProperties"] = {"anyOf": [{"type": "null"}, _either(definition["additionalProperties"])]}
    for pattern, below in definition.get("patternProperties", {}).items():
        definition["patternProperties"][pattern] = {"anyOf": [{"type": "null"}, _either(below)]}
    for option in definition.get("anyOf", ()):
        _open(option)


def _either(bare: dict[str, Any]) -> dict[str, Any]:
    _open(bare)
    kept: dict[str, Any] = {key: bare.pop(key) for key in ("title", "description", "default") if key in bare}
    annotated = {"allOf": [{"$ref": "#/$defs/Annotation"}], "properties": {"value": bare}}
    return {**kept, "if": _IS_ANNOTATED, "then": annotated, "else": bare}


_IS_PROGRAMME = {"properties": {"kind": {"const": "programme"}}, "required": ["kind"]}
_IS_ANNOTATED = {"type": "object", "required": ["value"]}
_TABLE = {"type": "string", "pattern": r"\.(csv|xlsx|geojson)$"}
_END: dict[str, Any] = {"type": ["number", "string"]}
_ANNOTATION: dict[str, Any] = {
    "type": "object",
    "description": "A value with its source",
    "required": ["value"],
    "properties": {
        "value": {},
        "source": {"type": "string"},
        "trust": {"enum": list(TRUST_WORDS)},
        "range": {"type": "array", "items": _END, "minItems": 2, "maxItems": 2},
        "unit": {"enum": [*SECONDS_IN, "%"]},
    },
    "additionalProperties": False,
}
