"""The plan: the compiled program that turns records into rows for every table. No I/O.

A payload is decoded and validated in one pass in C, then a generated function walks each record once and gives
the rows of every table. Only where that fails is a record looked at slowly, to name every problem it has
(`diagnosis`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import msgspec

from nomnom.errors import Problem
from nomnom.extraction.assembling import Assembler, assembler
from nomnom.extraction.derivation import derive
from nomnom.extraction.derived import Derived
from nomnom.extraction.diagnosis import NUL, Diagnosis
from nomnom.extraction.documents import split_documents
from nomnom.extraction.evaluation import Evaluation, evaluation
from nomnom.extraction.facts import UNSENT, MessageFacts
from nomnom.extraction.inputs import Hl7v2, Input, Unreadable
from nomnom.extraction.lookups import References, looked_at
from nomnom.extraction.outlets import Document, Outlet, documents, outlet
from nomnom.extraction.reading import input_of
from nomnom.extraction.rendering import Renderer
from nomnom.extraction.source import RowSource, row_source
from nomnom.extraction.values import REFUSED, RuleBroken
from nomnom.extraction.wire import lay_out
from nomnom.model.entity import Entity
from nomnom.model.project import Project, family

Record = Any
"""One decoded record: a msgspec Struct made for its root."""

Row = tuple[Any, ...]
"""The values of a table's columns, in the order of the entity's `persistence.columns`.

