"""What is told of a payload, as frozen values. They are rendered by `tree` and `json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nomnom.errors import Problem
from nomnom.model.entity import Argument

How = Literal["named", "only", "identified", "unknown"]
"""Why a root was taken: named by who asks, the project's only one, the one that fits best; or none was."""

Verdict = Literal["rows", "dead_letter", "unidentified"]
"""What becomes of a document."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A root that a document was compared with, and the required members that the document lacks."""

    entity: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The root of a document and how it was chosen.

    `candidates` are the roots that were compared with the document where none was named: of those without
    anything missing the one that requires most members is taken. `reason` says why none was taken.
    """

    entity: str | None
    how: How
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the entity says that a value comes from, in the words of its YAML.

    `transform` is empty for a field that is taken by its own name; then `sources` has the field of another
    entity where the value is that one's.
    """

    transform: str
    sources: tuple[str, ...]
    args: Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """A place that a value was read from: `$.line_items[0].price`, `PID-5.1` or `message.received_at`, say.

    `present` is False where nothing stands at the path, and for what a message says of itself only once it
    is sent.
    """

    place: str
    present: bool


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field of a record: `value` is JSON text, empty where it can't be computed; then `problem` says why.

    It is empty too where it can't be told, because it would be looked up in the rows of the entities in
    `unread`, which aren't at hand. `column` is False where it only feeds others.
    """

    name: str
    value: str
    origin: Origin
    read_from: tuple[ReadFrom, ...]
    column: bool
    problem: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record of an entity, and the path of the object that it is taken from.

    `superseded`: a row of the same key in the same document is written instead.
    """

    path: str
    fields: tuple[FieldValue, ...]
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class NoRecord:
    """A place where there might be a record, and why there is none."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntityRecords:
    """All records of one entity in a document; `table` is empty where it has none."""

    entity: str
    table: str
    published: bool
    records: tuple[Record, ...]
    none_at: tuple[NoRecord, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What becomes of one document of a payload.

    With `problems` it is a dead letter: nothing of it is written, and `entities` tell what can be computed
    all the same. `sql` are statements for PostgreSQL, in the order of the worker's.
    """

    index: int
    choice: Choice
    entities: tuple[EntityRecords, ...] = ()
    problems: tuple[Problem, ...] = ()
    sql: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What becomes of it."""
        if self.choice.entity is None:
            return "unidentified"
        return "dead_letter" if self.problems else "rows"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What becomes of each document of a payload, in their order; never none."""

    documents: tuple[Document, ...]

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """What becomes of any of its documents."""
        return frozenset(document.verdict for document in self.documents)
