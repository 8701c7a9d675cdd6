"""What a change does, and why it is of its class, in one sentence."""

from __future__ import annotations

from nomnom.migrate import changes as c
from nomnom.migrate.facts import Facts
from nomnom.migrate.shapes import named
from nomnom.migrate.types import conversion, is_binary, is_decimal, is_number, is_text, spec
from nomnom.tables import Database
from nomnom.tables.dialects import MYSQL_FAMILY


def explain(change: c.Change, facts: Facts, database: Database) -> str:
    """The sentence for a change that nothing is in the way of."""
    match change:
        case c.CreateTable():
            return "the table is missing"
        case c.AddColumn():
            return _new_column(change)
        case c.AlterType():
            return f"{_other_type(change, facts, database)}{_released(change)}"
        case c.SetNotNull():
            return f"no row has a null in {change.column.name}, and none shall get one"
        case c.DropNotNull():
            return _refuses_null(change, database)
        case c.GenerateKey():
            return f"{change.column.name} should number new rows by itself, else every insert fails"
        case c.ReplaceKey():
            return _other_key(change)
        case c.RenameTable() | c.RenameColumn():
            return (
                f"it is called {change.old} so far; programs that use that name fail from then on"
            )
        case c.RenameIndex():
            return f"it is called {change.old} so far, after a name that is going"
        case c.DropTable() | c.DropColumn() | c.DropIndex() | c.DropUnique() | c.DropForeignKey():
            return _dropped(change)
        case _:
            return _index_or_reference(change, facts, database)


def _new_column(change: c.AddColumn) -> str:
    column = change.column
    if column.default is not None:
        return f"a new column; existing rows take the constant {column.default}"
    if column.nullable:
        return "a new column; it is null in existing rows"
    return "a new NOT NULL column; the table has no rows yet"


def _other_type(change: c.AlterType, facts: Facts, database: Database) -> str:
    turned = conversion(change.old, change.new, database)
    head = f"{change.column} is {change.old} and should be {change.new}"
    inexact = is_binary(spec(change.old, database)) and is_decimal(spec(change.new, database))
    if inexact:
        head = f"{head}: binary floating point has lost digits of exact numbers and will again"
    if turned.narrows:
        link = f"; {change.new}" if inexact else ", which"
        unchecked = "" if facts.checked else "; a value that doesn't fit makes the change fail"
        return f"{head}{link} {_loss(change, database)}{unchecked}"
    if inexact:
        return head
    if turned.rewrites:
        return f"{head}, which holds every value it has, but each row is written anew"
    return f"{head}: what doesn't fit into {change.old} is refused today; no row is touched"


def _released(change: c.AlterType) -> str:
    if not change.released:
        return ""
    names = named(f"{table}.{key.name}" for table, key in change.released)
    return f"; {names} has to be dropped for that, and is added again below"


def _loss(change: c.AlterType, database: Database) -> str:
    """What a narrower type takes, and what goes."""
    new = spec(change.new, database)
    if change.new.startswith("JSON"):
        as_written = database == "mariadb"
        kept = "" if as_written else ": spaces and the order of members aren't kept"
        return f"takes JSON only{kept}"
    if is_text(new):
        return f"takes no more than {new.first} characters" if new.first else "takes less text"
    if is_number(spec(change.old, database)) and is_number(new):
        if new.second is not None:
            return f"keeps {new.second} digits behind the point: others are rounded"
        return "takes smaller or whole numbers only"
    return "takes such values only, and doesn't keep how they were written ('007', say)"


def _refuses_null(change: c.DropNotNull, database: Database) -> str:
    if change.foreign:
        return (
            f"no entity declares {change.column.name}, which is NOT NULL without a default, so every insert "
            "fails; declare it, give it a default, or let it take NULL"
        )
    rows = "each row is written anew" if database in MYSQL_FAMILY else "no row is touched"
    return f"{change.column.name} should take NULL; {rows}"


def _other_key(change: c.ReplaceKey) -> str:
    now = f"is {named(change.old)}" if change.old else "is missing"
    numbered = "; existing rows are numbered" if change.missing and change.column.generated else ""
    return f"the primary key {now} and should be {change.column.name}{numbered}"


def _dropped(
    change: c.DropTable | c.DropColumn | c.DropIndex | c.DropUnique | c.DropForeignKey,
) -> str:
    match change:
        case c.DropTable():
            return "no entity declares the table any more; its rows are lost"
        case c.DropColumn():
            return "no entity declares the column any more; its values are lost"
        case c.DropIndex():
            return "no entity declares the index any more; queries that use it become slow"
        case c.DropUnique():
            return f"{named(change.index.columns)} is no business key any more; duplicates become possible"
        case c.DropForeignKey():
            return "no entity declares the foreign key any more; orphans become possible"


def _index_or_reference(
    change: c.AddIndex | c.RebuildIndex | c.AddUnique | c.AddForeignKey,
    facts: Facts,
    database: Database,
) -> str:
    match change:
        case c.AddForeignKey():
            reference = change.reference
            return (
                f"{named(reference.columns)} should refer to {reference.table}.{named(reference.targets)}; "
                "every row is checked while writers of both tables wait"
            )
        case c.RebuildIndex():
            return "an interrupted build left it INVALID: it is kept up to date, but never used"
        case c.AddUnique():
            columns = named(change.index.columns)
            if not facts.checked:
                return f"{columns} should be unique, else the change fails; {_built(database)}"
            return f"{columns} should be unique, and is in the rows there are; {_built(database)}"
        case c.AddIndex():
            return f"the index is missing; {_built(database)}"


def _built(database: Database) -> str:
    if database == "postgresql":
        return "it is built CONCURRENTLY, while rows are read and written"
    if database in MYSQL_FAMILY:
        return "it is built in place, while rows are read and written"
    return "writers wait until it is built"
