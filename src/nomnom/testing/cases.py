"""What a project's tests say, as frozen values that can be run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nomnom.extraction import ReferenceRows
from nomnom.messages import Delivery
from nomnom.model.entity import Entity
from nomnom.spec.places import Place
from nomnom.testing.relations import Relation
from nomnom.transforms import Transform


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """A row that has to be there: values by column, as the column's type has them."""

    place: Place
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExpectedRows:
    """What a table, or what an entity publishes, has to hold; `exact`: no other rows."""

    place: Place
    relation: Relation
    rows: tuple[ExpectedRow, ...] = ()
    exact: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Deliveries in the order in which they come, and what is there afterwards.

    `letters` are all dead letters, each with some of its parts. `references` are rows of reference entities, by
    entity, and `rowless` the entities in which its messages are looked up without there being some among them.
    """

    place: Place
    name: str
    deliveries: tuple[Delivery, ...]
    expected: tuple[ExpectedRows, ...]
    letters: ExpectedRows
    references: Mapping[str, ReferenceRows]
    rowless: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a transform that gives `gives`, or that refuses with `error` in its text."""

    place: Place
    name: str
    transform: Transform
    sources: tuple[Any, ...]
    arguments: Mapping[str, Any]
    gives: Any
    error: str | None


Case = Scenario | Call


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of one file, in its order."""

    file: str
    cases: tuple[Case, ...]
