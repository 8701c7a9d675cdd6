"""A project's folder of revisions, and everything that can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomnom.errors import ProjectError
from nomnom.migrate.revisions import read_history


def write(project: Path, name: str, number: str, after: str | None, /, **changes: str) -> None:
    """A revision's file; `changes` replace one line of it, by what it assigns or defines."""
    lines = {
        "doc": f'"""message of {number}\n\nmore\n"""',
        "revision": f"revision = {number!r}",
        "down_revision": f"down_revision = {after!r}",
        "database": "database = 'postgresql'",
        "upgrade": "def upgrade():\n    pass",
        "downgrade": "def downgrade():\n    pass",
    } | changes
    folder = project / "migrations"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines.values()) + "\n")


def problems(project: Path) -> list[str]:
    """What is wrong, a line each."""
    with pytest.raises(ProjectError) as caught:
        read_history(project)
    return [str(each) for each in caught.value.diagnostics]


def test_no_folder_is_no_history(tmp_path: Path) -> None:
    """A project without `migrations` has no revisions and no database."""
    history = read_history(tmp_path)

    assert ((), None, None) == (history.revisions, history.database, history.head)


def test_revisions_are_in_the_order_they_follow_each_other(tmp_path: Path) -> None:
    """The order comes from the files' words, not from their names; nothing is left in the folder."""
    write(tmp_path, "0002_a.py", "0002", "x1")
    write(tmp_path, "0003_b.py", "0003", "0002")
    write(tmp_path, "zzz.py", "x1", None)
    write(tmp_path, "_draft.py", "draft", "nowhere")

    history = read_history(tmp_path)

    assert ["x1", "0002", "0003"] == [each.id for each in history.revisions]
    assert ("postgresql", "0003") == (history.database, history.head)
    assert "message of 0002" == history.revisions[1].message
    assert "migrations/zzz.py" == history.revisions[0].place
    assert not (tmp_path / "migrations" / "__pycache__").exists()


def test_a_file_that_is_no_python_is_named_with_its_line(tmp_path: Path) -> None:
    """A syntax error has the line where Python found it."""
    write(tmp_path, "0001_a.py", "0001", None, upgrade="def upgrade(:")

    (found,) = problems(tmp_path)

    assert found.startswith("migrations/0001_a.py:8:1: error[NM001]: isn't Python: invalid syntax")


def test_a_file_that_fails_is_named_with_its_line(tmp_path: Path) -> None:
    """What a file raises when it is loaded has the line that raised it."""
    write(tmp_path, "0001_a.py", "0001", None, database="database = postgresql")

    (found,) = problems(tmp_path)

    assert found.startswith("migrations/0001_a.py:7:1: error[NM001]: can't be loaded: NameError")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revision": ""}, "has no revision id"),
        ({"down_revision": "down_revision = ('1', '2')"}, "which one revision it follows"),
        ({"database": ""}, "doesn't say which database it is for"),
        ({"database": "database = 'oracle'"}, "doesn't say which database it is for"),
        ({"upgrade": ""}, "has no function upgrade()"),
        ({"downgrade": ""}, "has no function downgrade()"),
    ],
)
def test_what_a_revision_lacks_is_said(tmp_path: Path, change: dict[str, str], words: str) -> None:
    """Each of the five names that a revision must have is missed by name."""
    write(tmp_path, "0001_a.py", "0001", None, **change)

    (found,) = problems(tmp_path)

    assert "error[NM002]" in found
    assert words in found


def test_two_heads_are_both_named(tmp_path: Path) -> None:
    """Two people made the next revision at the same time: both files are findings."""
    write(tmp_path, "0001_a.py", "0001", None)
    write(tmp_path, "0002_b.py", "0002", "0001")
    write(tmp_path, "0003_c.py", "0003", "0001")

    found = problems(tmp_path)

    assert ["migrations/0002_b.py", "migrations/0003_c.py"] == [
        each.split(":")[0] for each in found
    ]
    assert "error[NM003]: follows 0001, as another file does: two heads" in found[0]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (("0001", None), ("0001", "0001"), "another file has the id 0001 too"),
        (("0001", None), ("0002", "0009"), "follows 0009, which isn't here"),
        (("0001", None), ("0002", None), "follows none, as another file does: two heads"),
        (("0001", "0002"), ("0002", "0001"), "is in a cycle"),
    ],
)
def test_a_chain_that_is_none_is_refused(
    tmp_path: Path, first: tuple[str, str | None], second: tuple[str, str | None], words: str
) -> None:
    """An id twice, a predecessor that is missing, two first ones and a cycle are findings."""
    write(tmp_path, "0001_a.py", *first)
    write(tmp_path, "0002_b.py", *second)

    assert words in "\n".join(problems(tmp_path))


def test_a_revision_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """A cycle beside the chain is no part of it."""
    write(tmp_path, "0001_a.py", "0001", None)
    write(tmp_path, "0002_b.py", "0002", "0003")
    write(tmp_path, "0003_c.py", "0003", "0002")

    assert "is in a cycle" in "\n".join(problems(tmp_path))


def test_mixed_databases_are_refused(tmp_path: Path) -> None:
    """All revisions are for the database of the first."""
    write(tmp_path, "0001_a.py", "0001", None)
    write(tmp_path, "0002_b.py", "0002", "0001", database="database = 'sqlite'")

    (found,) = problems(tmp_path)

    assert "error[NM004]: is for sqlite, but the first revision for postgresql" in found
