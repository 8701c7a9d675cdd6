"""Which renames a project declares."""

from __future__ import annotations

from nomnom.migrate.names import declared_renames
from nomnom.model.entity import Column, Entity, Persistence, PrimaryKey, SourceType
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind
from nomnom.tables import shorten

TEXT = FieldType(Kind.STRING)
KEY = PrimaryKey("id", FieldType(Kind.INTEGER))


def project(stored: Persistence, source_type: SourceType = SourceType.ROOT) -> Project:
    return Project(
        "shop", (Entity(name="Order", source_type=source_type, fields=(), persistence=stored),)
    )


def test_tables_and_columns_by_their_names_of_today() -> None:
    """What has a former name is there, by table or by table and column; what hasn't isn't."""
    columns = (Column("clerk", TEXT, renamed_from="clrk"), Column("note", TEXT))
    stored = Persistence("orders", KEY, columns, renamed_from="purchases")
    expected = {("orders", None): "purchases", ("orders", "clerk"): "clrk"}

    assert expected == declared_renames(project(stored))


def test_long_names_as_a_database_bears_them() -> None:
    """Past 63 bytes both names are shortened, as they are in the tables."""
    long, before = "a" * 70, "b" * 70
    stored = Persistence("orders", KEY, (Column(long, TEXT, renamed_from=before),))

    assert {("orders", shorten(long)): shorten(before)} == declared_renames(project(stored))


def test_a_table_that_is_not_ours_is_not_renamed() -> None:
    """A reference entity's table is made and changed by somebody else."""
    stored = Persistence("orders", KEY, (), renamed_from="purchases")

    assert {} == declared_renames(project(stored, SourceType.REFERENCE))
