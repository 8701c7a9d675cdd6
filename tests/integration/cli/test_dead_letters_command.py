"""`nomnom dead-letters`, on a database without a queue."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nomnom.loading import load_project
from nomnom.migrate import bring_up
from nomnom.store import DeadLetter, open_store
from samples.databases import Place
from samples.stored import letter
from samples.up import command, environment

Nomnom = Callable[..., CompletedProcess[str]]
Letters = Callable[..., CompletedProcess[str]]

BAD = b'{"order_key": 7, "line_items": []}'
GOOD = '{"order_key": "7", "line_items": []}'


@pytest.fixture
def bury(sqlite: Place, shop: Path) -> Callable[..., None]:
    """A function that writes dead letters; their ids count from 1."""
    project = load_project(shop)
    bring_up(sqlite.url, project)

    def write(*written: DeadLetter) -> None:
        with closing(open_store(sqlite.url, project)) as store, store.transaction() as transaction:
            transaction.bury(written)

    return write


@pytest.fixture
def letters(nomnom: Nomnom, sqlite: Place) -> Letters:
    """Runs a command about dead letters on the test's database."""

    def run(*arguments: str, **variables: str) -> CompletedProcess[str]:
        return nomnom("dead-letters", *arguments, DATABASE_URL=sqlite.url, **variables)

    return run


def test_list_shows_the_newest_first_up_to_a_limit(
    bury: Callable[..., None], letters: Letters
) -> None:
    """Chosen by options; it is told when there are more."""
    bury(*(letter("m1", n) for n in range(3)), letter("m2", entity="Event", at_entity="Event"))
    some = letters("list", "--entity", "Order", "--limit", "2")
    assert ["3", "2"] == [line.split()[0] for line in some.stdout.splitlines()[1:]]
    assert "there are more than 2; see them with --limit or --group\n" == some.stderr
    ended = letters("list", "--message", "m2", "--code", "type", "--format", "json")
    assert ([4], "") == ([each["id"] for each in json.loads(ended.stdout)], ended.stderr)
    groups = letters("list", "--group").stdout.splitlines()[1:]
    assert [["3", "Order", "type"], ["1", "Event", "type"]] == [g.split()[:3] for g in groups]


def test_an_edit_in_an_editor_is_checked(
    bury: Callable[..., None], letters: Letters, shop: Path, tmp_path: Path
) -> None:
    """What breaks rules isn't kept, and what was typed isn't lost: it is in a file for the next try."""
    bury(letter("m1", payload=BAD))
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/7/8/" "$1"\n')
    editor.chmod(0o700)
    options = ("edit", "1", "--project", str(shop))
    refused = letters(*options, EDITOR=str(editor), TMPDIR=str(tmp_path))
    assert 1 == refused.returncode
    first, last = refused.stderr.splitlines()
    assert "Order $.order_key: expected a string (got 8)" == first
    kept = tmp_path / last.partition("it is still in ")[2].partition(", for --file")[0]
    assert last.startswith("error: dead letter 1: the record isn't valid and isn't kept; mend it, ")
    assert {"order_key": 8, "line_items": []} == json.loads(kept.read_text())
    assert 0o600 == kept.stat().st_mode & 0o777

    kept.write_text(GOOD)
    edited = letters(*options, "--file", str(kept))
    assert ("dead letter 1 has edit 1\n", 0) == (edited.stdout, edited.returncode)
    assert "letter.edited" in edited.stderr
    assert "order_key" not in edited.stderr
    shown = letters("show", "1").stdout
    assert 'record as it came:\n{\n  "order_key": 7,' in shown
    assert 'record as edited (1):\n{\n  "order_key": "7",' in shown


def test_an_editor_that_changes_nothing_edits_nothing(
    bury: Callable[..., None], letters: Letters, tmp_path: Path
) -> None:
    """Its file is removed; one that fails, or none, is an error that says so."""
    bury(letter("m1", payload=b"MSH|1\rPID|2"))
    (tmp_path / "tmp").mkdir()
    variables = {"TMPDIR": str(tmp_path / "tmp")}
    same = letters("edit", "1", EDITOR="true", **variables)
    assert ("dead letter 1 is as it was\n", "") == (same.stdout, same.stderr)
    failed = letters("edit", "1", EDITOR="false", **variables)
    assert "error: $EDITOR: the editor failed: " in failed.stderr
    none = letters("edit", "1", EDITOR="", VISUAL="")
    assert (
        "error: $EDITOR: there is no editor; set one, or give the record with --file or --set\n"
        == none.stderr
    )
    assert [] == list((tmp_path / "tmp").iterdir())


