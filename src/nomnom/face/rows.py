"""What records become: rows by entity, as objects with attributes, as typed structs or as SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from nomnom.artefacts import Member, attribute
from nomnom.extraction import BadRecord
from nomnom.model.entity import Entity
from nomnom.model.project import Project

if TYPE_CHECKING:
    from nomnom.tables import Database

Model = TypeVar("Model")

_OWN_NAMES = frozenset({"as_dict"})
_JSON = msgspec.json.Decoder(float_hook=Decimal)


class Row(msgspec.Struct, frozen=True):
    """One row: an attribute for each field, with an underscore behind a name that Python keeps for itself.

    Values are str, int, Decimal, bool, date, datetime (naive in UTC for DateTime, aware for Timestamp), UUID,
    what JSON fields decode to (numbers with a fraction as Decimal), or None.
    """

    def as_dict(self) -> dict[str, Any]:
        """The values by the names of their fields, in the fields' order."""
        names = zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True)
        return {name: getattr(self, attribute) for name, attribute in names}

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@dataclass(frozen=True, eq=False, slots=True)
class RowForm:
    """How the rows of one entity become objects; made once per project."""

    type: type[Row]
    _documents: tuple[int, ...]
    """Where the JSON fields stand, whose values are text in a plan's rows."""

    def rows(self, given: Sequence[tuple[Any, ...]]) -> list[Row]:
        """A plan's rows as objects."""
        return [self.type(*self._decoded(row)) for row in given]

    def _decoded(self, row: tuple[Any, ...]) -> Sequence[Any]:
        if not self._documents:
            return row
        values = list(row)
        for place in self._documents:
            if values[place] is not None:
                values[place] = _JSON.decode(values[place])
        return values


def row_form(entity: Entity, members: Sequence[Member]) -> RowForm:
    """The form of an entity's rows, whose values are these members."""
    fields = [
        (attribute(each.name, _OWN_NAMES), Any, msgspec.field(name=each.name)) for each in members
    ]
    made = msgspec.defstruct(entity.name, fields, bases=(Row,), frozen=True)
    documents = tuple(place for place, each in enumerate(members) if each.kind.is_json)
    return RowForm(cast("type[Row]", made), documents)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Rows(Mapping[str, list[Row]]):
    """Rows by entity: every entity that the root can give rise to is there, some with no row.

    Those with a table come first, parents before children. `bad` are the records that can't become rows, each
    with its index, its problems and its bytes; there are some only where errors were to be collected.
    """

    bad: tuple[BadRecord, ...]
    _project: Project
    _forms: Mapping[str, RowForm]
    _given: Mapping[str, list[tuple[Any, ...]]]
    _made: dict[str, list[Row]] = field(default_factory=dict, init=False)

    def __getitem__(self, entity: str) -> list[Row]:
        """The rows of an entity, in the order of the records. Raises KeyError for one that gives none here."""
        if entity not in self._made:
            self._made[entity] = self._forms[entity].rows(self._given[entity])
        return self._made[entity]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def __repr__(self) -> str:
        """How many rows of which entity: `Rows(Order: 1, OrderLineItem: 2)`."""
        return f"Rows({', '.join(f'{name}: {len(rows)}' for name, rows in self._given.items())})"

    def typed(self, model: type[Model]) -> list[Model]:
        """The rows of the entity that a class is named after, as instances of that class.

        It may be one that `nomnom generate models` wrote, or any struct or dataclass with some of the fields.
        Raises KeyError where no entity has that name here, and TypeError where the class doesn't fit the rows.
        """
        try:
            rows = [row.as_dict() for row in self[model.__name__]]
            return msgspec.convert(rows, list[model])  # type: ignore[valid-type]
        except msgspec.ValidationError as error:
            raise TypeError(
                f"{model.__name__} doesn't fit the rows: {error};"
                " if it was generated, run `nomnom generate models` again"
            ) from error

    def sql(self, database: Database = "postgresql") -> str:
        """A script that puts the rows into their tables, parents first, in the dialect of a database.

        A row whose key is there already does what the entity's `on_conflict` says. Entities without a table
        have no part in it. Raises DataError for a value that a column of that database can't hold exactly.
        """
        from nomnom.tables import (  # SQLAlchemy takes longer to import than all the rest
            inserts,
            targets,
        )

        return "".join(
            f"{statement};\n"
            for target in targets(self._project, database)
            for statement in inserts(target, self._given.get(target.entity.name, ()), database)
        )
