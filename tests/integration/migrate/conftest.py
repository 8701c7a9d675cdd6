"""Empty databases of each product, and projects to bring them up to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from nomnom.model.entity import Column, Entity, Field, Persistence, PrimaryKey, SourceType
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind, parse_type
from samples.databases import Place


@pytest.fixture
def url(place: Place) -> str:
    """An empty database of each product in turn."""
    return place.url


class Orders:
    """A project of one table: `order_key`, unique, and columns by name and type."""

    def __call__(
        self,
        *,
        table: str = "orders",
        indexes: tuple[str, ...] = (),
        renamed: Mapping[str, str] = MappingProxyType({}),
        **columns: str,
    ) -> Project:
        """A type that ends in `?` is nullable; each of `indexes` is a column with an index.

        `renamed` has the former names of columns and of the table.
        """
        stored = tuple(
            Column(
                name,
                parse_type(spelling.rstrip("?")),
                nullable=spelling.endswith("?"),
                renamed_from=renamed.get(name),
            )
            for name, spelling in {"order_key": "String", **columns}.items()
        )
        persistence = Persistence(
            table,
            PrimaryKey("id", FieldType(Kind.INTEGER)),
            stored,
            unicity=("order_key",),
            indexes=tuple((name,) for name in indexes),
            renamed_from=renamed.get(table),
        )
        fields = tuple(Field(c.name, c.type, nullable=c.nullable) for c in stored)
        entity = Entity(
            name="Order", source_type=SourceType.ROOT, fields=fields, persistence=persistence
        )
        return Project("shop", (entity,))


@pytest.fixture
def orders() -> Orders:
    """Makes projects of one table."""
    return Orders()
