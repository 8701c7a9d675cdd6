"""What can be done to a table: frozen values, each one change. How it is done is `sql`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A table that is missing, with its constraints and indexes; `script` are the statements."""

    kind: ClassVar[str] = "create table"
    table: str
    script: tuple[str, ...]
    references: tuple[ReferenceShape, ...] = ()


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table that no entity declares any more; `script`, where it is known, creates it again."""

    kind: ClassVar[str] = "drop table"
    table: str
    script: tuple[str, ...] = ()
    references: tuple[ReferenceShape, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameTable:
    """A table that goes by its old name."""

    kind: ClassVar[str] = "rename table"
    table: str
    old: str


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A column that is missing."""

    kind: ClassVar[str] = "add column"
    table: str
    column: ColumnShape


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column that no entity declares any more."""

    kind: ClassVar[str] = "drop column"
    table: str
    column: ColumnShape


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """A column that goes by its old name."""

    kind: ClassVar[str] = "rename column"
    table: str
    column: str
    old: str


@dataclass(frozen=True, slots=True)
class AlterType:
    """A column of another type than declared.

    `nullable` is whether it takes NULL meanwhile, which MySQL wants to be told; `generated` says
    that it numbers rows, by the `sequence` whose range has to follow (SERIAL on PostgreSQL).
    `released` are the foreign keys that have to go first, each with its table; other changes add them again.
    """

    kind: ClassVar[str] = "alter type"
    table: str
    column: str
    old: str
    new: str
    nullable: bool
    generated: bool = False
    sequence: str | None = None
    released: tuple[tuple[str, ReferenceShape], ...] = ()


@dataclass(frozen=True, slots=True)
class SetNotNull:
    """A column that takes NULL and shouldn't."""

    kind: ClassVar[str] = "set not null"
    table: str
    column: ColumnShape


@dataclass(frozen=True, slots=True)
class DropNotNull:
    """A column that refuses NULL and shouldn't; `foreign`: no entity declares it, so no row fills it."""

    kind: ClassVar[str] = "drop not null"
    table: str
    column: ColumnShape
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class GenerateKey:
    """A primary key that should give numbers by itself and doesn't."""

    kind: ClassVar[str] = "generate key"
    table: str
    column: ColumnShape


@dataclass(frozen=True, slots=True)
class ReplaceKey:
    """Another primary key than declared, or none; `missing`: the column has to be added."""

    kind: ClassVar[str] = "replace primary key"
    table: str
    column: ColumnShape
    missing: bool
    old_name: str | None
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddIndex:
    """An index that is missing."""

    kind: ClassVar[str] = "add index"
    table: str
    index: IndexShape


@dataclass(frozen=True, slots=True)
class DropIndex:
    """An index that bears a name of nomnom's and that no entity declares any more."""

    kind: ClassVar[str] = "drop index"
    table: str
    index: IndexShape


@dataclass(frozen=True, slots=True)
class RebuildIndex:
    """An index that an interrupted CREATE INDEX CONCURRENTLY left INVALID (PostgreSQL)."""

    kind: ClassVar[str] = "rebuild index"
    table: str
    index: IndexShape


@dataclass(frozen=True, slots=True)
class RenameIndex:
    """An index, or with `constraint` a constraint, that is named after its table's or column's old name.

    `index` is the index under its new name, None for a primary or foreign key.
    """

    kind: ClassVar[str] = "rename index"
    table: str
    name: str
    old: str
    constraint: bool = False
    index: IndexShape | None = None


Rename: TypeAlias = RenameTable | RenameColumn | RenameIndex


@dataclass(frozen=True, slots=True)
class AddUnique:
    """A unique constraint that is missing."""

    kind: ClassVar[str] = "add unique"
    table: str
    index: IndexShape


@dataclass(frozen=True, slots=True)
class DropUnique:
    """A unique constraint that bears a name of nomnom's and that no entity declares any more."""

    kind: ClassVar[str] = "drop unique"
    table: str
    index: IndexShape


@dataclass(frozen=True, slots=True)
class AddForeignKey:
    """A foreign key that is missing."""

    kind: ClassVar[str] = "add foreign key"
    table: str
    reference: ReferenceShape


@dataclass(frozen=True, slots=True)
class DropForeignKey:
    """A foreign key that bears a name of nomnom's and that no entity declares any more."""

    kind: ClassVar[str] = "drop foreign key"
    table: str
    reference: ReferenceShape


Change: TypeAlias = (
    CreateTable
    | DropTable
    | RenameTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | AlterType
    | SetNotNull
    | DropNotNull
    | GenerateKey
    | ReplaceKey
    | AddIndex
    | DropIndex
    | RebuildIndex
    | RenameIndex
    | AddUnique
    | DropUnique
    | AddForeignKey
    | DropForeignKey
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that nomnom didn't make, or can't know that it did: left alone, and listed.

    `kind` is `table`, `column`, `index`, `unique constraint` or `foreign key`.
    """

    kind: str
    table: str
    name: str

    def __str__(self) -> str:
        """Render as `column orders.note`."""
        return (
            f"table {self.table}"
            if self.kind == "table"
            else f"{self.kind} {self.table}.{self.name}"
        )


def subject(change: Change) -> str:
    """What a change is about: `orders`, `orders.clerk`, or `orders.idx_orders_clerk`."""
    match change:
        case CreateTable() | DropTable() | RenameTable():
            return change.table
        case RenameColumn() | AlterType():
            return f"{change.table}.{change.column}"
        case RenameIndex():
            return f"{change.table}.{change.name}"
        case AddIndex() | DropIndex() | RebuildIndex() | AddUnique() | DropUnique():
            return f"{change.table}.{change.index.name}"
        case AddForeignKey() | DropForeignKey():
            return f"{change.table}.{change.reference.name}"
        case _:
            return f"{change.table}.{change.column.name}"


def title(change: Change) -> str:
    """A change's name, unique in its plan: `add column orders.clerk`."""
    return f"{change.kind} {subject(change)}"


def columns_of(change: Change) -> tuple[str, ...]:
    """The columns of its table that a change is about; empty where it is about the whole table."""
    match change:
        case RenameColumn() | AlterType():
            return (change.column,)
        case AddIndex() | DropIndex() | RebuildIndex() | AddUnique() | DropUnique():
            return change.index.columns
        case AddForeignKey() | DropForeignKey():
            return change.reference.columns
        case CreateTable() | DropTable() | RenameTable() | RenameIndex():
            return ()
        case _:
            return (change.column.name,)


def references_of(change: Change) -> tuple[ReferenceShape, ...]:
    """The foreign keys that a change makes: their targets have to be there, and unique."""
    match change:
        case CreateTable():
            return change.references
        case AddForeignKey():
            return (change.reference,)
        case _:
            return ()
