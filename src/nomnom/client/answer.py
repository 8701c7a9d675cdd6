"""What the ingestion API answers, read into values. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from nomnom.errors import ClientError

NOT_QUEUED = "not_queued"
"""The status of a valid record that the queue refused: it is to be sent again."""

_QUEUED = frozenset({200, 202, 207})
_NOTHING_VALID = 422
_TOO_LARGE = 413
_UNKNOWN_ENTITY = "/problems/unknown-entity"
_NO_DATABASE = "/problems/no-database"
"""The type of the answer of an API that never knows what became of a message."""

_BUSY = frozenset({429, 502, 503, 504})
"""Statuses of an API, or of a gateway before it, that will take the same request later."""


class InputForm(msgspec.Struct, frozen=True):
    """How messages of an entity are written; `separator` stands between the cells of lines."""

    format: str
    separator: str = ","


class EntityInput(msgspec.Struct, frozen=True):
    """What an entity's messages are."""

    input: InputForm


class Accepted(msgspec.Struct, frozen=True):
    """A message in the queue, and the number of its records."""

    message_id: str
    records: int = 0


class ValueProblem(msgspec.Struct, frozen=True):
    """One reason why a record is refused."""

    message: str
    pointer: str = ""
    rule: str = ""
    value: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What became of a record that isn't queued; `index` counts those of the body from 0."""

    index: int
    status: str = "rejected"
    problems: tuple[ValueProblem, ...] = ()
    reason: str = ""


class BatchAnswer(msgspec.Struct, frozen=True):
    """What became of a batch: `accepted` records are in the queue, in `messages`."""

    accepted: int = 0
    messages: tuple[Accepted, ...] = ()
    problems: tuple[Verdict, ...] = ()


class Status(msgspec.Struct, frozen=True):
    """What became of a message. `accepted` and `unknown` may change, other statuses are final."""

    message_id: str
    status: str
    stored: int = 0
    dead: int = 0

    @property
    def is_final(self) -> bool:
        """Whether its records are stored or dead letters."""
        return self.status in ("processed", "dead_lettered")


class StatusAnswer(msgspec.Struct, frozen=True):
    """What became of several messages."""

    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Busy:
    """The same request may work later, `retry_after` seconds from now at the earliest.

    `reason` says why, for people.
    """

    reason: str
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The body is larger than the API, or a gateway before it, takes."""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; header names are in lower case."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] | None = None


class _Refusal(msgspec.Struct, frozen=True):
    """A problem document (RFC 9457), as far as it is shown."""

    type: str = ""
    title: str = ""
    detail: str = ""

    def said(self, status: int) -> str:
        """The answer in a sentence."""
        words = self.detail or self.title
        return f"answers {status}" + (f": {words}" if words else "")


Shape = TypeVar("Shape")


def input_answer(response: Response, url: str) -> InputForm | Busy:
    """Read how messages are written. Raises ClientError where the entity is unknown, or the question is."""
    if response.status == 200:
        return _decode(response, EntityInput, url).input
    refusal = _refusal(response)
    if response.status == 404 and refusal.type == _UNKNOWN_ENTITY:
        cure = "correct the name given with --entity"
        raise ClientError(refusal.said(response.status), place=url, cure=cure)
    if response.status in (404, 405):
        said = f"{refusal.said(response.status)}; it can't tell how messages are written"
        cure = "check --url; an older ingestion API needs a client of its own version"
        raise ClientError(said, place=url, cure=cure)
    return _busy_or_refused(response, url)


def batch_answer(response: Response, url: str) -> BatchAnswer | Busy | TooLarge:
    """Read the answer to a batch. Raises ClientError where it refuses the request as a whole."""
    if response.status in _QUEUED:
        return _decode(response, BatchAnswer, url)
    if response.status == _TOO_LARGE:
        return TooLarge()
    if response.status == _NOTHING_VALID and (answer := _nothing_valid(response)):
        return answer
    return _busy_or_refused(response, url)


def status_answer(response: Response, url: str) -> StatusAnswer | Busy:
    """Read the answer to a question for statuses. Raises ClientError where it is refused."""
    if response.status == 200:
        return _decode(response, StatusAnswer, url)
    refusal = _refusal(response)
    if refusal.type == _NO_DATABASE:
        cure = "the records are accepted; to load without waiting use --no-wait"
        raise ClientError(refusal.said(response.status), place=url, cure=cure)
    return _busy_or_refused(response, url)


def _nothing_valid(response: Response) -> BatchAnswer | None:
    """The answer where it judges records; a 422 may also refuse the request itself."""
    try:
        answer = msgspec.json.decode(response.content, type=BatchAnswer)
    except msgspec.DecodeError:
        return None
    return answer if answer.problems else None


def _decode(response: Response, shape: type[Shape], url: str) -> Shape:
    try:
        return msgspec.json.decode(response.content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ClientError(
            f"answers {response.status} with something else than an ingestion API does ({error})",
            place=url,
            cure="name the address of a nomnom ingestion API with --url",
        ) from error


def _busy_or_refused(response: Response, url: str) -> Busy:
    said = _refusal(response).said(response.status)
    if response.status in _BUSY:
        return Busy(said, _retry_after(response))
    cure = {
        401: "use an address that lets you in",
        403: "use an address that lets you in",
        404: "check the names given with --entity and --url",
        422: "check the name given with --entity",
    }.get(response.status, "see the log of the API for the reason")
    raise ClientError(said, place=url, cure=cure)


def _refusal(response: Response) -> _Refusal:
    """The problem document, an empty one where there is none."""
    try:
        return msgspec.json.decode(response.content, type=_Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Refusal()


def _retry_after(response: Response) -> float:
    """Seconds of a Retry-After header; its other form, a date, is not worth waiting for a clock."""
    text = (response.headers or {}).get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0
