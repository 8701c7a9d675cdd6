"""From the text of a project's files to its model, with everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from nomnom.errors import Diagnostic
from nomnom.model.project import Project
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks import CHECKS
from nomnom.spec.declare import declared_entity, declared_project
from nomnom.spec.declared import DeclaredEntity, DeclaredProject
from nomnom.spec.grammar import ENTITY_FILE, PROJECT_FILE
from nomnom.spec.inherit import with_inheritance
from nomnom.spec.nodes import Broken, Entries, Leaf, Node, parse
from nomnom.spec.places import collect
from nomnom.spec.resolve import resolved_project
from nomnom.spec.scalars import printable
from nomnom.spec.shapes import Table, fit

PROJECT_FILES = frozenset({"nomnom.yaml", "nomnom.yml"})
"""What the file with a project's settings is called; every other file declares an entity."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a project: `project` is None where a diagnostic is an error.

    `diagnostics` are sorted by file, line and column, each once; warnings are among them.
    """

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]


def read_project(
    files: Mapping[str, str], *, name: str, found: Iterable[Diagnostic] = ()
) -> Reading:
    """Read a project from the text of its files.

    `files` maps each path, as diagnostics shall show it, to the file's text; `nomnom.yaml` among them has
    the project's settings, the others an entity each. `name` is the project's name unless nomnom.yaml gives
    one. `found` is what is known to be wrong with files that aren't among `files`. Reports all problems of
    all files, and never raises for them.
    """
    project, entities = DeclaredProject(), []
    diagnostics = list(found)
    complete = not diagnostics
    for path in sorted(files):
        is_project = PurePath(path).name in PROJECT_FILES
        node, problems = _document(path, files[path], PROJECT_FILE if is_project else ENTITY_FILE)
        diagnostics += problems
        if is_project:
            project = declared_project(node)
        elif entity := declared_entity(node):
            entities.append(entity)
        else:
            complete = False
    catalogue = _catalogue(project, tuple(entities), complete=complete)
    diagnostics += (problem for check in CHECKS for problem in check(catalogue))
    ordered = tuple(sorted(set(map(_printable, diagnostics)), key=_position))
    failed = any(diagnostic.severity == "error" for diagnostic in ordered)
    return Reading(None if failed else resolved_project(catalogue, name=name), ordered)


def _document(path: str, text: str, shape: Table) -> tuple[Node, tuple[Diagnostic, ...]]:
    """An empty file is an empty mapping."""
    node, problems = parse(path, text)
    if isinstance(node, Leaf) and node.blank:
        node = Entries(node.place, ())
    if isinstance(node, Broken):
        return node, problems
    fitted, misfits = collect(fit(node, shape, "the file"))
    return fitted, problems + misfits


def _catalogue(
    project: DeclaredProject, written: tuple[DeclaredEntity, ...], *, complete: bool
) -> Catalogue:
    return Catalogue(project, written, with_inheritance(written), complete)


def _printable(diagnostic: Diagnostic) -> Diagnostic:
    """What a diagnostic quotes may be anything that YAML can write."""
    hint = diagnostic.hint and printable(diagnostic.hint)
    return replace(diagnostic, message=printable(diagnostic.message), hint=hint)


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    return diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.message
