"""squawk, the linter of PostgreSQL migrations, on every DDL and migration that nomnom writes."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

from integration.migrations.places import Shop, entity, everything, items, orders, parts, project
from nomnom.migrate.revisions import scripts
from nomnom.model.entity import ForeignKey, PrimaryKey
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind
from nomnom.tables import ddl, entity_tables, render, system_tables

SQUAWK = Path(sysconfig.get_path("scripts")) / "squawk"

TYPES: dict[str, str] = {
    "prefer-bigint-over-int": "Integer is a 32-bit type that the author chose; BigInt is the other",
    "prefer-identity": "SERIAL is what the mission's tables have; an upsert takes no value from it",
    "prefer-text-field": "VARCHAR only where the author gave a length, and in Alembic's version table",
    "prefer-timestamp-tz": "DateTime is TIMESTAMP in UTC by definition; Timestamp is the other",
}
"""What squawk thinks of column types that the language promises."""

DDL: dict[str, str] = TYPES | {
    "require-concurrent-index-creation": "the tables are made by the same script, so nobody waits",
    "require-lock-timeout": "as above: nobody else has a lock on a table that is new",
    "require-statement-timeout": "as above",
}

MIGRATION: dict[str, str] = TYPES | {
    "require-statement-timeout": "an index on a large table may take hours and keeps nobody waiting",
    "prefer-robust-stmts": "an INVALID index has to go first: IF NOT EXISTS would keep it",
    "adding-required-field": "the field has no default: the revision says that the table must be empty",
    "changing-column-type": "what the author asked for; some types can't change without a rewrite",
    "ban-drop-column": "what the author asked for, and `new` prints it",
    "ban-drop-constraint": "as above, or the left-over of an interrupted attempt",
    "ban-drop-default": "it was there for older rows only, and no client of it can exist",
    "ban-drop-not-null": "what the author asked for",
    "ban-drop-table": "what the author asked for, and `new` prints it",
    "renaming-column": "as above",
    "renaming-object": "an index or constraint that is named after what is renamed",
    "renaming-table": "what the author asked for, and `new` prints it",
}


def findings(folder: Path) -> dict[str, list[str]]:
    """What squawk finds in a folder's files: by rule, the lines."""
    paths = [str(path) for path in sorted(folder.glob("*.sql"))]
    squawk = subprocess.run(
        [str(SQUAWK), "--reporter", "json", "--pg-version", "15.0", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, list[str]] = {}
    for each in json.loads(squawk.stdout):
        line = Path(each["file"]).read_text().splitlines()[each["line"]]
        found.setdefault(each["rule_name"], []).append(line.strip())
    return found


def test_the_ddl_passes(tmp_path: Path, tpch: Project) -> None:
    """`nomnom schema sql` has nothing that squawk objects to beyond the list, which has nothing too much."""
    for name, each in (("tpch", tpch), ("everything", everything())):
        tables = (system_tables("postgresql"), entity_tables(each, "postgresql"))
        text = render(line for part in tables for line in ddl(part, "postgresql"))
        (tmp_path / f"{name}.sql").write_text(text)

    found = findings(tmp_path)

    assert {} == {rule: lines for rule, lines in found.items() if rule not in DDL}
    assert set(DDL) == set(found)


BEFORE = project(
    orders(
        {
            "old": "String?",
            "day": "Date?",
            "loose": "Date",
            "at": "DateTime?",
            "pieces": "Integer?",
        },
        special={"note": FieldType(Kind.STRING, length=10)},
        indexes=(("total",),),
    ),
    parts(unicity=("code",)),
    items(),
)
AFTER = project(
    orders(
        {
            "day": "Date",
            "loose": "Date?",
            "at": "Timestamp?",
            "pieces": "BigInt?",
            "weight": "Decimal",
        },
        special={"note": FieldType(Kind.STRING, length=20)},
        indexes=(("day",),),
        primary_key=PrimaryKey("id", FieldType(Kind.BIGINT)),
    ),
    parts(unicity=("code", "region"), foreign_keys=(ForeignKey("code", "orders", "order_key"),)),
    everything().entities[0],
)
LATER = project(
    entity("Every", "each_type", {"a_string": "String"}, renamed_from="every_type"),
    orders(
        {"priority": "String", "date": "Date"},
        defaults={"priority": "low"},
        renamed={"date": "day"},
        indexes=(("date",),),
    ),
    parts(unicity=("code", "region"), foreign_keys=(ForeignKey("code", "orders", "order_key"),)),
)


def test_migrations_pass(postgres_shop: Shop, tmp_path: Path) -> None:
    """The up scripts of every kind of change have nothing that squawk objects to beyond the list."""
    for state in (BEFORE, AFTER, LATER):
        postgres_shop.new(state)
    for script in scripts(postgres_shop.history()):
        (tmp_path / script.file_name).write_text(script.text)

    found = findings(tmp_path)

    assert {} == {rule: lines for rule, lines in found.items() if rule not in MIGRATION}
    assert set(MIGRATION) == set(found)
    texts = [script.text for script in scripts(postgres_shop.history())]
    assert [False, True, False] == ["CONCURRENTLY" in text for text in texts]


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("CREATE INDEX i ON orders (total);", "require-concurrent-index-creation"),
        ("ALTER TABLE orders ALTER COLUMN day SET NOT NULL;", "adding-not-nullable-field"),
        ("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (day);", "disallowed-unique-constraint"),
    ],
)
def test_squawk_would_object(tmp_path: Path, statement: str, rule: str) -> None:
    """The linter sees what nomnom avoids, so that its silence says something."""
    (tmp_path / "one.sql").write_text(statement)

    assert rule in findings(tmp_path)
