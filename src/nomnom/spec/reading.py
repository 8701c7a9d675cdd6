"""From the text of a project's files to its model, with everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType

from nomnom.errors import Diagnostic, ProjectError
from nomnom.model.project import Project
from nomnom.spec.advice import NOTES, WARNINGS
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks import CHECKS
from nomnom.spec.declare import declared_entity, declared_project
from nomnom.spec.declared import DeclaredEntity, DeclaredProject
from nomnom.spec.grammar import ENTITY_FILE, PROJECT_FILE
from nomnom.spec.inherit import with_inheritance
from nomnom.spec.nodes import Broken, Entries, Leaf, Node, parse
from nomnom.spec.places import Finding, Remark, collect
from nomnom.spec.resolve import resolved_project
from nomnom.spec.scalars import printable
from nomnom.spec.scope import with_records
from nomnom.spec.shapes import Table, fit
from nomnom.spec.silences import silenced, unused
from nomnom.transforms import BUILT_IN
from nomnom.transforms.declaring import Transform

NO_TRANSFORMS: Mapping[str, Transform] = MappingProxyType({})

PROJECT_FILES = frozenset({"nomnom.yaml", "nomnom.yml"})
"""What the file with a project's settings is called; every other file declares an entity."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a project: `project` is None where a diagnostic is an error.

    `diagnostics` are sorted by file, line and column, each once; warnings are among them, and notes
    where they were asked for.
    """

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]

    def checked(self) -> Project:
        """The project. Raises ProjectError, with every finding, where there is at least one error."""
        if self.project is None:
            raise ProjectError(self.diagnostics)
        return self.project


def read_project(
    files: Mapping[str, str],
    *,
    name: str,
    found: Iterable[Diagnostic] = (),
    transforms: Mapping[str, Transform] = NO_TRANSFORMS,
    folder: str = ".",
    notes: bool = False,
) -> Reading:
    """Read a project from the text of its files.

    `files` maps each path, as diagnostics shall show it, to the file's text; `nomnom.yaml` among them has
    the project's settings, the others an entity each. `name` is the project's name unless nomnom.yaml gives
    one. `found` is what is known to be wrong with files that aren't among `files`; `transforms` are the
    project's own, and `folder` is where it lies. Reports all problems of all files, and never raises for them.
    Where nothing is an error advice is given too: its warnings always, its notes where `notes` asks for them.
    """
    project, entities = DeclaredProject(), []
    findings: list[Finding] = list(found)
    complete = not findings
    for path in sorted(files):
        is_project = PurePath(path).name in PROJECT_FILES
        node, problems = document(path, files[path], PROJECT_FILE if is_project else ENTITY_FILE)
        findings += problems
        if is_project:
            project = declared_project(node)
        elif entity := declared_entity(node):
            entities.append(entity)
        else:
            complete = False
    catalogue = _catalogue(project, tuple(entities), transforms, complete=complete)
    findings += (finding for check in CHECKS for finding in check(catalogue))
    errors = [finding for finding in findings if isinstance(finding, Diagnostic)]
    remarks = [finding for finding in findings if isinstance(finding, Remark)]
    resolved = None
    if not errors:
        resolved = resolved_project(catalogue, name=name)
        resolved = replace(resolved, transforms=transforms, folder=folder)
    heard = _heard(remarks, catalogue, resolved, notes=notes)
    return Reading(resolved, tidy((*errors, *(each.diagnostic for each in heard))))


def _heard(
    remarks: Iterable[Remark], catalogue: Catalogue, project: Project | None, *, notes: bool
) -> tuple[Remark, ...]:
    """The remarks of the checks and, on a project without errors, of advice that nothing silences."""
    if project is None:
        return silenced(remarks, catalogue).heard
    advice = (*WARNINGS, *NOTES) if notes else WARNINGS
    given = (each for advise in advice for each in advise(catalogue, project))
    rest = silenced((*remarks, *given), catalogue)
    idle = unused(rest.used, catalogue) if notes else ()
    return (*rest.heard, *silenced(idle, catalogue).heard)


def document(path: str, text: str, shape: Table) -> tuple[Node, tuple[Diagnostic, ...]]:
    """The document of one file, fitted to a shape, and what is wrong with it; an empty file is a mapping."""
    node, problems = parse(path, text)
    if isinstance(node, Leaf) and node.blank:
        node = Entries(node.place, ())
    if isinstance(node, Broken):
        return node, problems
    fitted, misfits = collect(fit(node, shape, "the file"))
    return fitted, problems + misfits


def _catalogue(
    project: DeclaredProject,
    written: tuple[DeclaredEntity, ...],
    transforms: Mapping[str, Transform],
    *,
    complete: bool,
) -> Catalogue:
    known = MappingProxyType({**transforms, **BUILT_IN})
    catalogue = Catalogue(project, written, with_inheritance(written), complete, known)
    return replace(catalogue, entities=with_records(catalogue))


def tidy(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics as they are shown: printable, each once, sorted by file, line and column."""
    return tuple(sorted(set(map(_printable, found)), key=_position))


def _printable(diagnostic: Diagnostic) -> Diagnostic:
    """What a diagnostic quotes may be anything that YAML can write."""
    hint = diagnostic.hint and printable(diagnostic.hint)
    return replace(diagnostic, message=printable(diagnostic.message), hint=hint)


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    return diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.message
