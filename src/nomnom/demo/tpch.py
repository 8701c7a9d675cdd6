"""The TPC-H generator: a program that comes in a wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Generator, Sequence
from csv import reader
from pathlib import Path

from nomnom.errors import NomnomError

PROGRAM = "tpchgen-cli"
TABLES = ("orders", "lineitem")


def script_folders() -> tuple[Path, ...]:
    """Where the console programs of this Python are, then everything on PATH."""
    own = (sysconfig.get_path("scripts"), str(Path(sys.executable).parent))
    return tuple(Path(p) for p in (*own, *os.get_exec_path()))


def find_program(folders: Sequence[Path]) -> Path:
    """The generator, from the first of `folders` that has it. Raises NomnomError where none has."""
    found = shutil.which(PROGRAM, path=os.pathsep.join(map(str, folders)))
    if found is None:
        raise NomnomError(
            "the generator of TPC-H data is not installed",
            place=PROGRAM,
            cure="install it with: pip install 'nomnom[embedded]'",
        )
    return Path(found)


def write_tables(program: Path, scale: float, folder: Path) -> None:
    """Have `orders.csv` and `lineitem.csv` written into `folder`. Raises NomnomError where that fails."""
    options = ("--scale-factor", f"{scale:.12g}", "--tables", ",".join(TABLES), "--quiet")
    command = [str(program), "csv", *options, "--output-dir", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise _failed(error.strerror or str(error)) from error
    if done.returncode != 0:
        raise _failed(done.stderr.strip() or f"exit code {done.returncode}")


def read_table(file: Path, columns: Sequence[str]) -> Generator[list[str]]:
    """The rows of a generated table. Raises NomnomError where its columns aren't the expected ones."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = reader(text)
        header = next(rows, [])
        if header != list(columns):
            raise NomnomError(
                f"the columns are {header}, expected {list(columns)}",
                place=file.name,
                cure=f"install the {PROGRAM} of the pinned requirements",
            )
        yield from rows


def _failed(reason: str) -> NomnomError:
    cure = "see that the folder can be written to and its disk has room"
    return NomnomError(f"the TPC-H data could not be generated: {reason}", place=PROGRAM, cure=cure)
