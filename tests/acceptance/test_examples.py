"""Each example validates without a murmur, and its messages become the rows that its tests tell."""

from __future__ import annotations

import datetime as dt
import doctest
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from ruamel.yaml import YAML

from nomnom.extraction import compile_plan
from nomnom.loading import load_project, read_folder
from nomnom.messages import Delivery, ingest_subject
from nomnom.migrate import bring_up
from nomnom.store import open_store
from nomnom.worker.batch import Work, prepare
from nomnom.worker.writing import write
from samples.shell import lines, run
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]
EXAMPLES = Path("examples")
FOLDERS = sorted(folder for folder in EXAMPLES.iterdir() if folder.is_dir())
NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def stories() -> Iterator[Any]:
    """The tests of each example's tests/*.yaml."""
    for folder in FOLDERS:
        for file in sorted((folder / "tests").glob("*.yaml")):
            for told in YAML(typ="safe").load(file)["tests"]:
                yield pytest.param(folder, told, id=f"{folder.name}: {told['name']}")


def payload(folder: Path, send: dict[str, Any]) -> bytes:
    """What a step sends."""
    if "file" in send:
        return (folder / str(send["file"])).read_bytes()
    if "text" in send:
        return str(send["text"]).encode()
    return "\n".join(map(json.dumps, send["records"])).encode()


def deliveries(folder: Path, steps: list[dict[str, Any]]) -> Iterator[Delivery]:
    """What a worker gets, step by step."""
    named: dict[str, Delivery] = {}
    for sequence, step in enumerate(steps, 1):
        if send := step.get("send"):
            subject = ingest_subject(send["entity"])
            delivery = Delivery(subject, payload(folder, send), "MESSAGES", sequence, NOON)
            named[send.get("as", str(sequence))] = delivery
        elif known := step.get("redeliver"):
            delivery = replace(named[known], attempt=2)
        else:
            delivery = replace(named[step["duplicate"]], sequence=sequence)
        yield delivery


def published(works: list[Work], name: str) -> list[dict[str, Any]]:
    """The records of an entity without a table, of each message once."""
    return [
        dict(zip(columns, row, strict=True))
        for work in {work.message_id: work for work in works}.values()
        if work.plan
        for entity, columns, rows in zip(
            work.plan.given, work.plan.columns, work.extract.rows, strict=True
        )
        if entity.name == name
        for row in rows
    ]


def fits(expected: Any, found: Any) -> bool:
    """Whether a value is the one that YAML tells, times and numbers by what they mean."""
    if isinstance(found, dt.datetime):
        return isinstance(expected, str) and dt.datetime.fromisoformat(expected) == found
    if isinstance(found, dt.date):
        return bool(expected == found.isoformat())
    if isinstance(found, Decimal) and expected is not None:
        return Decimal(str(expected)) == found
    return bool(expected == found)


def without(rows: list[dict[str, Any]], expected: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows less the one that is expected, which has to be among them."""
    for place, row in enumerate(rows):
        if all(fits(value, row[column]) for column, value in expected.items()):
            return rows[:place] + rows[place + 1 :]
    raise AssertionError(f"there is no {expected} among {rows}")


def checked(told: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Hold rows to what is told of them."""
    left = reduce(without, told.get("rows", []), rows)
    assert not told.get("exact") or [] == left
    assert told.get("count", len(rows)) == len(rows)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_wrong_with_an_example(folder: Path) -> None:
    """It has no error and no warning; nor a note, but for TPC-H, whose keys have no length."""
    assert () == read_folder(folder, notes=folder.name != "tpch").diagnostics


@pytest.mark.parametrize(("folder", "told"), [*stories()])
def test_messages_become_the_rows_told(
    folder: Path, told: dict[str, Any], database_url: str
) -> None:
    """Each test of an example's tests/*.yaml, written to PostgreSQL as a worker does it."""
    project = load_project(folder)
    plan = compile_plan(project)
    works = [prepare(plan, delivery) for delivery in deliveries(folder, told["steps"])]
    bring_up(database_url, project)
    store = open_store(database_url, project)
    for work in works:
        write(store, [work], NOON)
    store.close()
    expect = dict(told["expect"])
    letters = expect.pop("dead_letters", [])
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        for name, wanted in expect.items():
            table = sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))
            is_published = project.entity(name) is not None
            rows = published(works, name) if is_published else connection.execute(table).fetchall()
            checked(wanted, rows)
        dead = connection.execute("SELECT * FROM nomnom_dead_letters ORDER BY id").fetchall()
    assert len(letters) == len(dead)
    for letter, found in zip(letters, dead, strict=True):
        assert letter.pop("reason") in str(found["reason"])
        assert letter == {name: found[name] for name in letter}


@pytest.mark.skipif(shutil.which("curl") is None, reason="the commands use curl")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_commands_of_a_readme_lead_to_the_rows_shown(
    folder: Path, start_up: StartUp, tmp_path: Path
) -> None:
    """Messages sent by curl end, by way of the API, the queue and a worker, as the tables that it shows."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    _, send, look = re.findall(r"^```bash\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    _, shown = re.findall(r"^```text\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    with start_up(tmp_path / ".nomnom", folder) as up:
        accepted = run(send, up, Path()).count('"accepted"')
        assert accepted
        while [(accepted,)] != up.query("SELECT count(*) FROM nomnom_messages"):
            assert up.process.poll() is None
        assert lines(shown.rstrip()) == lines(run(look, up).rstrip())
        assert [] == up.query("SELECT reason FROM nomnom_dead_letters")


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/transforms.py")), ids=str)
def test_examples_in_transforms_are_right(file: Path) -> None:
    """What the docstrings of an example's own transforms show is what they give."""
    spec = spec_from_file_location("example_transforms", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    ran = doctest.testmod(module)
    assert ran.attempted
    assert 0 == ran.failed
