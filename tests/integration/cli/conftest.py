"""The command line, run as a person runs it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from samples.up import command, environment

Nomnom = Callable[..., subprocess.CompletedProcess[str]]

ORDER = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String}
    - {name: line_items, type: "List[Object]"}
  persistence:
    database: {conformant_table: orders, unicity_fields: [order_key]}
"""


@pytest.fixture
def nomnom(tmp_path: Path) -> Nomnom:
    """Runs a command to its end in an empty folder, with further environment variables if given."""

    def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*map(str, arguments)),
            cwd=tmp_path,
            env=environment() | {"COLUMNS": "200", "NO_COLOR": "1"} | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project of one entity, in a folder of its own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "order.yaml").write_text(ORDER, encoding="utf-8")
    return folder
