"""The scenario format as JSON Schema, by which editors complete keys and mark mistakes while a scenario is written.

The loader stays the judge: it also knows which posts exist and whether the parts fit each other.
"""

from typing import Any

from sim.scenario.quantity import TRUST_WORDS
from sim.scenario.schema import Scenario
from sim.units import SECONDS_IN

WHOLE = ("Deployment", "Condition")


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file.

    Any value may be bare or annotated with source, trust, range and unit. A file that extends another may leave out
    what the other one says; items of lists are always whole, since lists replace each other.
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    for name, definition in schema["$defs"].items():
        _open(definition)
        if "kind" not in definition.get("properties", {}) and name not in WHOLE:
            definition.pop("required", None)
    required = schema.pop("required")
    _open(schema)
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "A file of the same folder, laid under this one",
    }
    schema["$defs"]["Annotation"] = _ANNOTATION
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "if": {"required": ["extends"]},
        "else": {"required": required},
    }


def _open(definition: dict[str, Any]) -> None:
    """Let every value below a definition be annotated as well."""
    for key, below in definition.get("properties", {}).items():
        definition["properties"][key] = _either(below)
    for key in ("additionalProperties", "items"):
        if isinstance(definition.get(key), dict):
            definition[key] = _either(definition[key])
    for option in definition.get("anyOf", ()):
        _open(option)


def _either(bare: dict[str, Any]) -> dict[str, Any]:
    _open(bare)
    kept: dict[str, Any] = {key: bare.pop(key) for key in ("title", "description", "default") if key in bare}
    annotated = {"allOf": [{"$ref": "#/$defs/Annotation"}], "properties": {"value": bare}}
    return {**kept, "if": _IS_ANNOTATED, "then": annotated, "else": bare}


_IS_ANNOTATED = {"type": "object", "required": ["value"]}
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
