"""Empty databases of each kind for one test, and what tests have to know of each kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from nomnom.tables import Database

MARIADB_VARIABLE = "NOMNOM_TEST_MARIADB_URL"
NO_MARIADB = f"{MARIADB_VARIABLE} is not set, for example mysql://root@127.0.0.1:3306/test"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database.

    `driver` is SQLAlchemy's scheme for it. `connections` is a query for the ids of a server's other
    connections to the database, `kill` the statement that ends one; both are empty where there is no server.
    `nowhere` is a URL where nothing answers.
    """

    database: Database
    driver: str
    nowhere: str
    connections: str = ""
    kill: str = ""


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
        "mariadb": Kind(
            database="mariadb",
            driver="mariadb+pymysql",
            nowhere="mysql://nobody@127.0.0.1:1/none",
            connections=(
                "SELECT id FROM information_schema.processlist"
                " WHERE db = DATABASE() AND id <> CONNECTION_ID()"
            ),
            kill="KILL {}",
        ),
        "sqlite": Kind(database="sqlite", driver="sqlite", nowhere="sqlite:////nowhere/nothing.db"),
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
        yield engine
        engine.dispose()


@contextmanager
def mariadb_database(server_url: str) -> Iterator[str]:
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
