"""What a case of a database's refusal consists of, and the bench on which it is tried."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

import sqlalchemy as sa

from nomnom.extraction import compile_plan
from nomnom.messages import Delivery, ingest_subject
from nomnom.model.entity import ForeignKey
from nomnom.model.project import Project
from nomnom.store import Store, Transaction, open_store
from nomnom.worker.batch import Work, prepare
from nomnom.worker.writing import Written, write
from samples.databases import Place, run
from samples.stored import fields, persistence, root

Becomes = Literal["transient", "data", "configuration"]
"""transient: pause and retry; data: a dead letter; configuration: stop."""

NOON = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)

_PARENT = fields(parent_key="String")
_THING = fields(
    thing_key="String", parent_key="String?", small="Integer?", amount="Decimal?", note="String?"
)
PARENT = root("Parent", _PARENT, persistence("parents", _PARENT, unicity=("parent_key",)))
THING = root(
    "Thing",
    _THING,
    persistence(
        "things",
        _THING,
        unicity=("thing_key",),
        foreign_keys=(ForeignKey("parent_key", "parents", "parent_key"),),
    ),
)
PROJECT = Project(name="things", entities=(PARENT, THING))
PLAN = compile_plan(PROJECT)


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a database refuses a batch of three records.

    `code` is what the driver tells: a SQLSTATE, MySQL's number, or SQLite's name; empty where it tells none.
    `before` are statements that bring the cause about, `after` those that take it away; `arrange` does what
    statements can't. `record` changes the second of the three records, which is the bad one of a data error.
    """

    what: str
    code: str
    becomes: Becomes
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    arrange: Callable[[Bench], None] | None = None
    or_else: tuple[str, ...] = ()
    """Codes that the driver may tell instead: it depends on who notices first that a connection is gone."""


@dataclass
class Bench:
    """A database with the tables of `PROJECT`, and the store that writes to it.

    `meanwhile` is called within the transaction, between the claim and the rows; `mend` once the batch was
    refused.
    """

    place: Place
    stack: ExitStack
    meanwhile: Callable[[], object] = lambda: None
    mend: Callable[[], object] = lambda: None

    @cached_property
    def store(self) -> Store:
        """The store under test; a case may put another one in its place."""
        return self.opened(open_store(self.place.url, PROJECT))

    def opened(self, store: Store) -> Store:
        """A store that is closed at the end."""
        self.stack.callback(store.close)
        return store

    def run(self, *statements: str) -> list[Any]:
        """Run statements as somebody else, each committed by itself; the rows of the last one."""
        return run(self.place.url, *statements)

    def rival(self, *statements: str) -> sa.Connection:
        """Somebody else's connection, in a transaction with these statements."""
        engine = self.stack.enter_context(self.place.engine())
        connection = self.stack.enter_context(engine.connect())
        for statement in statements:
            connection.exec_driver_sql(statement)
        return connection

    def kill(self) -> None:
        """End every other connection to the database."""
        kind = self.place.kind
        for (number,) in self.run(kind.connections):
            self.run(kind.kill.format(number))

    @property
    def database(self) -> str:
        """The database's name."""
        return str(sa.make_url(self.place.url).database)

    def url_as(self, user: str, password: str) -> str:
        """The database's URL for another user."""
        url = sa.make_url(self.place.url).set(username=user, password=password)
        return url.render_as_string(hide_password=False)

    def end_the_cause(self) -> None:
        """From now on nothing happens meanwhile, and what was arranged is taken back."""
        self.meanwhile = lambda: None
        self.mend()

    def write(self, works: list[Work]) -> Written:
        """Write a batch as the worker does."""
        return write(cast("Store", _Interrupted(self)), works, NOON)


class _Interrupted:
    """The bench's store, in whose transactions something happens after the claim."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._bench.store.transaction() as transaction:
            claim = transaction.claim

            def claim_and_more(entries: Any) -> Any:
                claimed = claim(entries)
                self._bench.meanwhile()
                return claimed

            transaction.claim = claim_and_more  # type: ignore[method-assign]
            yield transaction


def works_of(case: Case) -> list[Work]:
    """The case's three records as one message."""
    records = [{"thing_key": key, "small": 1, "amount": 1, "note": key} for key in "abc"]
    records[1] |= case.record
    payload = "\n".join(map(json.dumps, records)).encode()
    delivery = Delivery(ingest_subject("Thing"), payload, "MESSAGES", 7, NOON, 1, "m1")
    return [prepare(PLAN, delivery)]
