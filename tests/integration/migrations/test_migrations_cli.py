"""`nomnom migrations`, as people type it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.migrations.places import create, snapshot
from nomnom.cli.app import app
from nomnom.errors import SettingsError
from nomnom.model.project import Project

TPCH = Path(__file__).parents[3] / "examples" / "tpch"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped example."""
    return Path(shutil.copytree(TPCH, tmp_path / "tpch"))


@pytest.fixture(autouse=True)
def _no_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def nomnom(*args: object) -> Any:
    """Run a command of `nomnom migrations`; an error of nomnom's is raised."""
    result = CliRunner().invoke(app, ["migrations", *map(str, args)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_life_with_migrations(folder: Path, database_url: str, tpch: Project) -> None:
    """From the first revision to a database that is up to date, with the exit codes scripts rely on."""
    wrote = nomnom("new", "create orders", folder)
    again = nomnom("new", "again", folder)
    pending = nomnom("status", folder, "--database-url", database_url)
    applied = nomnom("apply", folder, "--database-url", database_url)
    idle = nomnom("apply", folder, "--database-url", database_url)
    done = nomnom("status", folder, "--database-url", database_url)

    assert "wrote migrations/0001_create_orders.py\n  create table nomnom_messages" in wrote.output
    assert (0, "nothing to do: the revisions build what the project declares\n") == (
        again.exit_code,
        again.output,
    )
    assert (2, "current  -\nhead     0001\npending  0001 create orders\n") == (
        pending.exit_code,
        pending.output,
    )
    assert "applied 0001 create orders\n" == applied.output
    assert "nothing to do: the database is at 0001\n" == idle.output
    assert (0, "current  0001\nhead     0001\n") == (done.exit_code, done.output)
    assert {"orders", "order_line_items"} < snapshot(database_url).keys()


def test_sql_is_printed_or_written_to_files(folder: Path, tmp_path: Path) -> None:
    """Without --output the chosen direction is printed; with it each revision has both its files."""
    nomnom("new", "create orders", folder, "--database", "sqlite")

    printed = nomnom("sql", folder)
    taken_back = nomnom("sql", folder, "--down")
    nothing = nomnom("sql", folder, "--from", "0001")
    nomnom("sql", folder, "--output", tmp_path / "sql")

    assert "-- Revision 0001, up: create orders" == printed.output.splitlines()[0]
    assert "DROP TABLE orders;" in taken_back.output
    assert "" == nothing.output
    assert {
        "0001_create_orders.up.sql": printed.output,
        "0001_create_orders.down.sql": taken_back.output,
    } == {path.name: path.read_text() for path in (tmp_path / "sql").iterdir()}


def test_baseline_adopts_the_worker_s_tables(folder: Path, tmp_path: Path, tpch: Project) -> None:
    """Tables that a worker made come under migrations with one command."""
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    create(url, tpch)

    adopted = nomnom("baseline", folder, "--database-url", url)

    assert "wrote migrations/0001_baseline.py\nthe database is at 0001\n" == adopted.output
    assert 0 == nomnom("status", folder, "--database-url", url).exit_code


@pytest.mark.parametrize("command", ["apply", "status", "baseline"])
def test_without_a_database_the_error_names_the_ways_to_give_one(
    folder: Path, command: str
) -> None:
    """The commands that need a database say how to name it."""
    with pytest.raises(SettingsError, match=r"DATABASE_URL.*--database-url"):
        nomnom(command, folder)


def test_mariadb_without_a_server_is_refused(folder: Path) -> None:
    """A throw-away database of MySQL's or MariaDB's needs a server, and the error says whose."""
    with pytest.raises(SettingsError, match="a user who may create databases"):
        nomnom("new", "create orders", folder, "--database", "mariadb")
