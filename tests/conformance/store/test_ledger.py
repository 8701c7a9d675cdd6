"""What `store.port` promises of the ledger, dead letters and set-up."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, OutageError
from nomnom.store import Store, open_store
from samples.databases import KINDS, Kind, Place
from samples.stored import EVERY_TABLE, NOON, entry, letter

OpenStore = Callable[[], Store]


COUNTS = pytest.mark.parametrize("count", [1, 1000], ids=["few", "many"])


def named(begin: str, count: int) -> list[str]:
    """Ids of messages."""
    return [f"{begin}{number}" for number in range(count)]


@COUNTS
def test_a_message_is_claimed_once(store: Store, count: int) -> None:
    """The first claim of an id is fresh; a second one of the same payload is neither fresh nor clashing."""
    ones, twos, threes = (named(begin, count) for begin in ("one", "two", "three"))
    with store.transaction() as transaction:
        first = transaction.claim(list(map(entry, [*ones, *twos])))
    with store.transaction() as transaction:
        second = transaction.claim(list(map(entry, [*twos, *threes])))
    assert {*ones, *twos} == first.fresh
    assert {*threes} == second.fresh
    assert not first.clashing | second.clashing


def test_an_id_with_another_payload_clashes(store: Store) -> None:
    """A known id that comes with another payload is reported, not taken for a repetition."""
    with store.transaction() as transaction:
        transaction.claim([entry("m1", fingerprint=-(2**63))])
    with store.transaction() as transaction:
        claim = transaction.claim([entry("m1", fingerprint=2**63 - 1)])
    assert not claim.fresh
    assert {"m1"} == claim.clashing


def test_a_rolled_back_claim_is_free_again(store: Store) -> None:
    """A claim counts only once it is committed."""
    with pytest.raises(RuntimeError), store.transaction() as transaction:
        transaction.claim([entry("m1")])
        raise RuntimeError
    with store.transaction() as transaction:
        assert {"m1"} == transaction.claim([entry("m1")]).fresh


@COUNTS
def test_two_claims_at_once_give_one_owner(
    store: Store, another_store: OpenStore, count: int
) -> None:
    """A claim waits for another one of the same id, and then finds it taken; other ids are its own."""
    claimed, rival = threading.Event(), another_store()
    both, mine = named("both", count), named("mine", count)

    def claim_too() -> frozenset[str]:
        claimed.wait()
        with rival.transaction() as transaction:
            return transaction.claim(list(map(entry, [*both, *mine]))).fresh

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as transaction:
            assert {*both} == transaction.claim(list(map(entry, both))).fresh
            answer = pool.submit(claim_too)
            claimed.set()
        assert {*mine} == answer.result(timeout=30)


def test_the_ledger_forgets_what_is_old_and_gone(store: Store) -> None:
    """In lots; but not what may still be delivered, nor what has dead letters, nor what is new."""
    later = NOON + dt.timedelta(days=1)
    old = [replace(entry(name), stream_sequence=7) for name in named("old", 3)]
    kept = [
        replace(entry("waiting"), stream_sequence=8),
        replace(entry("dead"), stream_sequence=7, stored=0, dead=1),
        replace(entry("new"), stream_sequence=7, processed_at=later),
    ]
    with store.transaction() as transaction:
        transaction.claim([*old, *kept])

    assert [2, 1, 0] == [store.prune(before=later, below=8, most=2) for _ in range(3)]
    assert {"waiting", "dead", "new"} == store.ledger(e.message_id for e in (*old, *kept)).keys()


def test_the_ledger_reads_what_was_claimed_and_corrected(store: Store) -> None:
    """Entries come back equal, with corrected counts; unknown ids are left out."""
    wanted = entry("m1", records=3)
    with store.transaction() as transaction:
        transaction.claim([wanted, entry("m2")])
        transaction.correct([replace(wanted, stored=1, dead=2)])
    found = store.ledger(["m1", "m2", "unknown"])
    assert {"m1": replace(wanted, stored=1, dead=2), "m2": entry("m2")} == dict(found)


def test_dead_letters_keep_the_bytes(store: Store) -> None:
    """Dead letters come back in the order of their records, payload byte for byte."""
    with store.transaction() as transaction:
        transaction.bury([letter("m1", 5), letter("m1", 2), letter("m2", 0)])
    found = store.dead_letters("m1")
    assert [letter("m1", 2), letter("m1", 5)] == [replace(each, id=None) for each in found]
    assert all(each.id is not None for each in found)


def test_a_missing_table_is_a_configuration_error(another_store: OpenStore) -> None:
    """Writing before the tables exist stops with an error that names the table."""
    with (
        pytest.raises(ConfigurationError, match="nomnom_messages"),
        another_store().transaction() as transaction,
    ):
        transaction.claim([entry("m1")])


def test_a_lost_connection_is_an_outage_and_the_next_use_connects(
    store: Store, engine: sa.Engine, place: Place
) -> None:
    """When the server ends the connection, that use is an outage with nothing changed, the next one works."""
    if not place.kind.kill:
        pytest.skip("there is no server that could end a connection")
    with pytest.raises(OutageError), store.transaction() as transaction:
        transaction.claim([entry("m1")])
        with engine.begin() as connection:
            for (number,) in connection.execute(sa.text(place.kind.connections)).all():
                connection.execute(sa.text(place.kind.kill.format(number)))
        transaction.claim([entry("m2")])
    with store.transaction() as transaction:
        assert {"m1"} == transaction.claim([entry("m1")]).fresh


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_unreachable_database_is_an_outage(kind: Kind) -> None:
    """A database that isn't there is an outage too."""
    store = open_store(kind.nowhere, EVERY_TABLE)
    with pytest.raises(OutageError, match=r"SQL.* can't answer"):
        store.ping()
