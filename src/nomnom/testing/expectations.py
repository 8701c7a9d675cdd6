"""What a test expects, held to the tables and entities that there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nomnom.errors import Diagnostic
from nomnom.extraction.values import REFUSED, conversion_for
from nomnom.model.entity import Column, Field
from nomnom.model.project import Project
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.nodes import Entries, Items, Leaf, Node, content
from nomnom.spec.places import Findings, Located, Place, collect_each, error
from nomnom.spec.shapes import fit
from nomnom.testing.cases import ExpectedRow, ExpectedRows
from nomnom.testing.grammar import LETTERS, ROWS
from nomnom.testing.relations import DEAD_LETTERS, Relation
from nomnom.testing.values import Part, shown


def expectations(
    node: Entries, project: Project, known: Mapping[str, Relation]
) -> Findings[tuple[tuple[ExpectedRows, ...], ExpectedRows]]:
    """What is expected of rows, in written order, and of dead letters: none unless they are given."""
    letters = ExpectedRows(node.place, DEAD_LETTERS, exact=True)
    found: list[ExpectedRows] = []
    for name, value in node.pairs:
        if name.value == DEAD_LETTERS.name:
            letters = yield from _letters(name.place, value)
            continue
        fitted = yield from fit(value, ROWS, f'"{name.value}"')
        relation = known.get(name.value)
        if relation is None:
            yield _nowhere(name, project, known)
        elif isinstance(fitted, Entries):
            found.append((yield from _rows(name.place, fitted, relation)))
    return tuple(found), letters


def _nowhere(name: Located[str], project: Project, known: Mapping[str, Relation]) -> Diagnostic:
    if entity := project.entity(name.value):
        message = f'"{entity.name}" has no table and isn\'t published'
        return error(name.place, "NT010", message, "expect rows of those made from it")
    hint = did_you_mean(name.value, (*known, DEAD_LETTERS.name))
    return error(name.place, "NT010", f'there is no table or entity "{name.value}"', hint)


def _letters(place: Place, node: Node) -> Findings[ExpectedRows]:
    fitted = yield from fit(node, LETTERS, f'"{DEAD_LETTERS.name}"')
    rows = yield from _each_row(fitted, DEAD_LETTERS)
    parted = tuple(
        ExpectedRow(row.place, {n: Part(v) if n == "reason" else v for n, v in row.values.items()})
        for row in rows
    )
    return ExpectedRows(place, DEAD_LETTERS, parted, exact=True)


def _rows(place: Place, node: Entries, relation: Relation) -> Findings[ExpectedRows]:
    if not node.pairs:
        message = f'nothing is said of "{relation.name}"'
        yield error(place, "NT013", message, "give rows, exact or count")
    rows = yield from _each_row(node.get("rows"), relation)
    exact = content(node.get("exact") or Leaf(place, None)) is True
    count = content(node.get("count") or Leaf(place, None))
    return ExpectedRows(place, relation, rows, exact, count)


def _each_row(node: Node | None, relation: Relation) -> Findings[tuple[ExpectedRow, ...]]:
    items = node.nodes if isinstance(node, Items) else ()
    entries = (each for each in items if isinstance(each, Entries))
    return (yield from collect_each(_row(each, relation) for each in entries))


def _row(node: Entries, relation: Relation) -> Findings[ExpectedRow]:
    if not node.pairs:
        yield error(node.place, "NT013", "a row names no column", "name a column and its value")
    values: dict[str, Any] = {}
    for name, value in node.pairs:
        column = relation.column(name.value)
        if column is None:
            yield _unknown_column(name, relation)
        else:
            values[name.value] = yield from _value(value, column)
    return ExpectedRow(node.place, values)


def _unknown_column(name: Located[str], relation: Relation) -> Diagnostic:
    stored = relation.entity.persistence if relation.entity else None
    message = f'"{relation.name}" has no column "{name.value}"'
    if stored and stored.primary_key.name == name.value:
        cure = "name other columns: a database gives this key its value"
        return error(name.place, "NT011", message, cure)
    names = [column.name for column in relation.columns]
    return error(name.place, "NT011", message, did_you_mean(name.value, names))


def _value(node: Node, column: Column) -> Findings[Any]:
    """The value as the column has it; a document of a JSON column as it is written."""
    value = content(node)
    if value is None or column.type.kind.is_json:
        return value
    convert = conversion_for(Field(column.name, column.type), None)
    try:
        return value if convert is None else convert(value)
    except (*REFUSED, TypeError):
        message = f'"{column.name}" is of type {column.type}, which {shown(value)} isn\'t'
        yield error(node.place, "NT012", message, "write a value as the column may have it")
        return None
