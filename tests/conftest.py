"""Real servers for every test that asks for one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres
from samples.databases import (
    KINDS,
    MARIADB_VARIABLE,
    MYSQL_VARIABLE,
    NO_MARIADB,
    NO_MYSQL,
    Place,
    mysql_place,
    postgresql_place,
    sqlite_place,
)
from samples.goldens import OPTION, Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that writes golden files anew."""
    parser.addoption(OPTION, action="store_true", help="write golden files anew, to be read then")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """What compares texts with golden files."""
    return Golden(updating=bool(request.config.getoption(OPTION)))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One PostgreSQL server for the whole test session; tests share its database `nomnom`."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres-server"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def postgresql(postgres_url: str) -> Iterator[Place]:
    """PostgreSQL databases of the test's own."""
    with postgresql_place(postgres_url) as place:
        yield place


@pytest.fixture
def mariadb() -> Iterator[Place]:
    """MariaDB (or MySQL) databases of the test's own, where a server is given for that."""
    server = os.environ.get(MARIADB_VARIABLE)
    if not server:
        pytest.skip(NO_MARIADB)
    with mysql_place(server, KINDS["mariadb"]) as place:
        yield place


@pytest.fixture
def mysql() -> Iterator[Place]:
    """MySQL databases of the test's own, where a server is given for that."""
    server = os.environ.get(MYSQL_VARIABLE)
    if not server:
        pytest.skip(NO_MYSQL)
    with mysql_place(server, KINDS["mysql"]) as place:
        yield place


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    """SQLite files of the test's own."""
    return sqlite_place(tmp_path)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Place:
    """Databases of each kind in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


@pytest.fixture
def database_url(postgresql: Place) -> str:
    """An empty PostgreSQL database of the test's own."""
    return postgresql.url


@pytest.fixture
def mariadb_url(mariadb: Place) -> str:
    """An empty MariaDB (or MySQL) database of the test's own."""
    return mariadb.url


@pytest.fixture
def sqlite_url(sqlite: Place) -> str:
    """A SQLite file of the test's own, not there yet."""
    return sqlite.url


@pytest.fixture(scope="session")
def nats_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One NATS server with JetStream for the whole test session; tests share its streams."""
    yield from _nats(tmp_path_factory.mktemp("nats-server"))


@pytest.fixture
def fresh_nats_url(tmp_path: Path) -> Iterator[str]:
    """A NATS server with JetStream of the test's own, without streams; it starts within 0.1 s."""
    data_dir = tmp_path / "nats-server"
    data_dir.mkdir(mode=0o700)
    yield from _nats(data_dir)


def _nats(data_dir: Path) -> Iterator[str]:
    server = EmbeddedNats(data_dir)
    server.start()
    yield server.url
    server.stop()
