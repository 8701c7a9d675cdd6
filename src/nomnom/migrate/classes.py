"""The class of a change: may it be made without asking, and if not, why?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nomnom.migrate.changes import (
    AlterType,
    Change,
    DropColumn,
    DropForeignKey,
    DropIndex,
    DropNotNull,
    DropTable,
    DropUnique,
    RenameColumn,
    RenameTable,
)
from nomnom.migrate.facts import Facts
from nomnom.migrate.locks import Lock, lock
from nomnom.migrate.obstacles import obstacle
from nomnom.migrate.sentences import explain
from nomnom.migrate.types import conversion
from nomnom.tables import Database


class ChangeClass(StrEnum):
    """How much a change may do to rows and to those who use them."""

    SAFE = "safe"
    BLOCKING = "blocking"
    DESTRUCTIVE = "destructive"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A change's class; `sentence` says what it does, why it is of that class, and the cure if it needs one.

    `lock` is the lock it takes, where it takes one; `rows` about how many rows that concerns.
    """

    change_class: ChangeClass
    sentence: str
    lock: Lock | None
    rows: int


def classify(change: Change, facts: Facts, database: Database) -> Verdict:
    """The verdict on one change.

    *impossible*: the rows, or the database, are in its way. *destructive*: values, rules or indexes are
    dropped, or a type narrows. *blocking*: others wait while every row is read, or every row is written anew,
    or programs that use an old name fail. *safe*: anything else.
    """
    taken = lock(change, database)
    hindrance = obstacle(change, facts, database)
    if hindrance:
        return Verdict(ChangeClass.IMPOSSIBLE, hindrance, None, facts.rows)
    found = _class_of(change, taken, database)
    return Verdict(found, explain(change, facts, database), taken, facts.rows)


def _class_of(change: Change, taken: Lock | None, database: Database) -> ChangeClass:
    if _loses(change, database):
        return ChangeClass.DESTRUCTIVE
    if isinstance(change, RenameTable | RenameColumn) or _releases(change):
        return ChangeClass.BLOCKING
    long = taken is not None and taken.work in ("scan", "rewrite", "rebuild")
    return ChangeClass.BLOCKING if long else ChangeClass.SAFE


def _releases(change: Change) -> bool:
    """Whether a foreign key goes, which isn't there again before a blocking change has added it."""
    return isinstance(change, AlterType) and bool(change.released)


def _loses(change: Change, database: Database) -> bool:
    match change:
        case DropTable() | DropColumn() | DropIndex() | DropUnique() | DropForeignKey():
            return True
        case DropNotNull():
            return change.foreign
        case AlterType():
            return conversion(change.old, change.new, database).narrows
        case _:
            return False
