"""Reading request bodies as bytes, within a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio.to_thread
from starlette.requests import Request

from nomnom.ingest.problems import BODY_TOO_LARGE, CONTENT_ENCODING, Refused, refused

MOST_BODY_BYTES = 64 * 1024 * 1024

LARGE_BYTES = 64 * 1024
"""Beyond this, work on a body takes longer than handing it to a thread does."""

P = ParamSpec("P")
Result = TypeVar("Result")


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; whatever its content type, it isn't looked at.

    Raises Refused for more than `limit` bytes (413), as soon as that is known, and for a compressed body
    (415).
    """
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise refused(
            CONTENT_ENCODING,
            f'expected a body without Content-Encoding, got "{encoding}"; send it uncompressed',
            headers={"Accept-Encoding": "identity", "Connection": "close"},
        )
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


async def off_the_loop(
    size: int, work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
) -> Result:
    """Do CPU work on a body of `size` bytes: in a thread where it would hold other requests up."""
    if size <= LARGE_BYTES:
        return work(*args, **kwargs)
    return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs))


def _too_large(limit: int) -> Refused:
    return refused(
        BODY_TOO_LARGE,
        f"expected at most {limit} bytes; send them in several requests",
        headers={"Connection": "close"},
    )
