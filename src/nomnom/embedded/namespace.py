"""Running PostgreSQL as root, which it refuses: inside a user namespace it sees an ordinary user.

Files stay root's own and no mode is changed, so the data may lie below a private home.
"""

from __future__ import annotations

import pwd
import subprocess

from nomnom.errors import EmbeddedError


def unprivileged(uid: int, unshare: str = "unshare") -> tuple[str, ...]:
    """The words before a command that make it run as an ordinary user; none unless `uid` is 0.

    `unshare` (util-linux) replaces itself by the command, so the pid is the command's own. Raises
    EmbeddedError where the system forbids user namespaces or lacks the program.
    """
    if uid != 0:
        return ()
    # initdb looks up its user's name, so the uid must be one that the system knows.
    user = next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0), 1000)
    words = (unshare, "--user", f"--map-user={user}", f"--map-group={user}")
    try:
        trial = subprocess.run([*words, "true"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise _forbidden(f"{unshare}: {error.strerror}") from error
    if trial.returncode != 0:
        raise _forbidden(trial.stderr.strip())
    return words


def _forbidden(reason: str) -> EmbeddedError:
    return EmbeddedError(
        "PostgreSQL refuses to run as root, and this system doesn't let root enter a user namespace"
        + (f" ({reason})" if reason else ""),
        place="embedded PostgreSQL",
        cure="run nomnom as another user, or give --database-url",
    )
