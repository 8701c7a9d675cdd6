"""The random passwords of the embedded servers, kept in `<data_dir>/secrets.json`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from nomnom.embedded.private_file import write_private
from nomnom.errors import EmbeddedError

SECRETS_FILE = "secrets.json"


def server_password(data_dir: Path, server: str) -> str:
    """The password of `server`, made on first use and the same ever after.

    It is hexadecimal, so safe in a URL. Raises EmbeddedError where the file holds something else.
    """
    path = data_dir / SECRETS_FILE
    passwords = _read(path)
    if server not in passwords:
        passwords[server] = secrets.token_hex(16)
        write_private(path, json.dumps(passwords, indent=2) + "\n")
    return passwords[server]


def _read(path: Path) -> dict[str, str]:
    try:
        passwords = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _unreadable(path) from error
    if not isinstance(passwords, dict) or not all(isinstance(p, str) for p in passwords.values()):
        raise _unreadable(path)
    return passwords


def _unreadable(path: Path) -> EmbeddedError:
    return EmbeddedError(
        "is not a JSON object of passwords, one string per server",
        place=str(path),
        cure="restore the file, or use another --data-dir",
    )