Of an entity without a table: of all its fields.
"""

Rows = tuple[list[Row], ...]
"""Rows per entity, in the order of `RootPlan.given`; of one entity in the order of the records."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that can't become rows: its index among the payload's records, why, and its bytes."""

    index: int
    problems: tuple[Problem, ...]
    document: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What a payload holds: good records with the rows of all of them, and bad records.

    `indexes` are the positions of the good records among all `total` of the payload. `places` are, for each of
    `RootPlan.placed`, the places of the records that its rows come from among the good ones.
    """

    total: int
    records: tuple[Record, ...]
    indexes: Sequence[int]
    rows: Rows
    bad: tuple[BadRecord, ...] = ()
    places: tuple[list[int], ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """One document by itself: as JSON text, decoded, and what keeps it from becoming rows.

    `text` is empty where the document can't be read, `record` None where it can't be decoded. `is_hl7`: places
    in it are called as HL7 has them.
    """

    text: bytes
    record: Record | None
    problems: tuple[Problem, ...]
    is_hl7: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class RootPlan:
    """The program of one root entity.

    `stored` are the entities whose rows it gives, parents first; `published` those without a table whose rows
    it gives too. `outlets` are those of both whose rows go to whoever listens. `placed` names the entities of
    which it is told which record a row comes from: those of the outlets first, in their order, then those that
    are in a `family`, whose children are reconciled. `required` are the members that a document must have to be
    a record of this root. `references` are the reference entities in whose rows something is looked up, and
    `unread` those of them whose rows aren't at hand.
    """

    root: Entity
    stored: tuple[Entity, ...]
    published: tuple[Entity, ...]
    columns: tuple[tuple[str, ...], ...]
    """The names of the values of a row, for each of `given`."""
    outlets: tuple[Outlet, ...]
    placed: tuple[str, ...]
    family: frozenset[str]
    required: frozenset[str]
    references: tuple[str, ...]
    unread: tuple[str, ...]
    evaluations: tuple[Evaluation, ...] = field(repr=False)
    assembler: Assembler | None = field(repr=False)
    source: RowSource = field(repr=False)
    _input: Input | None = field(repr=False)
    _decoder: msgspec.json.Decoder[Any] = field(repr=False)
    _diagnosis: Diagnosis = field(repr=False)

    @property
    def given(self) -> tuple[Entity, ...]:
        """The entities whose rows it gives, in the order of Rows."""
        return self.stored + self.published

    @property
    def code(self) -> str:
        """What was generated: the reading of HL7 messages, and the derivation of rows."""
        return (f"{self.assembler.text}\n" if self.assembler else "") + self.source.text

    def rows(self, records: Sequence[Record], message: MessageFacts = UNSENT) -> Rows:
        """The rows of some records that `extract` gave before."""
        return self.source.function(records, message)[: len(self.columns)]

    def extract_records(self, records: Sequence[Record], message: MessageFacts) -> Extract:
        """The rows of some records that `extract` gave before, and where each comes from."""
        return self._extract(len(records), tuple(records), range(len(records)), message)

    def extract(self, payload: bytes, message: MessageFacts = UNSENT) -> Extract:
        """Decode a payload of one or more documents, and derive the rows of its good records.

        Never raises for what the payload holds: a record that can't become rows is a BadRecord.
        """
        try:
            records = self.decode(payload)
            if records:
                every = range(len(records))
                return self._extract(len(records), tuple(records), every, message)
        except REFUSED:
            pass  # which record it was, and everything that is wrong with it, is found below
        return self.extract_documents(self.documents(payload), message)

    def decode(self, payload: bytes) -> list[Record]:
        """The records of a payload, nothing derived of them yet.

        Raises one of REFUSED where one is bad, or may be for what can't be seen here.
        """
        if self.assembler and isinstance(self._input, Hl7v2) and b"\0" not in payload:
            text, record = self._input.text, self.assembler.function
            return [record(text(each)) for each in self._input.records(payload)]
        lines = self._lines(payload)
        if NUL in lines:
            raise RuleBroken("nul", "expected text without NUL characters")
        return self._decoder.decode_lines(lines)

    def documents(self, payload: bytes) -> tuple[bytes, ...]:
        """The documents of a payload, each as its own bytes; never none."""
        return self._input.records(payload) if self._input else split_documents(payload)

    def _lines(self, payload: bytes) -> bytes:
        """A payload as JSON documents."""
        if self._input is None:
            return payload
        return b"\n".join(map(self._input.document, self._input.records(payload)))

    def extract_documents(
        self, documents: Sequence[bytes], message: MessageFacts = UNSENT
    ) -> Extract:
        """Like `extract`, for documents that are separate already; the cost is one step for each."""
        good: dict[int, Record] = {}
        bad: list[BadRecord] = []
        for index, document in enumerate(documents):
            examined = self.examine(document, message)
            if examined.problems:
                bad.append(BadRecord(index, examined.problems, document))
            else:
                good[index] = examined.record
        return self._extract(len(documents), tuple(good.values()), tuple(good), message, tuple(bad))

    def publishable(
        self, payload: bytes, extract: Extract, message: MessageFacts, *, most_bytes: int
    ) -> tuple[Extract, tuple[Document, ...]]:
        """The rows of a payload's extract that are published, as JSON, record by record.

        A record with a row that can't be, because its JSON has more than `most_bytes` for example, is a bad
        one in the extract that comes back.
        """
        of_outlets = extract.places[: len(self.outlets)]
        indexes = ([extract.indexes[place] for place in places] for places in of_outlets)
        found, problems = documents(self.outlets, extract.rows, indexes, most_bytes=most_bytes)
        if problems:
            found = [document for document in found if document.record not in problems]
            extract = self._without(extract, problems, self.documents(payload), message)
        return extract, tuple(found)

    def _without(
        self,
        extract: Extract,
        problems: Mapping[int, Problem],
        documents: Sequence[bytes],
        message: MessageFacts,
    ) -> Extract:
        """An extract in which the good records with a problem are bad ones."""
        together = zip(extract.indexes, extract.records, strict=True)
        good = {index: record for index, record in together if index not in problems}
        bad = [BadRecord(index, (why,), documents[index]) for index, why in problems.items()]
        every = sorted((*extract.bad, *bad), key=lambda each: each.index)
        return self._extract(
            extract.total, tuple(good.values()), tuple(good), message, tuple(every)
        )

    def _extract(
        self,
        total: int,
        records: tuple[Record, ...],
        indexes: Sequence[int],
        message: MessageFacts,
        bad: tuple[BadRecord, ...] = (),
    ) -> Extract:
        """The extract of a payload's good records and its bad ones."""
        found, given = self.source.function(records, message), len(self.columns)
        return Extract(total, records, indexes, found[:given], bad, found[given:])

    def examine(self, document: bytes, message: MessageFacts = UNSENT) -> Examined:
        """Look at one of `documents`. Never raises for what it holds."""
        is_hl7 = self.root.input.is_hl7
        try:
            text = self._input.document(document) if self._input else document
        except Unreadable as error:
            return Examined(b"", None, self._diagnosis.unreadable(document, error), is_hl7)
        record: Record | None = None
        problems: tuple[Problem, ...] = ()
        try:
            record = self._decoder.decode(text)
            self.rows((record,), message)
        except REFUSED as error:
            problems = self._diagnosis.problems(text, error, message)
        else:
            problems = self._diagnosis.placed(text, message) if NUL in text else ()
        return Examined(text, record, problems, is_hl7)


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """The programs of a project, by root entity."""

    roots: Mapping[str, RootPlan]

    @property
    def publishes(self) -> bool:
        """Whether any row goes to whoever listens."""
        return any(root.outlets for root in self.roots.values())

    @property
    def of_text(self) -> tuple[str, ...]:
        """The roots whose messages aren't JSON: who sends one has to name its root."""
        return tuple(name for name, plan in self.roots.items() if plan.root.input.is_text)

    def identify(self, members: frozenset[str]) -> tuple[str, ...]:
        """The roots that a JSON document with these members fits best, sorted by name.

        A root whose required members are all there is a candidate; one that requires more of them is better.
        Candidates that require equally many are all returned: the caller has to ask.
        """
        written = (p for p in self.roots.values() if not p.root.input.is_text)
        fits = [p for p in written if p.required <= members]
        most = max((len(p.required) for p in fits), default=0)
        return tuple(sorted(p.root.name for p in fits if len(p.required) == most))


