"""A project's revisions, as they stand in its folder `migrations`."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from alembic.script import ScriptDirectory
from alembic.util import load_python_file

from nomnom.errors import Diagnostic, ProjectError
from nomnom.migrate.revisions.codes import CODES
from nomnom.tables import DATABASES, Database

FOLDER: Final = "migrations"
"""The folder of a project that holds its revisions."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision: `id` and that of its predecessor, the first line of its docstring, its file."""

    id: str
    after: str | None
    message: str
    path: Path

    @property
    def place(self) -> str:
        """The file as messages show it, `migrations/0001_create.py`."""
        return f"{self.path.parent.name}/{self.path.name}"


@dataclass(frozen=True, slots=True)
class History:
    """Every revision of a folder in the order they are applied in; `database` is what they are for.

    Without a revision `database` is None.
    """

    folder: Path
    revisions: tuple[Revision, ...] = ()
    database: Database | None = None

    @property
    def head(self) -> str | None:
        """The id of the last revision."""
        return self.revisions[-1].id if self.revisions else None

    def find(self, revision: str) -> Revision | None:
        """The revision of that id, if there is one."""
        return next((each for each in self.revisions if each.id == revision), None)

    def script(self) -> ScriptDirectory:
        """Alembic's view of the same folder."""
        with _no_bytecode():
            script = ScriptDirectory(str(self.folder), version_locations=[str(self.folder)])
            script.get_heads()  # loads every file
        return script


def read_history(project: Path) -> History:
    """The revisions of the project in the folder `project`; none where it has no `migrations`.

    Raises ProjectError with every finding: a file that Python can't run, that lacks one of `revision`,
    `down_revision`, `database`, `upgrade` and `downgrade`, an id that occurs twice, a predecessor that
    doesn't exist, two revisions after the same one, revisions for different databases.
    """
    folder = project / FOLDER
    loaded: dict[Path, ModuleType] = {}
    problems: list[Diagnostic] = []
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith(("_", ".")):
            continue
        found = _load(path)
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            problems += _lacks(path, found)
            loaded[path] = found
    if not problems:
        problems += [*_chain_problems(loaded), *_database_problems(loaded)]
    ordered = () if problems else _in_order(loaded)
    astray = loaded.keys() - {each.path for each in ordered}
    if not problems:
        problems += [_problem(path, "NM003", "is in a cycle of revisions") for path in astray]
    if problems:
        raise ProjectError(tuple(sorted(problems)))
    database = next((module.database for module in loaded.values()), None)
    return History(folder, ordered, database)


def _load(path: Path) -> ModuleType | Diagnostic:
    """The file's module; a finding where running it fails, in whatever way a file can fail."""
    try:
        with _no_bytecode():
            return load_python_file(path.parent, path.name)
    except SyntaxError as error:
        return _problem(path, "NM001", f"isn't Python: {error.msg}", line=error.lineno or 1)
    except Exception as error:  # noqa: BLE001  a user's file may raise anything
        lines = [
            f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)
        ]
        what = f"can't be loaded: {type(error).__name__}: {error}"
        return _problem(path, "NM001", what, line=next((n for n in reversed(lines) if n), 1))


def _lacks(path: Path, module: ModuleType) -> Iterator[Diagnostic]:
    """What a revision must have and this module hasn't."""
    if not isinstance(getattr(module, "revision", None), str):
        yield _problem(path, "NM002", 'has no revision id: expected revision = "0001", say')
    if not isinstance(getattr(module, "down_revision", 0), str | None):
        what = "doesn't say which one revision it follows: expected down_revision"
        yield _problem(path, "NM002", f'{what} = "0001", say, or None')
    if getattr(module, "database", None) not in DATABASES:
        what = f"doesn't say which database it is for: expected one of {', '.join(DATABASES)}"
        yield _problem(path, "NM002", what, cure='add database = "postgresql", say')
    for direction in ("upgrade", "downgrade"):
        if not callable(getattr(module, direction, None)):
            yield _problem(path, "NM002", f"has no function {direction}()")


def _chain_problems(loaded: dict[Path, ModuleType]) -> Iterator[Diagnostic]:
    ids = Counter(module.revision for module in loaded.values())
    followed = Counter(module.down_revision for module in loaded.values())
    for path, module in loaded.items():
        before = module.down_revision
        if ids[module.revision] > 1:
            cure = "give the later one the next free id, in its name too"
            yield _problem(
                path, "NM003", f"another file has the id {module.revision} too", cure=cure
            )
        elif before is not None and before not in ids:
            cure = "restore that file, or name the revision it really follows"
            yield _problem(path, "NM003", f"follows {before}, which isn't here", cure=cure)
        elif followed[before] > 1:
            what = f"follows {before}" if before else "follows none"
            cure = "let one of them follow the other: two people made a revision at the same time"
            yield _problem(path, "NM003", f"{what}, as another file does: two heads", cure=cure)


def _database_problems(loaded: dict[Path, ModuleType]) -> Iterator[Diagnostic]:
    first = next((module.database for module in loaded.values()), None)
    for path, module in loaded.items():
        if module.database != first:
            what = f"is for {module.database}, but the first revision for {first}"
            cure = "a project keeps one kind of database for its migrations"
            yield _problem(path, "NM004", what, cure=cure)


def _in_order(loaded: dict[Path, ModuleType]) -> tuple[Revision, ...]:
    """Those that the first revision leads to; in a cycle there is none."""
    after = {module.down_revision: (path, module) for path, module in loaded.items()}
    ordered: list[Revision] = []
    while found := after.get(ordered[-1].id if ordered else None):
        path, module = found
        message = (module.__doc__ or "").strip().partition("\n")[0]
        ordered.append(Revision(module.revision, module.down_revision, message, path))
    return tuple(ordered)


def _problem(
    path: Path,
    code: str,
    message: str,
    *,
    line: int = 1,
    cure: str = "see `git log` for how it was",
) -> Diagnostic:
    assert code in CODES
    return Diagnostic(f"{FOLDER}/{path.name}", line, 1, "error", code, message, cure)


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Leave no __pycache__ in the user's folder."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
