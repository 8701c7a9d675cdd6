"""What makes a change impossible by itself: rows that are in its way, or a database that can't do it."""

from __future__ import annotations

from nomnom.migrate.changes import (
    AddColumn,
    AddForeignKey,
    AddUnique,
    AlterType,
    Change,
    DropForeignKey,
    DropNotNull,
    DropUnique,
    GenerateKey,
    ReplaceKey,
    SetNotNull,
)
from nomnom.migrate.facts import EXAMPLES, Facts
from nomnom.migrate.shapes import named
from nomnom.tables import Database


def obstacle(change: Change, facts: Facts, database: Database) -> str | None:
    """Why a change can't be made as things are, and the cure; None where nothing is in its way."""
    if database == "sqlite" and (limit := _sqlite_limit(change)):
        return limit
    match change:
        case AddColumn() if _has_no_value(change) and not facts.empty:
            return (
                f"{change.column.name} is NOT NULL and has no default, so {_rows(facts)} would have no value; "
                "make the field nullable, or give it a default"
            )
        case SetNotNull() if facts.offending:
            return (
                f"{change.column.name} is null in {_count(facts.offending, 'row')}; "
                "give them a value there, or make the field nullable"
            )
        case AddUnique() if facts.offending:
            return _duplicates(change, facts)
        case ReplaceKey() if facts.offending:
            return (
                f"{change.column.name} can't become the primary key: {_count(facts.offending, 'value')} "
                f"null or there twice or more, {_examples(facts)}; mend these rows first"
            )
        case AddForeignKey() if facts.offending:
            return _orphans(change, facts)
        case AlterType() if facts.offending:
            more = "at least " if facts.offending >= EXAMPLES else ""
            return (
                f"{change.column} is {change.old} and should be {change.new}, but {more}"
                f"{_count(facts.offending, 'value')} can't be turned into that: {_examples(facts)}; "
                "mend these rows, or declare the field with a type that fits them"
            )
        case _:
            return None


def _sqlite_limit(change: Change) -> str | None:
    """Because SQLite's ALTER TABLE renames, adds and drops columns only, the rest needs a new table.

    https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".
    """
    anew = (
        "create the table anew under another name (`nomnom schema sql`), copy the rows with INSERT … SELECT, "
        "drop the old one and rename the new one"
    )
    match change:
        case DropNotNull() if change.foreign:
            return (
                f"no entity declares {change.column.name}, which is NOT NULL without a default, so every "
                f"insert fails, and SQLite can't let it take NULL; declare it, drop it (`--drops`), or {anew}"
            )
        case AlterType():
            what = f"change the type of {change.column} from {change.old} to {change.new}"
        case SetNotNull() | DropNotNull():
            what = f"change whether {change.column.name} takes NULL"
        case AddForeignKey() | DropForeignKey():
            what = f"add or drop the foreign key {change.reference.name} of a table that exists"
        case GenerateKey() | ReplaceKey():
            what = f"make {change.column.name} the primary key of a table that exists"
        case DropUnique() if change.index.constraint:
            what = f"drop the constraint {change.index.name} of a table that exists"
        case _:
            return None
    return f"SQLite can't {what}; {anew}"


def _has_no_value(change: AddColumn) -> bool:
    column = change.column
    return not (column.nullable or column.default is not None or column.generated)


def _duplicates(change: AddUnique, facts: Facts) -> str:
    return (
        f"{named(change.index.columns)} should be unique, but {_count(facts.offending, 'value')} "
        f"{'occurs' if facts.offending == 1 else 'occur'} twice or more: {_examples(facts)}; delete or change "
        "all but one row of each"
    )


def _orphans(change: AddForeignKey, facts: Facts) -> str:
    reference = change.reference
    return (
        f"{named(reference.columns)} should refer to {reference.table}.{named(reference.targets)}, but "
        f"{_count(facts.offending, 'row')} {'refers' if facts.offending == 1 else 'refer'} to what isn't "
        f"there: {_examples(facts)}; add these rows to {reference.table}, or delete those that refer to them"
    )


def _examples(facts: Facts) -> str:
    more = ", …" if facts.offending > len(facts.examples) else ""
    return ", ".join(facts.examples) + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _rows(facts: Facts) -> str:
    return f"the table's rows (about {facts.rows})"
