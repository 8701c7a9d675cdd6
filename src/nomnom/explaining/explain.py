"""From a project and a payload to its explanation. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nomnom.errors import DataError, Problem
from nomnom.explaining.choosing import fixed_root, identified, require_json
from nomnom.explaining.explanation import Choice, Document, EntityRecords, Explanation
from nomnom.explaining.records import entity_records
from nomnom.explaining.sql import statements
from nomnom.extraction import Examined, Plan, RootPlan, Rows, split_documents
from nomnom.extraction.values import REFUSED
from nomnom.model.project import Project
from nomnom.tables import targets


def explain(
    project: Project, plan: Plan, payload: bytes, *, entity: str | None = None
) -> Explanation:
    """What becomes of each document of a payload; `plan` is the project's.

    `entity` names the root. The name of a derived entity stands for its root, and nothing else of it is told
    but problems. Without a name the project's only root is taken, else the one whose required members fit a
    document best. Raises NomnomError for a name that leads to no root, and where no document is JSON though
    only a name could tell what else it is.
    """
    fixed = fixed_root(plan, entity)
    documents = fixed[0].documents(payload) if fixed else split_documents(payload)
    choices = [fixed[1] if fixed else identified(plan, document) for document in documents]
    require_json(plan, choices)
    shown = entity if entity not in plan.roots else None
    explaining = _Explaining(project, plan, shown)
    return Explanation(
        tuple(
            explaining.document(index, document, choice)
            for index, (document, choice) in enumerate(zip(documents, choices, strict=True))
        )
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Explaining:
    project: Project
    plan: Plan
    shown: str | None
    """The only entity to tell of; None for all."""

    def document(self, index: int, document: bytes, choice: Choice) -> Document:
        """What becomes of one document."""
        if choice.entity is None:
            return Document(index, choice)
        root = self.plan.roots[choice.entity]
        examined = root.examine(document)
        rows = () if examined.problems else root.rows((examined.record,))
        entities = self._entities(root, examined, rows)
        told = Document(index, choice, entities, examined.problems, unread=root.unread)
        if examined.problems:
            return told
        try:
            return replace(told, sql=self._sql(root, rows))
        except DataError as error:
            return replace(told, problems=(Problem(root.root.name, (), "database", str(error)),))

    def _sql(self, root: RootPlan, rows: Rows) -> tuple[str, ...]:
        """The statements of the rows; rows of entities without a table stand behind, and have none."""
        ours = {target.entity.name: target for target in targets(self.project, "postgresql")}
        pairs = zip(root.stored, rows, strict=False)
        shown = [(e, theirs) for e, theirs in pairs if self.shown in (None, e.name)]
        return statements(ours, [e for e, _ in shown], tuple(theirs for _, theirs in shown))

    def _entities(
        self, root: RootPlan, examined: Examined, rows: Rows
    ) -> tuple[EntityRecords, ...]:
        """What each entity has in a document; none of them where it can't be taken apart."""
        if examined.record is None:
            return ()
        by_name = {e.name: theirs for e, theirs in zip(root.given, rows, strict=False)}
        shown = (e for e in root.evaluations if self.shown in (None, e.derived.entity.name))
        try:
            return tuple(
                entity_records(
                    self.project, each, examined, by_name.get(each.derived.entity.name, ())
                )
                for each in shown
            )
        except REFUSED:
            return ()  # a list can't be told; the problems say which
