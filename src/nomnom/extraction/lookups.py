"""Rows of reference entities, by their keys, and fields that are looked up in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nomnom.extraction.calls import shown_value
from nomnom.extraction.values import REFUSED, RuleBroken, check_for
from nomnom.extraction.wire import json_text, scalar_type
from nomnom.model.entity import Entity, Field
from nomnom.model.project import Project, reference_of

Key = tuple[Any, ...]
ReferenceRows = Mapping[Key, Mapping[str, Any]]
"""The rows of a reference entity by their keys, each with its values by field."""


@dataclass(eq=False, slots=True)
class References:
    """The rows of a project's reference entities, by entity.

    A plan looks them up here each time, so they can be replaced while it is in use. Of the entities in `unread`
    no rows are at hand, nor will be: what a plan would look up there can't be told, nor refused.
    """

    rows: dict[str, ReferenceRows] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def replace(self, entity: str, rows: ReferenceRows) -> None:
        """Have all lookups that begin from now on find these rows."""
        self.rows[entity] = rows

    @contextmanager
    def standing_in(self, rows: Mapping[str, ReferenceRows]) -> Iterator[None]:
        """Within the block, lookups in these entities find these rows instead of what there is."""
        before = self.rows
        self.rows = {**before, **rows}
        try:
            yield
        finally:
            self.rows = before

    def finder(
        self, entity: Entity, wanted: str | None, *, null_if_missing: bool
    ) -> Callable[..., Any]:
        """A function from a key's values to the wanted field's; without one to the key's only value.

        It raises RuleBroken for a key that isn't there, unless that means null.
        """
        name = entity.name

        def find(*key: Any) -> Any:
            row = self.rows.get(name, {}).get(key)
            if row is not None:
                return key[0] if wanted is None else row[wanted]
            if null_if_missing:
                return None
            shown = ", ".join(map(shown_value, key))
            raise RuleBroken("missing", f"expected a key of {name}, which has no row {shown}")

        return find


def at_hand(references: References | None, entity: Entity) -> References | None:
    """What has the rows of a reference entity; None where they aren't at hand."""
    return None if references is None or entity.name in references.unread else references


def looked_at(project: Project, entities: Iterable[Entity]) -> tuple[str, ...]:
    """The reference entities in whose rows fields are looked up, or keys have to be; each once."""
    return tuple(dict.fromkeys(name for each in entities for name in _looked_at(project, each)))


def _looked_at(project: Project, entity: Entity) -> Iterator[str]:
    for declared in entity.fields:
        if wanted := lookup_of(declared):
            yield wanted[0]
    for key in entity.persistence.foreign_keys if entity.persistence else ():
        reference = reference_of(project, key) if key.must_exist else None
        if reference is not None:
            yield reference.name


def lookup_of(declared: Field) -> tuple[str, str] | None:
    """The reference entity in which a field is looked up, and its field that it takes, if it is looked up."""
    computation = declared.computed_from
    if computation is None or computation.transform != "lookup_entity":
        return None
    return str(computation.args["entity"]), str(computation.args["field"])


def reference_rows(entity: Entity, records: Iterable[Mapping[str, Any]]) -> ReferenceRows:
    """Records as rows of a reference entity, with values of its fields' types; the last of equal keys wins.

    Values may be text where that can be read as the type; an empty text is null but for a String. Raises
    ValueError with the record's number, from 1, the field and what was expected.
    """
    reads = [(each, reader_of(each)) for each in entity.fields]
    rows: list[Mapping[str, Any]] = []
    for number, record in enumerate(records, start=1):
        row: dict[str, Any] = {}
        for declared, read in reads:
            try:
                row[declared.name] = read(record.get(declared.name))
            except REFUSED as error:
                shown = shown_value(record.get(declared.name))
                raise ValueError(f"record {number}, {declared.name} = {shown}: {error}") from error
        rows.append(row)
    return keyed(entity, rows)


def keyed(entity: Entity, rows: Iterable[Mapping[str, Any]]) -> ReferenceRows:
    """Rows with values of the fields' types by their keys; the last of equal keys wins."""
    assert entity.reference is not None
    key = entity.reference.key
    return {tuple(row[name] for name in key): row for row in rows}


def reader_of(declared: Field) -> Callable[[Any], Any]:
    """What makes a record's value one of the field's type, or raises one of REFUSED."""
    kind = declared.type.kind
    target = Any if kind.is_json else scalar_type(declared.type, declared.constraints)
    check = None if kind.is_json else check_for(declared)

    def read(value: Any) -> Any:
        if value is None or (value == "" and kind.value != "String"):
            if not declared.nullable:
                raise RuleBroken("required", "expected a value, nothing is there")
            return None
        if kind.is_json:
            return value if isinstance(value, str) else json_text(value).decode()
        converted = msgspec.convert(value, target, strict=not isinstance(value, str))
        return check(converted) if check else converted

    return read
