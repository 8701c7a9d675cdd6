"""What `store.port` promises of writing, held against every store on a real server."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from nomnom.errors import DataError, OutageError
from nomnom.model.entity import Entity
from nomnom.store import Store
from samples.stored import EVENT, FIRST, ITEM, NATURAL, OPTIONAL, ORDER, RENUMBERED, STRICT, TYPED

OpenStore = Callable[[], Store]
ReadRows = Callable[[Entity], list[tuple[Any, ...]]]


def merge(store: Store, entity: Entity, *rows: Sequence[Any]) -> None:
    with store.transaction() as transaction:
        transaction.merge(entity, rows)


def test_new_rows_are_inserted(store: Store, read: ReadRows) -> None:
    """Rows whose keys are new are inserted, numbered in the order of their keys."""
    merge(store, ORDER, ("B", Decimal("2.50"), None), ("A", Decimal("1.10"), "first"))
    expected = [(1, "A", Decimal("1.10"), "first"), (2, "B", Decimal("2.50"), None)]
    assert expected == read(ORDER)


def test_existing_rows_are_updated_in_place(store: Store, read: ReadRows) -> None:
    """A row whose key exists takes the new values and keeps its primary key."""
    merge(store, ORDER, ("A", Decimal(1), "old"), ("B", Decimal(2), None))
    merge(store, ORDER, ("A", Decimal(3), None), ("C", Decimal(4), None))
    expected = [(1, "A", Decimal(3), None), (2, "B", Decimal(2), None), (3, "C", Decimal(4), None)]
    assert expected == read(ORDER)


def test_updates_take_nothing_from_the_sequence(store: Store, read: ReadRows) -> None:
    """However often rows are written again, the next new row gets the next number."""
    for total in range(5):
        merge(store, ORDER, ("A", Decimal(total), None), ("B", Decimal(total), None))
    merge(store, ORDER, ("C", Decimal(0), None))
    assert [1, 2, 3] == [row[0] for row in read(ORDER)]


def test_the_last_of_a_batch_wins(store: Store, read: ReadRows) -> None:
    """Of rows with the same key in one batch the last one is stored."""
    merge(store, ORDER, *(("A", Decimal(n), str(n)) for n in range(3)))
    assert [(1, "A", Decimal(2), "2")] == read(ORDER)


def test_ignore_keeps_the_first(store: Store, read: ReadRows) -> None:
    """With on_conflict ignore, the first row of a key stays, in a batch and across batches."""
    merge(store, FIRST, ("A", Decimal(1), "first"), ("A", Decimal(2), "second"))
    merge(store, FIRST, ("A", Decimal(3), "third"), ("B", Decimal(4), None))
    assert [(1, "A", Decimal(1), "first"), (2, "B", Decimal(4), None)] == read(FIRST)


def test_error_refuses_a_known_key(store: Store, read: ReadRows) -> None:
    """With on_conflict error, a key that exists is a data error and nothing is written."""
    merge(store, STRICT, ("A", Decimal(1), None))
    with pytest.raises(DataError, match=r"stricts.order_key"):
        merge(store, STRICT, ("B", Decimal(2), None), ("A", Decimal(3), None))
    assert ["A"] == [row[1] for row in read(STRICT)]


def test_a_natural_key_is_the_target(store: Store, read: ReadRows) -> None:
    """Without unicity fields a natural primary key decides which row is meant."""
    merge(store, NATURAL, ("A", Decimal(1), None))
    merge(store, NATURAL, ("A", Decimal(2), None), ("B", Decimal(3), None))
    assert [("A", Decimal(2), None), ("B", Decimal(3), None)] == read(NATURAL)


def test_rows_without_a_key_are_appended(store: Store, read: ReadRows) -> None:
    """An entity without unicity fields keeps every row, in the order given."""
    merge(store, EVENT, ("B", Decimal(1), None), ("A", Decimal(1), None), ("B", Decimal(1), None))
    assert ["B", "A", "B"] == [row[1] for row in read(EVENT)]


def test_null_in_a_key_matches_nothing(store: Store, read: ReadRows) -> None:
    """Rows with null in their key are all kept, as a UNIQUE constraint lets them."""
    merge(store, OPTIONAL, (None, Decimal(1)), ("A", Decimal(2)), (None, Decimal(3)))
    merge(store, OPTIONAL, (None, Decimal(4)), ("A", Decimal(5)))
    expected = [("A", Decimal(5)), (None, Decimal(1)), (None, Decimal(3)), (None, Decimal(4))]
    assert expected == [row[1:] for row in read(OPTIONAL)]


def test_every_type_comes_back_as_it_went_in(store: Store, read: ReadRows) -> None:
    """Each type keeps its exact value; nulls stay null."""
    given = (
        1,
        'tab\t, backslash \\, "quote", line\nend, \\N, snow ☃ 🎉',
        2**63 - 1,
        Decimal("-12345678901234567890.1234567890"),
        True,
        dt.date(1, 1, 1),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999999),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
        UUID("12345678-1234-5678-1234-567812345678"),
        '{"a": [1, "x", null]}',
    )
    nothing = (2, *[None] * 9)
    merge(store, TYPED, given, nothing)
    expected = [(1, *given[:-1], {"a": [1, "x", None]}), (2, *nothing)]
    assert expected == read(TYPED)


def test_two_writers_of_a_new_key_leave_one_row(
    store: Store, another_store: OpenStore, read: ReadRows
) -> None:
    """A writer that meets a key which another one is just inserting waits for it, and then updates that row."""
    written, rival = threading.Event(), another_store()

    def write_too() -> None:
        written.wait()
        rows = [("A", Decimal(2), "rival"), ("B", Decimal(2), "rival")]
        merge(rival, ORDER, *rows)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as transaction:
            transaction.merge(ORDER, [("A", Decimal(1), None)])
            answer = pool.submit(write_too)
            written.set()
        answer.result(timeout=30)
    expected = [("A", Decimal(2), "rival"), ("B", Decimal(2), "rival")]
    assert expected == [row[1:] for row in read(ORDER)]


def test_many_writers_at_once_lose_nothing(
    store: Store, another_store: OpenStore, read: ReadRows
) -> None:
    """Writers of the same keys, each of whom tries an outage again, end with one row per key."""
    stores = [store, *(another_store() for _ in range(3))]

    def write(store: Store) -> None:
        for turn in range(10):
            rows = [(f"K{turn}-{n}", Decimal(turn), None) for n in range(20)]
            for _ in range(50):
                with suppress(OutageError):
                    merge(store, ORDER, *rows)
                    break
            else:
                raise AssertionError("an outage that never ends")

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(write, stores))
    assert 200 == len(read(ORDER)) == len({row[1] for row in read(ORDER)})


def test_a_large_batch_is_written_whole(store: Store, read: ReadRows) -> None:
    """A batch beyond what one statement or one look-up holds is written in several."""
    rows = [(f"{n:06}", Decimal(n), "x" * 200) for n in range(6000)]
    merge(store, ORDER, *rows)
    merge(store, ORDER, *((key, total + 1, note) for key, total, note in rows))
    found = read(ORDER)
    assert (6000, 6000) == (len(found), found[-1][0])
    assert all(Decimal(row[1]) + 1 == row[2] for row in found)


def test_a_clash_with_another_key_is_a_data_error(store: Store, engine: sa.Engine) -> None:
    """A row that is new by its key, but not by another unique index, is refused with all of its batch."""
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE UNIQUE INDEX totals ON orders (total)"))
    merge(store, ORDER, ("A", Decimal(1), None))
    with pytest.raises(DataError):
        merge(store, ORDER, ("B", Decimal(2), None), ("C", Decimal(1), None))
    assert 1 == store.count(ORDER)


def test_a_natural_key_can_be_a_value(store: Store, read: ReadRows) -> None:
    """Where unicity fields decide which row is meant, its natural primary key is updated like any value."""
    merge(store, RENUMBERED, (1, "A"), (2, "B"))
    merge(store, RENUMBERED, (3, "A"))
    assert [(2, "B"), (3, "A")] == read(RENUMBERED)


def test_rows_are_counted(store: Store) -> None:
    """The count of an entity is that of its table."""
    merge(store, ORDER, ("A", Decimal(1), None), ("B", Decimal(2), None))
    assert (2, 0) == (store.count(ORDER), store.count(EVENT))


def test_a_savepoint_fails_alone(store: Store, read: ReadRows) -> None:
    """What was written before and after a refused part is kept, staged rows of it aren't."""
    with store.transaction() as transaction:
        transaction.merge(ORDER, [("A", Decimal(1), None)])
        with pytest.raises(DataError), transaction.savepoint():
            transaction.merge(ORDER, [("B", Decimal(2), None)])
            transaction.merge(ITEM, [("missing", 1, Decimal(1))])
        with transaction.savepoint():
            transaction.merge(ORDER, [("C", Decimal(3), None)])
            transaction.merge(ITEM, [("C", 1, Decimal(1))])
    assert ["A", "C"] == [row[1] for row in read(ORDER)]
    assert [("C", 1)] == [row[1:3] for row in read(ITEM)]


def test_an_exception_rolls_everything_back(store: Store, read: ReadRows) -> None:
    """A transaction whose block fails leaves no row behind."""
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as transaction:
        transaction.merge(ORDER, [("A", Decimal(1), None)])
        raise RuntimeError("stop")
    assert [] == read(ORDER)


@pytest.mark.parametrize(
    ("entity", "row"),
    [
        (ORDER, ("A", None, None)),
        (ORDER, ("A\0", Decimal(1), None)),
        (ITEM, ("nowhere", 1, Decimal(1))),
        (TYPED, (2**31, *[None] * 9)),
    ],
    ids=["null", "nul character", "foreign key", "overflow"],
)
def test_refused_values_are_data_errors(store: Store, entity: Entity, row: Sequence[Any]) -> None:
    """A value that a column can't hold is a DataError, and the store goes on working."""
    with pytest.raises(DataError):
        merge(store, entity, row)
    merge(store, ORDER, ("B", Decimal(1), None))
