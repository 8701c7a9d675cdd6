"""A project that makes rows of records, in a program of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from nomnom import loading
from nomnom.artefacts import row_members
from nomnom.errors import ConfigurationError, RecordError
from nomnom.extraction import Extract, Plan, RootPlan, compile_plan
from nomnom.face.payload import PAYLOAD, Data, documents_of, payload_of
from nomnom.face.rows import RowForm, Rows, row_form
from nomnom.model import project as model
from nomnom.references import load_available
from nomnom.spec.nearest import did_you_mean


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Project:
    """A valid project, compiled. `load_project` gives one; any number of threads may use it.

    `plan` is what does the work: the program of each root, whose generated loop can be read, and which gives
    rows as plain tuples to those who need the speed.
    """

    plan: Plan
    _model: model.Project
    _forms: Mapping[str, RowForm]

    @property
    def name(self) -> str:
        """The project's name."""
        return self._model.name

    @property
    def roots(self) -> tuple[str, ...]:
        """The entities that `extract` takes records of."""
        return tuple(self.plan.roots)

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that records become rows of: those with a table first, parents before children."""
        return tuple(self._forms)

    def __repr__(self) -> str:
        """The project's name and its entities: `Project("shop": Order, OrderLineItem)`."""
        return f'Project("{self.name}": {", ".join(self.entities)})'

    def extract(
        self, entity: str, data: Data, *, errors: Literal["raise", "collect"] = "raise"
    ) -> Rows:
        """The rows of one or more records of a root entity, of every entity that they give rise to.

        `data` is a payload as it would be sent, bytes or text with one or more documents; or a decoded
        document, or an iterable of them, whose Decimals keep all their digits. Nothing is sent or stored. What
        a message says of itself (its id, its time) is a valid value, but nobody's.

        Where records can't become rows, RecordError is raised with all problems of all of them; with
        `errors="collect"` the rows are those of the good records, and `bad` tells of the others. Raises
        ValueError for an unknown root and for floats that aren't finite, TypeError for other data, and
        ConfigurationError for a root with values that are looked up in a database, where none was given.
        """
        if errors not in ("raise", "collect"):
            raise ValueError(f'errors is "raise" or "collect", got "{errors}"')
        root = self._root(entity)
        if root.unread:
            raise ConfigurationError(
                f"the rows of {', '.join(root.unread)} are in a database, and none was given",
                place=entity,
                cure="load the project with load_project(…, database_url=…)",
            )
        extract = _extract(root, data)
        if extract.bad and errors == "raise":
            raise _record_error(extract)
        names = (each.name for each in root.given)
        given = MappingProxyType(dict(zip(names, extract.rows, strict=True)))
        return Rows(extract.bad, self._model, self._forms, given)

    def _root(self, name: str) -> RootPlan:
        try:
            return self.plan.roots[name]
        except KeyError:
            cure = did_you_mean(name, self.plan.roots)
            raise ValueError(f'{self.name} has no root entity "{name}"; {cure}') from None


def load_project(
    path: str | os.PathLike[str],
    *,
    entities: str | os.PathLike[str] | None = None,
    database_url: str | None = None,
) -> Project:
    """The project in a folder, with its entities in `entities` if they aren't in the folder itself.

    Runs the project's `transforms.py`, if there is one, and reads the rows of its reference entities, once:
    from files, and from the database at `database_url`, without which nothing can be looked up there.

    Raises ProjectError, with every finding, where the files hold at least one error, ConfigurationError where
    a file, table or row of a reference entity isn't as declared, SettingsError for a URL that can't be used,
    OutageError where the database is away.
    """
    folder = None if entities is None else Path(entities)
    loaded = loading.load_project(Path(path), entities=folder)
    references = load_available(loaded, database_url=database_url)
    plan = compile_plan(loaded, every=True, references=references)
    forms = {name: row_form(*each) for name, each in row_members(plan).items()}
    return Project(plan, loaded, MappingProxyType(forms))


def _extract(root: RootPlan, data: Data) -> Extract:
    if isinstance(data, PAYLOAD):
        return root.extract(payload_of(data))
    if root.root.input.is_text:
        name, form = root.root.name, root.root.input.format
        raise TypeError(f"{name} arrives as {form}: expected its text, got {type(data).__name__}")
    return root.extract_documents(documents_of(data))


def _record_error(extract: Extract) -> RecordError:
    """All that is wrong, and with which of several records, counted from 0."""
    problems = tuple(problem for bad in extract.bad for problem in bad.problems)
    indexes = ", ".join(str(bad.index) for bad in extract.bad)
    several = "s" if len(extract.bad) > 1 else ""
    place = f"record{several} {indexes}" if extract.total > 1 else None
    return RecordError(problems, place=place)
