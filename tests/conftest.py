"""Real servers for every test that asks for one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres
from samples.databases import MARIADB_VARIABLE, MYSQL_VARIABLE, NO_MARIADB, NO_MYSQL, mysql_database
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
def database_url(postgres_url: str) -> Iterator[str]:
    """An empty database of the test's own, as a `postgresql://` URL."""
    name = f"test_{uuid.uuid4().hex}"
    identifier = sql.Identifier(name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


@pytest.fixture
def mariadb_url() -> Iterator[str]:
    """An empty MariaDB (or MySQL) database of the test's own, where a server is given for that."""
    server = os.environ.get(MARIADB_VARIABLE)
    if not server:
        pytest.skip(NO_MARIADB)
    with mysql_database(server) as url:
        yield url


@pytest.fixture
def mysql_url() -> Iterator[str]:
    """An empty MySQL database of the test's own, where a server is given for that."""
    server = os.environ.get(MYSQL_VARIABLE)
    if not server:
        pytest.skip(NO_MYSQL)
    with mysql_database(server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file of the test's own, not there yet."""
    return f"sqlite:///{tmp_path / 'nomnom.db'}"


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
