"""Rows of reference entities: those that tests give, held to the entities' fields, and those of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nomnom.errors import Diagnostic
from nomnom.extraction import ReferenceRows, References
from nomnom.extraction.lookups import keyed, lookup_of, reader_of
from nomnom.extraction.values import REFUSED
from nomnom.extraction.wording import describe_refusal
from nomnom.model.entity import Entity, Field, SourceType
from nomnom.model.project import Project
from nomnom.references import in_database, load_entity
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.nodes import Entries, Items, Node, content
from nomnom.spec.places import Findings, Located, collect_each, error
from nomnom.testing.cases import Scenario, Suite
from nomnom.testing.values import shown


def given_rows(node: Node | None, project: Project) -> Findings[Mapping[str, ReferenceRows]]:
    """The rows that stand under `references`, by entity."""
    found: dict[str, ReferenceRows] = {}
    for name, rows in node.pairs if isinstance(node, Entries) else ():
        entity = project.entity(name.value)
        if entity is None or entity.reference is None:
            yield _nothing_to_look_up(name, entity, project)
            continue
        needed = _needed(project, entity)
        items = rows.nodes if isinstance(rows, Items) else ()
        each_row = (_row(each, entity, needed) for each in items if isinstance(each, Entries))
        found[entity.name] = keyed(entity, (yield from collect_each(each_row)))
    return found


def _nothing_to_look_up(name: Located[str], entity: Entity | None, project: Project) -> Diagnostic:
    known = [each.name for each in project.entities if each.reference]
    if entity is None:
        message = f'there is no entity "{name.value}"'
        return error(name.place, "NT015", message, did_you_mean(name.value, known))
    message = f'nothing is looked up in "{name.value}", which '
    if entity.source_type is SourceType.REFERENCE:
        cure = "add source to the entity, or remove the rows"
        return error(name.place, "NT015", f"{message}has no source", cure)
    cure = f"give rows of {listed(known)}" if known else "remove the rows"
    return error(name.place, "NT015", f"{message}is no reference entity", cure)


def _needed(project: Project, entity: Entity) -> Mapping[str, str]:
    """The fields without which a row is of no use, and why: those it is found by, and those looked up."""
    assert entity.reference is not None
    wanted = (lookup_of(declared) for each in project.entities for declared in each.fields)
    looked_up = {each[1]: "it is looked up" for each in wanted if each and each[0] == entity.name}
    return looked_up | dict.fromkeys(entity.reference.key, "rows are found by it")


def _row(node: Entries, entity: Entity, needed: Mapping[str, str]) -> Findings[Mapping[str, Any]]:
    """A row with every field: null where it isn't given, which it may be where nobody needs it."""
    row: dict[str, Any] = dict.fromkeys(each.name for each in entity.fields)
    for name, value in node.pairs:
        declared = entity.field(name.value)
        if declared is None:
            message = f'"{entity.name}" has no field "{name.value}"'
            yield error(name.place, "NT016", message, did_you_mean(name.value, row))
        else:
            row[name.value] = yield from _value(value, declared, entity)
    for declared in entity.fields:
        if declared.name in needed and not declared.nullable and node.get(declared.name) is None:
            message = f'a row of "{entity.name}" has no "{declared.name}"'
            yield error(node.place, "NT017", message, f"add it: {needed[declared.name]}")
    return row


def _value(node: Node, declared: Field, entity: Entity) -> Findings[Any]:
    """The value as the field has it; it may be text that can be read as one, as in a file."""
    value = content(node)
    try:
        return reader_of(declared)(value)
    except REFUSED as refusal:
        _, expected = describe_refusal(refusal, declared)
        message = f'"{declared.name}" of "{entity.name}" can\'t be {shown(value)}: {expected}'
        yield error(node.place, "NT017", message, "write a value as the field may have it")
        return None


def read_files(suites: Iterable[Suite], project: Project, into: References) -> None:
    """Read the rows of those reference entities with a file in which tests look without giving rows.

    Raises ConfigurationError where a file or a row isn't right.
    """
    scenarios = (case for suite in suites for case in suite.cases if isinstance(case, Scenario))
    entities = {each.name: each for scenario in scenarios for each in scenario.rowless}
    for name, entity in entities.items():
        if name not in in_database(project):
            load_entity(into, entity, project, database_url=None)
