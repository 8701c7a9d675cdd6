"""HTTP to an ingestion API. Everything that httpx raises is translated here."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx
import msgspec

from nomnom.client.answer import (
    BatchAnswer,
    Busy,
    InputForm,
    Response,
    StatusAnswer,
    TooLarge,
    batch_answer,
    input_answer,
    status_answer,
)
from nomnom.errors import ClientError

_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_START = "start one with `nomnom up`, or name its address with --url"


class Api:
    """An ingestion API at `url`. Several threads may use it at once; use it as a context manager.

    Raises ClientError, from any method, where the API refuses a request for good.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.url = str(address.copy_with(username=None, password=None)).rstrip("/")
        self._client = httpx.Client(
            base_url=address,
            timeout=_TIMEOUT,
            # A proxy of the environment leads away from this machine.
            trust_env=address.host not in _LOOPBACK,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def input_of(self, entity: str) -> InputForm | Busy:
        """How messages of a root entity are written. Raises ClientError where nothing answers.

        An address that never answered is more likely wrong than busy.
        """
        try:
            answer = self._client.get(f"/ingest/{quote(entity, safe='')}")
        except httpx.HTTPError as error:
            message = f"no ingestion API can be reached ({_words(error)})"
            raise ClientError(message, place=self.url, cure=_START) from error
        return input_answer(_response(answer), self.url)

    def send(self, entity: str, body: bytes, content_type: str) -> BatchAnswer | Busy | TooLarge:
        """Send records of one root entity. An API that can't be reached is Busy."""
        response = self._post(
            "/ingest/batch",
            body,
            params={"entity": entity},
            headers={"Content-Type": content_type},
        )
        return response if isinstance(response, Busy) else batch_answer(response, self.url)

    def statuses(self, message_ids: Sequence[str]) -> StatusAnswer | Busy:
        """What became of messages, 1000 at most. An API that can't be reached is Busy."""
        response = self._post(
            "/ingest/status",
            msgspec.json.encode({"message_ids": message_ids}),
            headers={"Content-Type": "application/json"},
        )
        return response if isinstance(response, Busy) else status_answer(response, self.url)

    def _post(
        self,
        path: str,
        body: bytes,
        *,
        headers: dict[str, str],
        params: dict[str, str] | None = None,
    ) -> Response | Busy:
        try:
            answer = self._client.post(path, content=body, headers=headers, params=params)
        except httpx.HTTPError as error:
            return Busy(f"can't be reached ({_words(error)})")
        return _response(answer)


def _response(answer: httpx.Response) -> Response:
    names = {name.lower(): value for name, value in answer.headers.items()}
    return Response(answer.status_code, answer.content, names)


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _no_address(url) from error
    if address.scheme not in ("http", "https") or not address.host:
        raise _no_address(url)
    return address


def _no_address(url: str) -> ClientError:
    message = "is no address of an ingestion API, expected http://host:port"
    return ClientError(message, place=url, cure="correct --url")


def _words(error: httpx.HTTPError) -> str:
    """What happened, also where the library says nothing."""
    return str(error) or type(error).__name__
