"""An explanation as JSON. Its shape is described in docs/explaining.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from nomnom.errors import Problem
from nomnom.explaining.explanation import (
    Choice,
    Document,
    EntityRecords,
    Explanation,
    FieldValue,
    Record,
)

_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=dict)


def as_json(explanation: Explanation) -> str:
    """The explanation as indented JSON text; numbers have all their digits."""
    documents = [_document(each) for each in explanation.documents]
    text = msgspec.json.format(_encoder.encode({"documents": documents}), indent=2)
    return text.decode()


def _document(document: Document) -> Mapping[str, Any]:
    return {
        "index": document.index,
        "verdict": document.verdict,
        "root": _choice(document.choice),
        "unread": document.unread,
        "problems": [_problem(each) for each in document.problems],
        "entities": [_entity(each) for each in document.entities],
        "sql": document.sql,
    }


def _choice(choice: Choice) -> Mapping[str, Any]:
    return {
        "entity": choice.entity,
        "how": choice.how,
        "reason": choice.reason,
        "candidates": choice.candidates,
    }


def _problem(problem: Problem) -> Mapping[str, Any]:
    return {
        "entity": problem.entity,
        "path": problem.json_path,
        "pointer": problem.pointer,
        "rule": problem.rule,
        "message": problem.message,
        "value": problem.value,
    }


def _entity(entity: EntityRecords) -> Mapping[str, Any]:
    return {
        "entity": entity.entity,
        "table": entity.table or None,
        "published": entity.published,
        "records": [_record(each) for each in entity.records],
        "none_at": entity.none_at,
    }


def _record(record: Record) -> Mapping[str, Any]:
    return {
        "path": record.path,
        "superseded": record.superseded,
        "fields": [_field(each) for each in record.fields],
    }


def _field(field: FieldValue) -> Mapping[str, Any]:
    """A field without a value is one that can't be computed or told; one of null is a null."""
    told = {
        "name": field.name,
        "column": field.column,
        "transform": field.origin.transform or None,
        "sources": field.origin.sources,
        "args": field.origin.args,
        "read_from": field.read_from,
    }
    if field.problem:
        return told | {"problem": field.problem}
    if field.unread:
        return told | {"unread": field.unread}
    return told | {"value": msgspec.Raw(field.value.encode())}
