"""The plan: the compiled program that turns records into rows for every table. No I/O.

A payload is decoded and validated in one pass in C, then each table's rows come out of one generated
comprehension. Only where that fails is a record looked at slowly, to name every problem it has
(`diagnosis`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from nomnom.errors import Problem
from nomnom.extraction.derivation import derive
from nomnom.extraction.diagnosis import NUL, Diagnosis
from nomnom.extraction.documents import split_documents
from nomnom.extraction.evaluation import evaluation
from nomnom.extraction.expressions import Renderer
from nomnom.extraction.source import row_functions
from nomnom.extraction.values import REFUSED
from nomnom.extraction.wire import lay_out
from nomnom.model.entity import Entity
from nomnom.model.project import Project

Record = Any
"""One decoded record: a msgspec Struct made for its root."""

Row = tuple[Any, ...]
"""The values of a table's columns, in the order of the entity's `persistence.columns`."""

Rows = tuple[list[Row], ...]
"""Rows per table, in the order of `RootPlan.stored`; inside a table in the order of the records."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that can't become rows: its index among the payload's records, why, and its bytes."""

    index: int
    problems: tuple[Problem, ...]
    document: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What a payload holds: good records with the rows of all of them, and bad records.

    `indexes` are the positions of the good records among all `total` of the payload.
    """

    total: int
    records: tuple[Record, ...]
    indexes: Sequence[int]
    rows: Rows
    bad: tuple[BadRecord, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class RootPlan:
    """The program of one root entity. `stored` are the entities whose rows it gives, parents first.

    `required` are the members that a document must have to be a record of this root.
    """

    root: Entity
    stored: tuple[Entity, ...]
    required: frozenset[str]
    _decoder: msgspec.json.Decoder[Any] = field(repr=False)
    _rows: Callable[[Sequence[Record]], Rows] = field(repr=False)
    _diagnosis: Diagnosis = field(repr=False)

    def rows(self, records: Sequence[Record]) -> Rows:
        """The rows of some records that `extract` gave before."""
        return self._rows(records)

    def extract(self, payload: bytes) -> Extract:
        """Decode a payload of one or more JSON documents, and derive the rows of its good records.

        Never raises for what the payload holds: a record that can't become rows is a BadRecord.
        """
        if NUL not in payload:
            try:
                records = self._decoder.decode_lines(payload)
                if records:
                    return Extract(
                        len(records), tuple(records), range(len(records)), self._rows(records)
                    )
            except REFUSED:
                pass  # which record it was, and everything that is wrong with it, is found below
        return self.extract_documents(split_documents(payload))

    def extract_documents(self, documents: Sequence[bytes]) -> Extract:
        """Like `extract`, for documents that are separate already; the cost is one step for each."""
        good: dict[int, Record] = {}
        bad: list[BadRecord] = []
        for index, document in enumerate(documents):
            try:
                record = self._decoder.decode(document)
                self._rows((record,))
                problems = self._diagnosis.placed(document) if NUL in document else ()
            except REFUSED as error:
                problems = self._diagnosis.problems(document, error)
            if problems:
                bad.append(BadRecord(index, problems, document))
            else:
                good[index] = record
        records = tuple(good.values())
        return Extract(len(documents), records, tuple(good), self._rows(records), tuple(bad))


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """The programs of a project, by root entity."""

    roots: Mapping[str, RootPlan]

    def identify(self, members: frozenset[str]) -> tuple[str, ...]:
        """The roots that a document with these members fits best, sorted by name.

        A root whose required members are all there is a candidate; one that requires more of them is better.
        Candidates that require equally many are all returned: the caller has to ask.
        """
        fits = [p for p in self.roots.values() if p.required <= members]
        most = max((len(p.required) for p in fits), default=0)
        return tuple(sorted(p.root.name for p in fits if len(p.required) == most))


def compile_plan(project: Project) -> Plan:
    """Compile a project's derivations, once; the result is used by any number of threads."""
    return Plan(
        MappingProxyType({root.name: _compile_root(project, root) for root in project.roots})
    )


def _compile_root(project: Project, root: Entity) -> RootPlan:
    derived = derive(project, root)
    node = next(d.scope.chain[0].node for d in derived)
    renderer = Renderer({})
    struct = lay_out(node, renderer.layouts, root.name) if node.members else dict[str, msgspec.Raw]
    decoder = msgspec.json.Decoder(struct)
    evaluations = tuple(evaluation(each, renderer) for each in derived)
    return RootPlan(
        root=root,
        stored=tuple(d.entity for d in derived if d.entity.has_table),
        required=frozenset(name for name, member in node.members.items() if member.is_required),
        _decoder=decoder,
        _rows=row_functions(derived, renderer),
        _diagnosis=Diagnosis(root, node, evaluations, decoder),
    )
