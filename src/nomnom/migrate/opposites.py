"""What takes a change back."""

from __future__ import annotations

from dataclasses import replace

from nomnom.migrate import changes as c


def opposite(change: c.Change) -> c.Change | None:
    """The change that restores the schema (not what was lost with it); None where no single one does."""
    match change:
        case c.CreateTable():
            return c.DropTable(change.table, change.script, change.references)
        case c.DropTable():
            if not change.script:
                return None
            return c.CreateTable(change.table, change.script, change.references)
        case c.RenameTable():
            return c.RenameTable(change.old, change.table)
        case c.AddColumn():
            return c.DropColumn(change.table, change.column)
        case c.DropColumn():
            return c.AddColumn(change.table, change.column)
        case c.RenameColumn():
            return c.RenameColumn(change.table, change.old, change.column)
        case c.AlterType():
            return replace(change, old=change.new, new=change.old, released=())
        case c.SetNotNull():
            return c.DropNotNull(change.table, change.column)
        case c.DropNotNull():
            return c.SetNotNull(change.table, change.column)
        case _:
            return _opposite_of_rule(change)


def _opposite_of_rule(change: c.Change) -> c.Change | None:
    match change:
        case c.AddIndex():
            return c.DropIndex(change.table, change.index)
        case c.DropIndex():
            return c.AddIndex(change.table, change.index)
        case c.RenameIndex():
            index = replace(change.index, name=change.old) if change.index else None
            return replace(change, name=change.old, old=change.name, index=index)
        case c.AddUnique():
            return c.DropUnique(change.table, change.index)
        case c.DropUnique():
            return c.AddUnique(change.table, change.index)
        case c.AddForeignKey():
            return c.DropForeignKey(change.table, change.reference)
        case c.DropForeignKey():
            return c.AddForeignKey(change.table, change.reference)
        case _:
            return None


def released(change: c.AlterType) -> tuple[c.DropForeignKey, ...]:
    """What drops the foreign keys that stand in the way of a type."""
    return tuple(c.DropForeignKey(table, key) for table, key in change.released)


def readded(change: c.Change) -> tuple[c.AddForeignKey, ...]:
    """What adds the foreign keys again that a changed type had dropped."""
    keys = change.released if isinstance(change, c.AlterType) else ()
    return tuple(c.AddForeignKey(table, key) for table, key in keys)