def test_values_are_set_without_a_project_too(bury: Callable[..., None], letters: Letters) -> None:
    """What isn't checked is told; a path that leads nowhere is an error."""
    bury(letter("m1", payload=BAD))
    edited = letters("edit", "1", "--set", 'order_key="7"', "--set", "$.line_items=null")
    assert "dead letter 1 has edit 1; not checked, which --project DIR does\n" == edited.stdout
    assert '"edited": {\n    "order_key": "7",' in letters("show", "1", "--format", "json").stdout
    wrong = letters("edit", "1", "--set", "line_items[0].x=1")
    assert wrong.stderr.startswith("error: $.line_items: expected a list of JSON to be there; ")
    both = letters("edit", "1", "--set", "a=1", "--file", "-")
    assert "error: --file and --set are given both; leave one of them out\n" == both.stderr


def test_discard_asks_for_a_choice_and_a_reason(
    bury: Callable[..., None], letters: Letters
) -> None:
    """Nothing is done by mistake; ids that aren't there are told, with exit code 1."""
    bury(letter("m1", 0), letter("m1", 1))
    unsaid = letters("discard", "--reason", "no")
    assert unsaid.stderr.startswith("error: it isn't said which dead letters; name ids, ")
    assert "leave one of them out" in letters("discard", "1", "--all", "--reason", "no").stderr
    assert "say it with --reason TEXT" in letters("discard", "--all").stderr
    mixed = letters("discard", "2", "7", "--reason", "test data")
    assert (1, "dead letter 2 discarded\ndiscarded 1, 1 not\n") == (mixed.returncode, mixed.stdout)
    assert "dead letter 7: there is none, or the other options leave it out\n" in mixed.stderr
    rest = letters("discard", "--all", "--reason", "test data")
    assert (0, "dead letter 1 discarded\n") == (rest.returncode, rest.stdout)
    none = letters("discard", "--all", "--reason", "test data")
    assert (0, "discarded 0\n") == (none.returncode, none.stdout)
    shown = letters("list", "--state", "discarded", "--format", "json").stdout
    assert ["test data"] * 2 == [each["discard_reason"] for each in json.loads(shown)]


def test_many_are_asked_for_on_a_terminal(
    bury: Callable[..., None], letters: Letters, sqlite: Place
) -> None:
    """A no changes nothing; --yes, or one letter only, asks nothing."""
    bury(*(letter("m1", n) for n in range(3)))
    ours, theirs = os.openpty()
    os.write(ours, b"n\n")
    ended = subprocess.run(
        command("dead-letters", "discard", "--all", "--reason", "no"),
        env=environment() | {"DATABASE_URL": sqlite.url},
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 1 == ended.returncode
    assert ended.stdout.startswith("Discard 3 dead letters? [y/N]")
    assert 3 == len(json.loads(letters("list", "--format", "json").stdout))
    ended = subprocess.run(
        command("dead-letters", "discard", "--all", "--yes", "--reason", "no"),
        env=environment() | {"DATABASE_URL": sqlite.url},
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert "discarded 3" == ended.stdout.splitlines()[-1]


def test_an_export_goes_to_a_file_or_to_standard_output(
    bury: Callable[..., None], letters: Letters, tmp_path: Path
) -> None:
    """All that are chosen, more than a page of them; as NDJSON or CSV."""
    bury(*(letter("m1", n, payload=b'{"n":%d}' % n) for n in range(120)))
    lines = letters("export").stdout.splitlines()
    assert list(range(120)) == [json.loads(line)["payload"]["n"] for line in lines]
    ended = letters("export", "2", "1", "--format", "csv", "--output", str(tmp_path / "out.csv"))
    assert (0, "") == (ended.returncode, ended.stdout)
    with (tmp_path / "out.csv").open(newline="") as file:
        assert [("1", '{"n":0}'), ("2", '{"n":1}')] == [
            (row["id"], row["payload"]) for row in csv.DictReader(file)
        ]
    wrong = letters("export", "--output", str(tmp_path / "none" / "out"))
    assert wrong.stderr.endswith(
        "can't be written: No such file or directory; name another --output\n"
    )


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("no database is given, and no nomnom runs here; set DATABASE_URL or", ("list",)),
        ("no NATS server is given, and no nomnom runs here; set NATS_URL", ("retry", "--all")),
        ('expected a time, got "soon"; write how long ago', ("list", "--since", "soon")),
        ("dead letter 9: there is no such dead letter in this database", ("show", "9")),
        ("dead letter 9: there is no such dead letter in this database", ("edit", "9")),
        ("no-such: can't be read: No such file", ("edit", "1", "--file", "no-such")),
    ],
)
def test_what_cannot_be_done_is_told_with_its_cure(
    expected: str,
    arguments: tuple[str, ...],
    bury: Callable[..., None],
    letters: Letters,
    nomnom: Nomnom,
) -> None:
    """One line on stderr, and exit code 1."""
    bury(letter("m1"))
    run = nomnom if expected.startswith("no database") else letters
    ended = run(*(("dead-letters",) if run is nomnom else ()), *arguments)
    assert 1 == ended.returncode
    assert expected in ended.stderr
    assert 1 == len(ended.stderr.splitlines())
