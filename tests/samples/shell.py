"""What a person does at a prompt, beside a running nomnom."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from samples.up import Up, environment


def run(block: str, up: Up, folder: Path | None = None) -> str:
    """What a block of shell commands prints, on the port and with the database of a running nomnom.

    It runs in `folder`, else in the one that holds nomnom's data, which is where `nomnom psql` looks for it.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", block.replace("http://127.0.0.1:8080", up.http_url)],
        cwd=folder or up.data_dir.parent,
        env=environment()
        | {"PATH": path, "PAGER": "cat", "NOMNOM_DATA_DIR": str(up.data_dir.resolve())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def lines(table: str) -> list[str]:
    """The lines of a printed table, without blanks at their ends."""
    return [line.rstrip() for line in table.splitlines()]
