"""Empty databases of each kind for one test, and what tests have to know of each kind."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from nomnom.migrate.opening import connected
from nomnom.tables import Database

MARIADB_VARIABLE = "NOMNOM_TEST_MARIADB_URL"
NO_MARIADB = f"{MARIADB_VARIABLE} is not set, for example mysql://root@127.0.0.1:3306/test"
MYSQL_VARIABLE = "NOMNOM_TEST_MYSQL_URL"
NO_MYSQL = f"{MYSQL_VARIABLE} is not set, for example mysql://root@127.0.0.1:3306/test"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database.

    `driver` is SQLAlchemy's scheme for it; a fixture of its name gives a place of it. `connections` is a query
    for the ids of a server's other connections to the database, `kill` the statement that ends one; both are
    empty where there is no server. `nowhere` is a URL where nothing answers.
    """

    database: Database
    driver: str
    nowhere: str
    connections: str = ""
    kill: str = ""


_MARIADB = Kind(
    database="mariadb",
    driver="mariadb+pymysql",
    nowhere="mysql://nobody@127.0.0.1:1/none",
    connections=(
        "SELECT id FROM information_schema.processlist"
        " WHERE db = DATABASE() AND id <> CONNECTION_ID()"
    ),
    kill="KILL {}",
)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "postgresql": Kind(
            database="postgresql",
            driver="postgresql+psycopg",
            nowhere="postgresql://nobody@127.0.0.1:1/none",
            connections=(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ),
            kill="SELECT pg_terminate_backend({})",
        ),
        "mysql": replace(_MARIADB, database="mysql", driver="mysql+pymysql"),
        "mariadb": _MARIADB,
        "sqlite": Kind(
            database="sqlite",
            driver="sqlite",
            nowhere="sqlite:////nowhere/nothing.db",
        ),
    }
)


@dataclass(frozen=True)
class Place:
    """Empty databases of some kind, gone after the test.

    `server` is a URL where more databases can be made, None where it takes none; `fresh` makes one more.
    """

    kind: Kind
    server: str | None
    fresh: Callable[[], str]

    @cached_property
    def url(self) -> str:
        """The one database of most tests."""
        return self.fresh()

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        """Another way to the database, for looking at it."""
        scheme = self.url.partition("://")[0]
        engine = sa.create_engine(self.url.replace(scheme, self.kind.driver, 1))
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def postgresql_place(server_url: str) -> Iterator[Place]:
    """Databases on a PostgreSQL server."""
    made: list[str] = []

    def fresh() -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        run(server_url, f"CREATE DATABASE {made[-1]}")
        return f"{server_url.rpartition('/')[0]}/{made[-1]}"

    yield Place(KINDS["postgresql"], server_url, fresh)
    run(server_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


@contextmanager
def mysql_place(server_url: str, kind: Kind) -> Iterator[Place]:
    """Databases on a MySQL or MariaDB server."""
    made: list[str] = []

    def fresh() -> str:
        made.append(f"nomnom_test_{uuid.uuid4().hex}")
        run(server_url, f"CREATE DATABASE {made[-1]}")
        url = sa.make_url(server_url).set(drivername="mysql", database=made[-1])
        return url.render_as_string(hide_password=False)

    yield Place(kind, server_url, fresh)
    run(server_url, *(f"DROP DATABASE {name}" for name in made))


def sqlite_place(folder: Path) -> Place:
    """Files in a folder, not there yet."""
    return Place(KINDS["sqlite"], None, lambda: f"sqlite:///{folder / uuid.uuid4().hex}.db")


def run(url: str, *statements: str) -> list[Any]:
    """Run statements, each committed by itself; the rows of the last one."""
    rows: list[Any] = []
    with connected(url) as (connection, _):
        for statement in statements:
            result = connection.exec_driver_sql(
                statement, execution_options={"no_parameters": True}
            )
            rows = [tuple(row) for row in result] if result.returns_rows else []
    return rows


def order_totals(place: Place, counted: str) -> tuple[int, Decimal, int, Decimal, int]:
    """Orders, their sum, line items, their sum, and the rows of one more table.

    The sums are made here, of the decimals read back: a database's own may be inexact.
    """
    with place.engine() as engine, engine.connect() as connection:

        def numbers(query: str) -> list[Decimal]:
            return [Decimal(value) for value in connection.execute(sa.text(query)).scalars()]

        totals = numbers("SELECT total_price FROM orders")
        prices = numbers("SELECT extended_price FROM order_line_items")
        (others,) = numbers(f"SELECT count(*) FROM {counted}")
    return len(totals), sum(totals, Decimal(0)), len(prices), sum(prices, Decimal(0)), int(others)
