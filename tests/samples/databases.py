"""Empty databases of each kind for one test, and what tests have to know of each kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa

from nomnom.tables import Database

MARIADB_VARIABLE = "NOMNOM_TEST_MARIADB_URL"
NO_MARIADB = f"{MARIADB_VARIABLE} is not set, for example mysql://root@127.0.0.1:3306/test"
MYSQL_VARIABLE = "NOMNOM_TEST_MYSQL_URL"
NO_MYSQL = f"{MYSQL_VARIABLE} is not set, for example mysql://root@127.0.0.1:3306/test"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database.

    `driver` is SQLAlchemy's scheme for it, `url_fixture` the fixture that gives an empty database.
    `connections` is a query for the ids of a server's other connections to the database, `kill` the statement
    that ends one; both are empty where there is no server. `nowhere` is a URL where nothing answers.
    """

    database: Database
    driver: str
    url_fixture: str
    nowhere: str
    connections: str = ""
    kill: str = ""


_MARIADB = Kind(
    database="mariadb",
    driver="mariadb+pymysql",
    url_fixture="mariadb_url",
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
            url_fixture="database_url",
            nowhere="postgresql://nobody@127.0.0.1:1/none",
            connections=(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ),
            kill="SELECT pg_terminate_backend({})",
        ),
        "mysql": replace(
            _MARIADB, database="mysql", driver="mysql+pymysql", url_fixture="mysql_url"
        ),
        "mariadb": _MARIADB,
        "sqlite": Kind(
            database="sqlite",
            driver="sqlite",
            url_fixture="sqlite_url",
            nowhere="sqlite:////nowhere/nothing.db",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """An empty database of some kind."""

    kind: Kind
    url: str

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
def mysql_database(server_url: str) -> Iterator[str]:
    """The URL of a database of its own on a MySQL or MariaDB server, dropped at the end."""
    name = f"nomnom_test_{uuid.uuid4().hex}"
    url = sa.make_url(server_url).set(drivername="mysql+pymysql")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield url.set(drivername="mysql", database=name).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name}"))
    engine.dispose()


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
