"""Messages that aren't JSON: who may have them, and what is read from cells."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import InputFormat, SourceType
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredInput
from nomnom.spec.places import error
from nomnom.spec.types import field_type

_LINES = frozenset({InputFormat.CSV_LINE, InputFormat.DELIMITED})


def formats(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN229: only a root entity has an input, and that has the keys that belong to its format."""
    for entity in catalogue.written:
        if entity.input is None:
            continue
        if entity.abstract:
            message = f'abstract entity "{entity.name.value}" has an input, which nobody inherits'
            cure = "write it at the roots that extend this one"
            yield error(entity.input.place, "NN229", message, cure)
        elif entity.source_type not in (SourceType.ROOT, None):
            message = f'{entity.source_type} entity "{entity.name.value}" has an input'
            yield error(entity.input.place, "NN229", message, "remove it: only messages have one")
        else:
            yield from _keys(entity.input)


def _keys(declared: DeclaredInput) -> Iterator[Diagnostic]:
    kind = InputFormat(declared.format.value)
    separator, prefix = declared.separator, declared.prefix
    if separator and kind not in _LINES:
        message = f"input {kind} has no separator"
        yield error(separator.place, "NN229", message, "remove it: csv_line and delimited have one")
    elif separator and (len(separator.value) != 1 or separator.value in '"\r\n'):
        message = f'separator "{separator.value}" is not a single character'
        yield error(
            separator.place, "NN229", message, 'write one that no cell needs, "|" or ";" say'
        )
    if prefix and kind is not InputFormat.DELIMITED:
        message = f"input {kind} has no prefix"
        yield error(prefix.place, "NN229", message, "remove it: delimited has one")
    if kind is InputFormat.DELIMITED and prefix is None:
        message = "a delimited line needs its prefix"
        cure = "write input: {format: delimited, prefix: O}, or use csv_line for lines without one"
        yield error(declared.place, "NN229", message, cure)


def line_fields(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN230: a cell of a line is a single value, so no field that is read from one is a list or an object."""
    for entity in catalogue.extracted:
        if entity.input is None or entity.input.format.value not in _LINES:
            continue
        for field in entity.fields:
            type_ = field_type(field)
            if field.computed_from is None and type_ and type_.kind.is_json:
                message = f'field "{field.name.value}" of type {type_} can\'t be read from a cell'
                cure = "declare it as String, or compute it from another field"
                yield error((field.type or field.name).place, "NN230", message, cure)


CHECKS = (formats, line_fields)
