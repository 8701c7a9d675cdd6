"""`nomnom schema plan` and `apply` on a real database."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

Nomnom = Callable[..., subprocess.CompletedProcess[str]]
EXAMPLE = Path("examples/tpch").resolve()
WARNED = Path("tests/cases/validate/NN303-nullable-unicity").resolve()
TABLES = ["nomnom_messages", "nomnom_dead_letters", "orders", "order_line_items"]


def changed(url: str, statement: str) -> None:
    """Change a database behind nomnom's back."""
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())


def test_a_new_database_is_planned_and_applied(nomnom: Nomnom, database_url: str) -> None:
    """Pending changes end with code 2, making them with 0, and afterwards there is nothing to do."""
    pending = nomnom("schema", "plan", EXAMPLE, "--format", "json", DATABASE_URL=database_url)
    assert 2 == pending.returncode
    changes = json.loads(pending.stdout)["changes"]
    assert [("create table", name, "safe") for name in TABLES] == [
        (change["kind"], change["table"], change["class"]) for change in changes
    ]
    applied = nomnom("schema", "apply", EXAMPLE, "--database-url", database_url)
    assert 0 == applied.returncode, applied.stderr
    assert [f"done: create table {name}" for name in TABLES] == applied.stdout.splitlines()[:4]
    again = nomnom("schema", "plan", EXAMPLE, DATABASE_URL=database_url)
    assert (0, "nothing to do: the database is as the entities declare\n") == (
        again.returncode,
        again.stdout,
    )


def test_warnings_leave_the_plan_as_it_is(nomnom: Nomnom, database_url: str) -> None:
    """Warnings, and notes where they are asked for, go to stderr; stdout is the plan alone."""
    arguments = ("schema", "plan", WARNED, "--format", "json")
    warned = nomnom(*arguments, DATABASE_URL=database_url)
    noted = nomnom(*arguments, "--notes", DATABASE_URL=database_url)
    assert (2, 2) == (warned.returncode, noted.returncode)
    assert json.loads(warned.stdout) == json.loads(noted.stdout)
    warnings, notes = ((WARNED / name).read_text("utf-8") for name in ("expected.txt", "notes.txt"))
    assert warnings == warned.stderr
    assert sorted((warnings + notes).splitlines()) == noted.stderr.splitlines()


def test_a_project_with_errors_has_no_plan(
    nomnom: Nomnom, database_url: str, tmp_path: Path
) -> None:
    """An error is reported with the warnings beside it, and the exit code is 1."""
    (tmp_path / "nomnom.yaml").write_text("nats_url: nats://me:secret@q\n", encoding="utf-8")
    (tmp_path / "order.yaml").write_text("entity: {name: order}\n", encoding="utf-8")
    ended = nomnom("schema", "plan", tmp_path, DATABASE_URL=database_url)
    assert (1, "") == (ended.returncode, ended.stdout)
    assert "warning[NN010]" in ended.stderr
    assert "error[NN101]" in ended.stderr


def test_what_is_not_safe_needs_to_be_allowed(nomnom: Nomnom, database_url: str) -> None:
    """A blocking change is shown and left; allowed by its class it is made."""
    nomnom("schema", "apply", EXAMPLE, DATABASE_URL=database_url)
    changed(database_url, "ALTER TABLE orders ALTER total_price TYPE DOUBLE PRECISION")
    left = nomnom("schema", "apply", EXAMPLE, DATABASE_URL=database_url)
    assert 2 == left.returncode
    assert "[blocking] alter type orders.total_price" in left.stdout
    script = nomnom("schema", "plan", EXAMPLE, "--sql", DATABASE_URL=database_url)
    assert "ALTER TABLE orders ALTER COLUMN total_price TYPE NUMERIC" in script.stdout
    made = nomnom("schema", "apply", EXAMPLE, "--allow", "blocking", DATABASE_URL=database_url)
    assert 0 == made.returncode, made.stderr
    assert "done: alter type orders.total_price" in made.stdout


def test_a_change_is_allowed_by_its_name(nomnom: Nomnom, database_url: str) -> None:
    """Only the named change is made, other ones of its class aren't."""
    nomnom("schema", "apply", EXAMPLE, DATABASE_URL=database_url)
    for column in ("total_price", "ship_priority"):
        changed(database_url, f"ALTER TABLE orders ALTER {column} TYPE DOUBLE PRECISION")
    name = "alter type orders.total_price"
    made = nomnom("schema", "apply", EXAMPLE, "--allow", name, DATABASE_URL=database_url)
    assert 2 == made.returncode
    assert [f"done: {name}"] == [
        line for line in made.stdout.splitlines() if line.startswith("done")
    ]


def test_without_a_database_the_ways_to_give_one_are_named(nomnom: Nomnom) -> None:
    """No URL and no running nomnom: the error names the variable, the flag and `nomnom up`."""
    done = nomnom("schema", "plan", EXAMPLE)
    assert 1 == done.returncode
    assert all(way in done.stderr for way in ("DATABASE_URL", "--database-url", "nomnom up"))
