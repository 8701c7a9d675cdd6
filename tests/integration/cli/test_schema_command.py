"""`nomnom schema sql`, from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nomnom.loading import load_project
from nomnom.tables import Database, ddl, entity_tables, render, system_tables

Nomnom = Callable[..., CompletedProcess[str]]

TPCH = Path(__file__).parents[3] / "examples" / "tpch"
CASES = Path(__file__).parents[2] / "cases" / "validate"


def rendered(database: Database) -> str:
    """What the library makes of the example: the entities' tables, then nomnom's own."""
    statements = ddl(entity_tables(load_project(TPCH), database), database)
    return render(statements + ddl(system_tables(database), database))


@pytest.mark.parametrize("database", ["postgresql", "mysql", "mariadb", "sqlite"])
def test_each_database(database: Database, nomnom: Nomnom) -> None:
    """The command prints what the library renders, and nothing else."""
    ended = nomnom("schema", "sql", TPCH, "--database", database)
    assert (0, "") == (ended.returncode, ended.stderr)
    assert rendered(database) == ended.stdout


def test_postgresql_unless_named(nomnom: Nomnom) -> None:
    """Without --database the DDL is PostgreSQL's."""
    assert rendered("postgresql") == nomnom("schema", "sql", TPCH).stdout


def test_a_project_with_errors_has_no_schema(nomnom: Nomnom) -> None:
    """Nothing is printed on stdout that somebody might run; the diagnostics go to stderr."""
    folder = CASES / "NN216-values"
    ended = nomnom("schema", "sql", folder)
    assert (1, "") == (ended.returncode, ended.stdout)
    assert (folder / "expected.txt").read_text("utf-8") == ended.stderr


def test_an_unknown_database_is_refused(nomnom: Nomnom) -> None:
    """A database without DDL is a mistake of usage: exit code 2, and the valid names."""
    ended = nomnom("schema", "sql", TPCH, "--database", "oracle")
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "'postgresql', 'mysql', 'mariadb', 'sqlite'" in ended.stderr
