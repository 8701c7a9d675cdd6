"""What comes of an example, as lines: findings, settings, tables, and rows in a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import sqlalchemy as sa
from docs.reference.examples import Example

from nomnom.errors import DataError, Diagnostic
from nomnom.extraction import Extract, RootPlan, compile_plan
from nomnom.migrate import apply, as_text, plan
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.model.types import Kind
from nomnom.references import load
from nomnom.settings import resolve
from nomnom.store import open_store
from nomnom.tables import ddl, entity_tables, render
from nomnom.worker.merging import merge_rows

Taken = tuple[RootPlan, Extract]
"""A payload's plan and what it held."""

_JSON = msgspec.json.Encoder(decimal_format="number")


def findings(example: Example) -> tuple[str, ...]:
    """What `nomnom validate --notes` says, without places."""
    return tuple(map(_finding, example.read().diagnostics))


def outcome(example: Example) -> tuple[str, ...]:
    """Everything that the example's files decide; of a project with errors only those."""
    reading = example.read()
    said = findings(example)
    if reading.project is None:
        return said
    return (*said, *settings(reading.project), *tables(reading.project), *effects(example))


def settings(project: Project) -> Iterator[str]:
    """The project's name and the settings that have a value, a line each."""
    yield f"name: {project.name}"
    found = resolve({}, {}, project.settings)
    given = ((each.name, getattr(found, each.name)) for each in fields(found))
    yield from (f"{name}: {value}" for name, value in given if value is not None)


def tables(project: Project) -> tuple[str, ...]:
    """The DDL for PostgreSQL."""
    statements = ddl(entity_tables(project, "postgresql"), "postgresql")
    return tuple(render(statements).splitlines())


def effects(example: Example) -> tuple[str, ...]:
    """The rows that a database holds after the messages, and what became of other records.

    Where the example has a project as it was, the plan that leads from there.
    """
    project, former = example.read().checked(), example.former()
    if not former and not example.messages:
        return ()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'shop.db'}"
        if former:
            apply(url, former)
            return tuple(line for line in as_text(plan(url, project)).splitlines() if line)
        return tuple(_stored(url, project, example))


def _stored(url: str, project: Project, example: Example) -> Iterator[str]:
    references = load(project, database_url=url)
    roots = compile_plan(project, references=references).roots
    taken = [(roots[n], roots[n].extract(text.encode())) for n, text in example.messages.items()]
    refused = _written(url, project, taken)
    yield from _rows(url, project)
    for root, extract in taken:
        yield from _published(root, extract)
        for bad in extract.bad:
            yield f"dead letter: {'; '.join(map(str, bad.problems))}"
    yield from ([f"refused: {refused}"] if refused else [])


def _written(url: str, project: Project, taken: Sequence[Taken]) -> str | None:
    """Make the tables and write the rows; the reason where the database refuses one of them."""
    apply(url, project)
    store = open_store(url, project)
    try:
        with store.transaction() as transaction:
            for root, extract in taken:
                merge_rows(transaction, root, [extract])
    except DataError as error:
        return str(error)
    finally:
        store.close()
    return None


def _rows(url: str, project: Project) -> Iterator[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found = entity_tables(project, "sqlite").tables
    for entity in project.stored:
        assert entity.persistence
        table = found[entity.persistence.table]
        with engine.connect() as connection:
            for row in connection.execute(sa.select(sa.text("*")).select_from(table)).mappings():
                shown = {name: _value(entity, name, value) for name, value in row.items()}
                yield f"{table.name}: {_JSON.encode(shown).decode()}"


def _value(entity: Entity, name: str, value: Any) -> Any:
    """A value as it went in: SQLite keeps decimals and JSON as text."""
    declared = entity.field(name)
    kind = declared.type.kind if declared else Kind.STRING
    if not isinstance(value, str) or not (kind.is_number or kind.is_json):
        return value
    return msgspec.Raw(value.encode()) if kind.is_number else json.loads(value)


def _published(root: RootPlan, extract: Extract) -> Iterator[str]:
    count = len(root.stored)
    given = zip(root.published, root.columns[count:], extract.rows[count:], strict=True)
    for entity, columns, rows in given:
        for row in rows:
            shown = _JSON.encode(dict(zip(columns, row, strict=True))).decode()
            yield f"published {entity.name}: {shown}"


def _finding(found: Diagnostic) -> str:
    hint = f"; {found.hint}" if found.hint else ""
    return f"{found.severity}[{found.code}]: {found.message}{hint}"
