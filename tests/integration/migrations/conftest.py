"""Databases of each kind for a test's own use, and two projects to migrate."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from integration.migrations.places import Place, Shop, run
from nomnom.loading import load_project
from nomnom.model.project import Project

TPCH = Path(__file__).parents[3] / "examples" / "tpch"
MARIADB = "NOMNOM_TEST_MARIADB_URL"


@pytest.fixture(params=["postgresql", "sqlite", "mariadb"])
def place(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Iterator[Place]:
    """Each kind of database in turn; MariaDB where one is given."""
    match request.param:
        case "postgresql":
            yield from _postgresql(postgres_url)
        case "sqlite":
            yield Place("sqlite", None, lambda: f"sqlite:///{tmp_path / uuid.uuid4().hex}.db")
        case _:
            yield from _mariadb()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Place]:
    """PostgreSQL."""
    yield from _postgresql(postgres_url)


def _postgresql(server: str) -> Iterator[Place]:
    made: list[str] = []

    def fresh() -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        _run_postgres(server, "CREATE DATABASE {}", made[-1])
        return f"{server.rpartition('/')[0]}/{made[-1]}"

    yield Place("postgresql", server, fresh)
    for name in made:
        _run_postgres(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run_postgres(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _mariadb() -> Iterator[Place]:
    server = os.environ.get(MARIADB)
    if not server:
        pytest.skip(f"{MARIADB} names no MariaDB server")
    made: list[str] = []

    def fresh() -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        run(server, f"CREATE DATABASE {made[-1]}")
        return make_url(server).set(database=made[-1]).render_as_string(hide_password=False)

    yield Place("mariadb", server, fresh)
    for name in made:
        run(server, f"DROP DATABASE {name}")


@pytest.fixture
def shop(tmp_path: Path, place: Place) -> Shop:
    """A folder without revisions, on each kind of database."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Shop(folder, place)


@pytest.fixture
def postgres_shop(tmp_path: Path, postgres: Place) -> Shop:
    """A folder without revisions, on PostgreSQL."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Shop(folder, postgres)


@pytest.fixture(scope="session")
def tpch() -> Project:
    """The shipped example."""
    return load_project(TPCH)
