"""A data directory, and looks at real processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder for servers to keep their data in."""
    path = tmp_path / "data"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture
def is_alive() -> Callable[[int | None], bool]:
    """Whether a pid is that of a process which still runs; a zombie doesn't."""

    def look(pid: int | None) -> bool:
        assert pid is not None
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return look
