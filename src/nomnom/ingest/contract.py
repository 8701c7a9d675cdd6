"""The JSON that the API takes and gives, as values. Their docstrings are shown at /docs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from nomnom.errors import Problem
from nomnom.model.entity import Input, InputFormat


class Accepted(Struct, frozen=True, kw_only=True):
    """A message that is in the queue, durably."""

    message_id: str
    status: Literal["accepted"] = "accepted"
    entity: str
    timestamp: dt.datetime


class RecordProblem(Struct, frozen=True):
    """One rule that a record breaks.

    `pointer` is an RFC 6901 JSON pointer from the record's root, `path` the same as people read it, in HL7
    messages `PID-5.1`; `value` is the offending value as shortened JSON text, empty where nothing stands there.
    """

    pointer: str
    path: str
    entity: str
    rule: str
    message: str
    value: str

    @classmethod
    def of(cls, problem: Problem) -> RecordProblem:
        """The problem as the API shows it."""
        return cls(
            problem.pointer,
            problem.json_path,
            problem.entity,
            problem.rule,
            problem.message,
            problem.value,
        )


class QueuedMessage(Struct, frozen=True):
    """A message made of lines of a batch."""

    message_id: str
    records: int


class RejectedLine(Struct, frozen=True, tag_field="status", tag="rejected"):
    """A line that is no valid record. `index` counts non-blank lines from 0, `line` all lines from 1."""

    index: int
    line: int
    problems: tuple[RecordProblem, ...]


class UnqueuedLine(Struct, frozen=True, tag_field="status", tag="not_queued"):
    """A valid line that the queue didn't take: send it again."""

    index: int
    line: int
    reason: str


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """What became of the lines of a batch: `accepted` + `rejected` + `not_queued` is their number."""

    status: Literal["accepted", "partial"]
    entity: str
    accepted: int
    rejected: int
    not_queued: int
    messages: tuple[QueuedMessage, ...]
    problems: tuple[RejectedLine | UnqueuedLine, ...]


class ProblemDetails(Struct, frozen=True, kw_only=True):
    """Why a request is refused, by RFC 9457. `type` is stable; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str


class RecordRefusal(ProblemDetails, frozen=True, kw_only=True):
    """Why a record is refused, with every problem it has."""

    problems: tuple[RecordProblem, ...]


class BatchRefusal(ProblemDetails, frozen=True, kw_only=True):
    """Why all lines of a batch are refused."""

    accepted: int
    rejected: int
    problems: tuple[RejectedLine, ...]


MOST_IDS = 1000


class StatusQuery(Struct, frozen=True):
    """The messages asked about."""

    message_ids: Annotated[list[str], Meta(max_length=MOST_IDS)]


StatusWord = Literal["accepted", "processed", "dead_lettered", "unknown"]
"""`accepted`: in the queue. `dead_lettered`: processed, with at least one record that can't be stored."""


class DeadRecord(Struct, frozen=True):
    """A record that can't be stored; `record` is its index in the message."""

    record: int
    entity: str
    path: str
    rule: str
    reason: str
    value: str | None


class MessageStatus(Struct, frozen=True, kw_only=True):
    """What became of a message; all but the first two only once it is processed."""

    message_id: str
    status: StatusWord
    entity: str | UnsetType = UNSET
    records: int | UnsetType = UNSET
    stored: int | UnsetType = UNSET
    dead: int | UnsetType = UNSET
    received_at: dt.datetime | UnsetType = UNSET
    processed_at: dt.datetime | UnsetType = UNSET
    dead_letters: tuple[DeadRecord, ...] | UnsetType = UNSET


class StatusSummary(Struct, frozen=True, kw_only=True):
    """Messages by status; `records`, `stored` and `dead` are sums over the processed ones."""

    accepted: int
    processed: int
    dead_lettered: int
    unknown: int
    records: int
    stored: int
    dead: int


class StatusAnswer(Struct, frozen=True):
    """The status of several messages, in the order asked, each once."""

    statuses: tuple[MessageStatus, ...]
    summary: StatusSummary


class InputForm(Struct, frozen=True, kw_only=True):
    """How messages are written: JSON documents, lines of CSV, lines with a prefix, or HL7 v2 messages.

    `separator` stands between the cells of lines, `prefix` is the first cell of those that have one.
    """

    format: Literal["json", "csv_line", "delimited", "hl7v2"]
    separator: str | UnsetType = UNSET
    prefix: str | UnsetType = UNSET

    @classmethod
    def of(cls, declared: Input) -> InputForm:
        """A root entity's input as the API shows it."""
        match declared.format:
            case InputFormat.CSV_LINE:
                return cls(format="csv_line", separator=declared.separator)
            case InputFormat.DELIMITED:
                separator, prefix = declared.separator, declared.prefix
                return cls(format="delimited", separator=separator, prefix=prefix)
            case InputFormat.HL7V2:
                return cls(format="hl7v2")
        return cls(format="json")


class EntityInput(Struct, frozen=True):
    """How messages of a root entity are written."""

    entity: str
    input: InputForm


class Health(Struct, frozen=True, kw_only=True):
    """The process is alive."""

    status: Literal["ok"] = "ok"
    version: str


class Readiness(Struct, frozen=True, kw_only=True):
    """Whether records can be accepted, which needs NATS only; `reason` says why not."""

    ready: bool
    nats: Literal["connected", "away"]
    database: Literal["connected", "away", "not configured"]
    reason: str | UnsetType = UNSET
