"""What the commands that run something say when they can't."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Nomnom = Callable[..., CompletedProcess[str]]


CASES = Path(__file__).parents[2] / "cases" / "validate"
NATS = "nats://127.0.0.1:1"
"""An address where nothing listens; whoever waits for it doesn't end."""


@pytest.mark.parametrize(
    ("command", "name", "variable", "flag"),
    [
        ("worker", "database_url", "DATABASE_URL", "--database-url"),
        ("ingest", "nats_url", "NATS_URL", "--nats-url"),
    ],
)
def test_a_missing_url_names_every_way_to_give_it(
    command: str, name: str, variable: str, flag: str, nomnom: Nomnom, shop: Path
) -> None:
    """Without its servers a role says in one line which is missing, and how to name it or do without."""
    ended = nomnom(command, shop)
    assert (1, "") == (ended.returncode, ended.stdout)
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"error: {name}: ")
    ways = (variable, flag, f"{name} in nomnom.yaml", "nomnom up")
    assert [] == [way for way in ways if way not in line]


@pytest.mark.parametrize("variable", ["DATABASE_URL", "NATS_URL"])
def test_an_empty_variable_is_not_set(variable: str, nomnom: Nomnom, shop: Path) -> None:
    """A variable that is there but empty counts as missing."""
    given = {"DATABASE_URL": "postgresql://db/shop", "NATS_URL": NATS, variable: ""}
    ended = nomnom("worker", shop, **given)
    assert 1 == ended.returncode
    assert ended.stderr.startswith(f"error: {variable.lower()}: ")


@pytest.mark.parametrize("command", ["worker", "ingest"])
def test_an_unknown_database_is_refused(command: str, nomnom: Nomnom, shop: Path) -> None:
    """A URL of a database that nomnom doesn't write to is refused at once, with one that it does."""
    ended = nomnom(command, shop, "--database-url", "oracle://db/shop", "--nats-url", NATS)
    assert (1, "") == (ended.returncode, ended.stdout)
    (line,) = ended.stderr.splitlines()
    assert line.startswith('error: database_url: "oracle" is no database that nomnom writes to; ')
    assert "postgresql://" in line


def test_flags_win_over_environment_over_nomnom_yaml(nomnom: Nomnom, shop: Path) -> None:
    """The database in force is the flag's, else the variable's, else that of nomnom.yaml."""
    (shop / "nomnom.yaml").write_text(f"database_url: file://db\nnats_url: {NATS}\n", "utf-8")
    flag = ("--database-url", "flag://db")
    in_force = [
        nomnom("worker", shop, *arguments, **variables).stderr.split('"')[1]
        for arguments, variables in (
            (flag, {"DATABASE_URL": "variable://db"}),
            ((), {"DATABASE_URL": "variable://db"}),
            ((), {}),
        )
    ]
    assert ["flag", "variable", "file"] == in_force


@pytest.mark.parametrize("command", ["up", "worker", "ingest"])
def test_a_bad_setting_in_nomnom_yaml_is_named(command: str, nomnom: Nomnom, shop: Path) -> None:
    """A value of nomnom.yaml that can't be used is named with the file, its key and what was expected."""
    (shop / "nomnom.yaml").write_text("log_level: loud\n", encoding="utf-8")
    ended = nomnom(command, shop)
    assert (1, "") == (ended.returncode, ended.stdout)
    expectation = "expected one of debug, info, warning, error"
    line = f'error: nomnom.yaml log_level: "loud" can\'t be used; {expectation}\n'
    assert line == ended.stderr


@pytest.mark.parametrize("command", ["up", "worker", "ingest"])
def test_a_project_with_errors_starts_nothing(command: str, nomnom: Nomnom, tmp_path: Path) -> None:
    """Every diagnostic is a line on stderr, the exit code is 1, and no folder or server is made."""
    folder = CASES / "NN216-values"
    ended = nomnom(command, folder, NOMNOM_DATA_DIR=str(tmp_path / "data"))
    assert (1, "") == (ended.returncode, ended.stdout)
    assert (folder / "expected.txt").read_text("utf-8") == ended.stderr
    assert [] == list(tmp_path.iterdir())
