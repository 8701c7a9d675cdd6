from __future__ import annotations

import json

import pytest

from nomnom.migrate import EVERYTHING, SAFE_ONLY, Allowance, ChangeClass, Plan, as_json, as_text
from nomnom.migrate import changes as c
from nomnom.migrate.facts import Facts
from nomnom.migrate.plan import in_order, make_plan
from nomnom.migrate.selection import selected, without
from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape

CLERK = ColumnShape("clerk", "TEXT")
STRICT = ColumnShape("clerk", "TEXT", nullable=False)
ADD = c.AddColumn("orders", CLERK)
ADD_STRICT = c.AddColumn("orders", STRICT)
INDEX = c.AddIndex("orders", IndexShape("idx_orders_clerk", ("clerk",)))
UNIQUE = c.AddUnique("orders", IndexShape("orders_key_unique", ("key",), True, True))
KEY = ReferenceShape("items_key_fkey", ("key",), "orders", ("key",))
ITEMS = c.CreateTable("items", ("CREATE TABLE items (…)",), (KEY,))
VISITS = c.CreateTable("visits", ("CREATE TABLE visits (…)",))
RENAME = c.RenameTable("orders", "purchases")
ROWS = Facts(rows=3, empty=False)


def plan_of(*changes: c.Change, facts: Facts = ROWS) -> Plan:
    return make_plan("postgresql", [(change, facts) for change in changes], ())


def test_order_of_changes() -> None:
    """Renames come first, indexes last, and a foreign key after the uniqueness that it needs."""
    assert (RENAME, ADD, VISITS, UNIQUE, INDEX, ITEMS) == in_order(
        (ITEMS, INDEX, VISITS, UNIQUE, ADD, RENAME)
    )


def test_index_of_a_taken_name_goes_first() -> None:
    """An index whose name a new one needs is dropped before, others after."""
    taken = c.DropIndex("orders", IndexShape(INDEX.index.name, ("key",)))
    other = c.DropIndex("orders", IndexShape("idx_orders_key", ("key",)))

    assert (taken, INDEX, other) == in_order((other, taken, INDEX))


def test_only_safe_steps_by_default() -> None:
    """Without another word only safe changes are made."""
    plan = plan_of(VISITS, RENAME)

    assert ["create table visits"] == [step.name for step in selected(plan, SAFE_ONLY)]


def test_a_step_allowed_by_name() -> None:
    """A change may be allowed by its name, without its class."""
    allowance = Allowance(names=frozenset({"rename table orders"}))

    assert len(plan_of(VISITS, RENAME).steps) == len(selected(plan_of(VISITS, RENAME), allowance))


def test_nothing_builds_on_what_is_skipped() -> None:
    """What needs a column, a table or a uniqueness that isn't made is skipped with it."""
    duplicates = Facts(rows=3, empty=False, offending=1, examples=("'a'",))
    columns = plan_of(ADD_STRICT, INDEX)
    references = make_plan("postgresql", [(UNIQUE, duplicates), (ITEMS, Facts())], ())

    assert () == selected(columns, EVERYTHING)
    assert () == selected(references, EVERYTHING)
    assert () == selected(plan_of(RENAME, ADD), SAFE_ONLY)


def test_impossible_is_never_selected() -> None:
    """No allowance makes an impossible change possible, not even by name."""
    allowance = Allowance(frozenset(ChangeClass), frozenset({"add column orders.clerk"}))

    assert () == selected(plan_of(ADD_STRICT), allowance)


def test_what_is_left() -> None:
    """A plan without the steps that are done is what is left, foreign things included."""
    note = c.Foreign("column", "orders", "note")
    plan = make_plan("postgresql", [(VISITS, ROWS), (RENAME, ROWS)], (note,))
    left = without(plan, selected(plan, SAFE_ONLY))

    assert ["rename table orders"] == [step.name for step in left.steps]
    assert (note,) == left.foreign


@pytest.mark.parametrize(
    ("change", "stops"),
    [
        (ADD, True),
        (UNIQUE, True),
        (VISITS, True),
        (c.AlterType("orders", "clerk", "VARCHAR(9)", "TEXT", nullable=True), True),
        (c.DropNotNull("orders", CLERK), True),
        (INDEX, False),
        (c.SetNotNull("orders", STRICT), False),
        (c.AddForeignKey("items", KEY), False),
        (c.DropColumn("orders", CLERK), False),
    ],
)
def test_what_stops_a_worker(change: c.Change, *, stops: bool) -> None:
    """A worker is stopped by what keeps rows from being written, and by nothing else."""
    assert stops == bool(plan_of(change).stopping)


def test_exit_codes() -> None:
    """0 means nothing to do, 2 changes pending; foreign things alone are nothing to do."""
    foreign = c.Foreign("table", "audit", "audit")

    assert 0 == make_plan("postgresql", (), (foreign,)).exit_code
    assert 2 == plan_of(ADD).exit_code


def test_json_of_a_plan() -> None:
    """The JSON of a plan has all that its text has, and the reverse of each change."""
    document = json.loads(as_json(plan_of(ADD)))

    assert {
        "name": "add column orders.clerk",
        "kind": "add column",
        "table": "orders",
        "class": "safe",
        "stops": True,
        "sentence": "a new column; it is null in existing rows",
        "lock": "ACCESS EXCLUSIVE on orders, for a moment",
        "rows": 3,
        "sql": ["ALTER TABLE orders ADD COLUMN clerk TEXT"],
        "reverse": ["ALTER TABLE orders DROP COLUMN clerk"],
    } == document["changes"][0]


def test_text_of_no_change() -> None:
    """A plan without changes says so in words."""
    assert "nothing to do: the database is as the entities declare\n" == as_text(plan_of())
