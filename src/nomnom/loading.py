"""A project's folder on disk, read into the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nomnom.errors import Diagnostic
from nomnom.model.project import Project
from nomnom.own_transforms import own_transforms
from nomnom.spec import PROJECT_FILES, Reading, read_project

_SUFFIXES = frozenset({".yaml", ".yml"})
ENTITIES = "entities"
"""The folder of a project that holds its entities."""


def load_project(path: Path, *, entities: Path | None = None) -> Project:
    """The project in the folder `path`, see `read_folder`.

    Raises ProjectError, with every finding, where the files hold at least one error.
    """
    return read_folder(path, entities=entities).checked()


def read_folder(path: Path, *, entities: Path | None = None, notes: bool = False) -> Reading:
    """Read the project in the folder `path`.

    Its settings are in `path/nomnom.yaml`, if there is one; its entities are the `*.yaml` and `*.yml` files
    of `entities`, else of `path/entities` where that is a folder, else of `path` itself. Subfolders aren't
    searched. Its own transforms are in `path/transforms.py`, which is run. What can't be read is a
    diagnostic like any other; nothing is raised. `notes` asks for notes too.
    """
    folder = entities or (path / ENTITIES if (path / ENTITIES).is_dir() else path)
    found = tuple(_missing(path, folder))
    if found:
        return Reading(None, found)
    try:
        sources = [*_project_files(path), *yaml_files(folder)]
    except OSError as error:
        return Reading(None, (_unreadable(str(folder), error.strerror or str(error)),))
    files, problems = read_texts(sources, path)
    if not any(file.name not in PROJECT_FILES for file in sources):
        problems.append(_empty(folder))
    transforms, wrong = own_transforms(path)
    return read_project(
        files,
        name=path.resolve().name or "project",
        found=[*problems, *wrong],
        transforms=transforms,
        folder=str(path),
        notes=notes,
    )


def _missing(path: Path, folder: Path) -> Iterator[Diagnostic]:
    for wanted in dict.fromkeys((path, folder)):
        if not wanted.is_dir():
            what = "this is not a folder" if wanted.exists() else "the folder does not exist"
            cure = "name the folder of nomnom.yaml, or of the entities"
            yield Diagnostic(str(wanted), 1, 1, "error", "NN007", what, cure)


def _project_files(path: Path) -> Iterator[Path]:
    yield from (file for name in sorted(PROJECT_FILES) if (file := path / name).is_file())


def read_texts(sources: Iterable[Path], root: Path) -> tuple[dict[str, str], list[Diagnostic]]:
    """The text of files by their paths as diagnostics show them, and what is wrong with those left out."""
    files: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for file in sources:
        shown = _shown(file, root)
        try:
            files[shown] = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(_undecodable(shown, error))
        except OSError as error:
            problems.append(_unreadable(shown, error.strerror or str(error)))
    return files, problems


def yaml_files(folder: Path) -> list[Path]:
    """The `*.yaml` and `*.yml` files of a folder that may declare something, sorted. Raises OSError."""
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix in _SUFFIXES
        and file.name not in PROJECT_FILES
        and not file.name.startswith(".")
        and not file.is_dir()
    )


def _shown(file: Path, root: Path) -> str:
    """The path as diagnostics show it: relative to the project's root where it lies below."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


def _undecodable(file: str, error: UnicodeDecodeError) -> Diagnostic:
    byte = error.object[error.start]
    message = f"the file is not UTF-8: byte 0x{byte:02x} at offset {error.start}"
    return Diagnostic(file, 1, 1, "error", "NN007", message, "save it in UTF-8")


def _unreadable(file: str, reason: str) -> Diagnostic:
    message = f"can't be read: {reason}"
    return Diagnostic(file, 1, 1, "error", "NN007", message, "make it readable for this user")


def _empty(folder: Path) -> Diagnostic:
    cure = "add one, such as order.yaml, or name another folder with --entities"
    return Diagnostic(
        str(folder), 1, 1, "error", "NN008", "there is no entity file (*.yaml) here", cure
    )
