"""Files of lines, and chunks made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nomnom.client.chunk import Chunk


@pytest.fixture
def lines_file(tmp_path: Path) -> Callable[[bytes], Path]:
    """A file with these bytes in it."""

    def write(content: bytes) -> Path:
        path = tmp_path / "orders.ndjson"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def chunk() -> Chunk:
    """Five documents that stand on lines 11 to 15 of their file."""
    return Chunk(tuple(b'{"n":%d}\n' % n for n in range(5)), (11, 12, 13, 14, 15), 4096)
