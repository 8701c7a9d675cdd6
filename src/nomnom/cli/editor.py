"""A person's editor, and files that a person names."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from nomnom.errors import NomnomError


def edited_text(text: str, *, suffix: str) -> tuple[bytes, Path]:
    """What a person makes of a text in $VISUAL or $EDITOR, and the file that still has it.

    Only this user may read the file; whoever calls removes it. Raises NomnomError where there is no editor, or
    it fails, and the file is removed then.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        cure = "set one, or give the record with --file or --set"
        raise NomnomError("there is no editor", place="$EDITOR", cure=cure)
    handle, name = tempfile.mkstemp(prefix="nomnom-", suffix=suffix)
    file = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text + "\n")
        subprocess.run([*shlex.split(editor), name], check=True)
        return file.read_bytes(), file
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        file.unlink(missing_ok=True)
        raise NomnomError(
            f"the editor failed: {error}", place="$EDITOR", cure="nothing is changed; try again"
        ) from error


def read_text(file: str) -> bytes:
    """The bytes of a file; - is standard input. Raises NomnomError where it can't be read."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise NomnomError(
            f"can't be read: {error.strerror}", place=file, cure="name another file, or -"
        ) from error
