"""The language of the files as JSON Schema (draft 7), by which an editor completes and checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nomnom.spec.grammar import ENTITY_FILE, PROJECT_FILE
from nomnom.spec.shapes import (
    AnyScalar,
    Anything,
    Choice,
    Count,
    Either,
    Flag,
    Key,
    ListOf,
    MapOf,
    Number,
    Shape,
    Table,
    Text,
)

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_NULL: Schema = {"type": "null"}


def entity_schema() -> Schema:
    """The schema of an entity's file. What breaks it is an error for `validate` too, but not the reverse."""
    return {"$schema": _DRAFT, "title": "An entity of nomnom", **_schema(ENTITY_FILE)}


def project_schema() -> Schema:
    """The same for nomnom.yaml."""
    return {"$schema": _DRAFT, "title": "nomnom.yaml", **_schema(PROJECT_FILE)}


def _schema(shape: Shape) -> Schema:
    match shape:
        case Text(suggested=()):
            return {"type": "string"}
        case Text(suggested=words):
            return {"anyOf": [{"enum": list(words)}, {"type": "string"}]}
        case Flag():
            return {"type": "boolean"}
        case Count():
            return {"type": "integer"}
        case Number():
            return {"type": "number"}
        case Anything():
            return {}
        case AnyScalar():
            return {"type": ["string", "number", "boolean", "null"]}
        case Choice(words=words):
            return {"enum": [str(word) for word in words]}
        case ListOf(item=item, filled=filled):
            least = {"minItems": 1} if filled else {}
            return {"type": "array", "items": _schema(item), **least}
        case MapOf(item=item):
            return {"type": "object", "additionalProperties": _schema(item)}
        case Either(shapes=shapes):
            return {"anyOf": [_schema(each) for each in shapes]}
        case Table():
            return _table(shape)


def _table(table: Table) -> Schema:
    """Of a key with two spellings a mapping has one at most, and one at least where it is required."""
    properties = {
        name: _described(key) for key in table.keys for name in (key.name, key.other) if name
    }
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    required = [key.name for key in table.keys if key.required and not key.other]
    spelled = [rule for key in table.keys if key.other for rule in _spellings(key)]
    return (
        schema
        | ({"required": required} if required else {})
        | ({"allOf": spelled} if spelled else {})
    )


def _spellings(key: Key) -> list[Schema]:
    one, other = {"required": [key.name]}, {"required": [key.other]}
    most: Schema = {"not": {"allOf": [one, other]}}
    return [most, {"anyOf": [one, other]}] if key.required else [most]


def _described(key: Key) -> Schema:
    """A key that may be left out may be null as well, which says the same."""
    schema = _schema(key.shape)
    if not key.required and not isinstance(key.shape, AnyScalar):
        schema = {"anyOf": [*_alternatives(schema), _NULL]}
    return {"description": _description(key), **schema}


def _alternatives(schema: Mapping[str, Any]) -> list[Any]:
    return list(schema["anyOf"]) if "anyOf" in schema else [schema]


def _description(key: Key) -> str:
    text = f"{key.doc[0].upper()}{key.doc[1:]}."
    return f"{text} Default: {key.default}." if key.default else text
