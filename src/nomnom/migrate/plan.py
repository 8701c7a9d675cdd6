"""A plan: changes in the order they are made, each with its class, its SQL and its reverse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nomnom.migrate import changes as c
from nomnom.migrate.classes import ChangeClass, Verdict, classify
from nomnom.migrate.facts import Facts
from nomnom.migrate.sql import Statements, backward, forward
from nomnom.tables import Database

NOTHING_TO_DO = 0
CHANGES_PENDING = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a plan. `statements` make it, `reverse` takes it back; either may be empty."""

    change: c.Change
    verdict: Verdict
    statements: Statements
    reverse: Statements

    @property
    def name(self) -> str:
        """The change's name, unique in its plan: `add column orders.clerk`."""
        return c.title(self.change)

    @property
    def stops(self) -> bool:
        """Whether rows can't be written, or not rightly, before this change is made.

        A table, column, key or unique constraint that is missing, a type that is another, a NOT NULL too
        many. A missing index, foreign key or NOT NULL lets rows be written.
        """
        match self.change:
            case c.RebuildIndex():
                return self.change.index.unique
            case c.AddIndex() | c.AddForeignKey() | c.SetNotNull() | c.RenameIndex():
                return False
            case c.DropTable() | c.DropColumn() | c.DropIndex() | c.DropForeignKey():
                return False
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done to a database, in order, and the things in it that are left alone."""

    database: Database
    steps: tuple[Step, ...]
    foreign: tuple[c.Foreign, ...] = ()

    @property
    def stopping(self) -> tuple[Step, ...]:
        """The steps without which a worker must not start."""
        return tuple(step for step in self.steps if step.stops)

    @property
    def exit_code(self) -> int:
        """What a command that shows the plan ends with: 0 nothing to do, 2 changes pending."""
        return CHANGES_PENDING if self.steps else NOTHING_TO_DO


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be applied: changes of these classes, and those of these names whatever their class.

    What is impossible is never applied.
    """

    classes: frozenset[ChangeClass] = frozenset({ChangeClass.SAFE})
    names: frozenset[str] = field(default_factory=frozenset)

    def permits(self, step: Step) -> bool:
        """Whether a step may be applied."""
        if step.verdict.change_class is ChangeClass.IMPOSSIBLE or not step.statements:
            return False
        return step.verdict.change_class in self.classes or step.name in self.names


SAFE_ONLY = Allowance()
EVERYTHING = Allowance(frozenset(ChangeClass))


def make_plan(
    database: Database, found: Iterable[tuple[c.Change, Facts]], foreign: Iterable[c.Foreign]
) -> Plan:
    """The plan of these changes: ordered, classified, with their SQL."""
    facts = dict(found)
    steps = tuple(
        Step(
            change=change,
            verdict=classify(change, facts[change], database),
            statements=forward(change, database),
            reverse=backward(change, database),
        )
        for change in in_order(facts)
    )
    return Plan(database, steps, tuple(sorted(foreign, key=str)))


def in_order(changes: Iterable[c.Change]) -> tuple[c.Change, ...]:
    """The changes in an order in which each finds what it needs.

    Renames first, then rules that go, columns, types, keys, NOT NULL, new tables and foreign keys, then
    columns that go; all that a single transaction can do. Indexes come after. A foreign key whose target's
    uniqueness is among them comes last.
    """
    every = tuple(changes)
    unique = frozenset(
        change.table for change in every if isinstance(change, c.AddUnique | c.RebuildIndex)
    )
    reused = frozenset(
        _name(change) for change in every if isinstance(change, c.AddUnique | c.AddIndex)
    )
    return tuple(sorted(every, key=lambda change: _phase(change, unique, reused)))


_PHASES: tuple[tuple[type[c.Change], ...], ...] = (
    (c.RenameTable,),
    (c.RenameColumn,),
    (c.RenameIndex,),
    (c.DropForeignKey,),
    (c.DropNotNull,),
    (c.AddColumn,),
    (c.AlterType,),
    (c.ReplaceKey, c.GenerateKey),
    (c.SetNotNull,),
    (c.CreateTable,),
    (c.AddForeignKey,),
    (c.RebuildIndex,),
    (c.AddUnique,),
    (c.AddIndex,),
    (c.DropUnique, c.DropIndex),
    (c.DropColumn,),
    (c.DropTable,),
)


def _phase(
    change: c.Change, unique: frozenset[str], reused: frozenset[tuple[str, str]]
) -> tuple[int, int]:
    number = next(place for place, kinds in enumerate(_PHASES) if isinstance(change, kinds))
    if any(key.table in unique for key in c.references_of(change)):
        return (len(_PHASES), number)
    if isinstance(change, c.DropIndex | c.DropUnique) and _name(change) in reused:
        return (_PHASES.index((c.DropForeignKey,)), 1)
    return (number, 0)


def _name(change: c.AddIndex | c.AddUnique | c.DropIndex | c.DropUnique) -> tuple[str, str]:
    return (change.table, change.index.name)