def compile_plan(
    project: Project, *, every: bool = False, references: References | None = None
) -> Plan:
    """Compile a project's derivations, once; the result is used by any number of threads.

    With `every`, rows of entities that have no table are given too, else only of those that are published.
    `references` has the rows of reference entities. Fields that are looked up in those it leaves unread, or in
    any where there are none, are null, and no rule refuses them: so a message can be validated where those
    rows aren't at hand.
    """
    return Plan(
        MappingProxyType(
            {
                root.name: _compile_root(project, root, references, every=every)
                for root in project.roots
            }
        )
    )


def _compile_root(
    project: Project, root: Entity, references: References | None, *, every: bool
) -> RootPlan:
    transient = (e for e in project.extracted if not e.has_table)
    whole = frozenset(e.name for e in transient if every or e.publish)
    derived = derive(project, root, whole=whole, references=references)
    stored = tuple(d for d in derived if d.entity.has_table)
    published = tuple(d for d in derived if d.entity.name in whole)
    strict = not root.input.is_text
    node = derived[0].scope.chain[0].node
    conditions = {d.entity.name: d.needed for d in derived if d.needed}
    fast = Renderer(conditions, taken=_variables(derived), strict=strict)
    struct = lay_out(node, fast.layouts, root.name) if node.members else dict[str, msgspec.Raw]
    decoder = msgspec.json.Decoder(struct, float_hook=Decimal, strict=strict)
    telling = Renderer(
        conditions, fast.layouts, taken=_variables(derived), strict=strict, names_calls=True
    )
    evaluations = tuple(evaluation(each, telling) for each in derived)
    given, source = (*stored, *published), input_of(root, node)
    looked = looked_at(project, (d.entity for d in derived))
    outlets = tuple(d for d in derived if d.entity.publish)
    members = family(project)
    placed = (*outlets, *(d for d in stored if d.entity.name in members and d not in outlets))
    return RootPlan(
        root=root,
        stored=tuple(d.entity for d in stored),
        published=tuple(d.entity for d in published),
        columns=tuple(d.columns for d in given),
        outlets=tuple(outlet(d.entity, given.index(d), d.columns) for d in outlets),
        placed=tuple(d.entity.name for d in placed),
        family=members,
        required=frozenset(name for name, member in node.members.items() if member.is_required),
        references=looked,
        unread=tuple(name for name in looked if references is None or name in references.unread),
        evaluations=evaluations,
        assembler=assembler(source, node, fast.layouts) if isinstance(source, Hl7v2) else None,
        source=row_source(derived, given, fast, placed),
        _input=source,
        _decoder=decoder,
        _diagnosis=Diagnosis(root, node, evaluations, decoder, strict),
    )


def _variables(derived: Sequence[Derived]) -> set[str]:
    return {name for each in derived for scope in each.scope.chain for name in scope.variables}
