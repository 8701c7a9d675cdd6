from __future__ import annotations

from nomnom.model.entity import Column, Entity, ForeignKey, Persistence, PrimaryKey, SourceType
from nomnom.model.foreign_keys import constraining_keys
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind

INTEGER = FieldType(Kind.INTEGER)
KEYS = tuple(
    ForeignKey("a", table, target)
    for table, target in (
        ("ours", "id"),
        ("ours", "code"),
        ("ours", "name"),
        ("pairs", "code"),
        ("theirs", "id"),
        ("nowhere", "id"),
    )
)


def stored(table: str, *unicity: str, source: SourceType = SourceType.ROOT) -> Entity:
    """An entity with a table of a generated key and two columns."""
    columns = (Column("code", INTEGER), Column("name", INTEGER))
    persistence = Persistence(table, PrimaryKey("id", INTEGER), columns, unicity)
    return Entity(name=table.title(), source_type=source, fields=(), persistence=persistence)


def test_a_constraint_refers_to_what_identifies_a_row_of_ours() -> None:
    """The primary key and a single unicity field can be referred to, in tables that nomnom makes."""
    project = Project(
        "letters",
        (
            stored("ours", "code"),
            stored("pairs", "code", "name"),
            stored("theirs", source=SourceType.REFERENCE),
        ),
    )
    table = Persistence("letters", PrimaryKey("id", INTEGER), (), foreign_keys=KEYS)
    assert KEYS[:2] == constraining_keys(project, table)
