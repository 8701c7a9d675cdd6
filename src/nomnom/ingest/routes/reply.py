"""Answers as HTTP responses."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from starlette.responses import Response


def reply(answer: Struct, status: int = 200) -> Response:
    """An answer as JSON."""
    return Response(msgspec.json.encode(answer), status_code=status, media_type="application/json")
