"""`sql`: revisions as plain SQL for a DBA, who runs them without nomnom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from nomnom.errors import ConfigurationError
from nomnom.migrate.patience import Patience
from nomnom.migrate.planning import VERSION_TABLE
from nomnom.migrate.revisions.history import History, Revision
from nomnom.migrate.revisions.running import downgrade, offline, upgrade
from nomnom.migrate.revisions.scratch import throw_away


@dataclass(frozen=True, slots=True)
class Script:
    """The SQL of one revision in one direction; it keeps the table `nomnom_migrations` too."""

    revision: Revision
    down: bool
    text: str

    @property
    def file_name(self) -> str:
        """`0001_create.up.sql` or `0001_create.down.sql`."""
        return f"{self.revision.path.stem}.{'down' if self.down else 'up'}.sql"


def scripts(
    history: History, *, after: str | None = None, down: bool = False
) -> tuple[Script, ...]:
    """The scripts of all revisions after the revision `after`, None for all, in the order to run them in.

    Raises ConfigurationError where there is no such revision.
    """
    if after is not None and history.find(after) is None:
        raise ConfigurationError(
            f"there is no revision {after}",
            place=str(history.folder),
            cure=f"known are {', '.join(each.id for each in history.revisions) or 'none'}",
        )
    ids = [each.id for each in history.revisions]
    wanted = history.revisions[ids.index(after) + 1 if after else 0 :]
    if down:
        wanted = wanted[::-1]
    if history.database == "sqlite":
        return tuple(_recorded(history, wanted, down=down))
    return tuple(Script(each, down, _offline(history, each, down=down)) for each in wanted)


def _offline(history: History, revision: Revision, *, down: bool) -> str:
    assert history.database is not None
    text = offline(history, history.database, revision, down=down)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if history.database == "postgresql":
        lines = [*_with_time_outs(lines)]
    if down and revision.after is None:
        lines += ["", f"DROP TABLE {VERSION_TABLE};"]
    return _head(revision, down=down) + re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _with_time_outs(lines: list[str]) -> Iterator[str]:
    """The lines with the time-outs that `apply` sets, wherever they change."""
    patience, before = Patience(), 0.0
    for line in lines:
        if _STATEMENT.match(line) and (seconds := patience.seconds_for(line)) != before:
            yield from (f"SET lock_timeout = '{seconds:g}s';", "")
            before = seconds
        yield line


_STATEMENT = re.compile(r"(BEGIN|CREATE|DROP|ALTER|DO)\b")
"""How a statement begins that may wait for a lock, or the transaction around it."""


def _head(revision: Revision, *, down: bool) -> str:
    direction = "down" if down else "up"
    return f"-- Revision {revision.id}, {direction}: {revision.message}\n\n"


def _recorded(history: History, wanted: tuple[Revision, ...], *, down: bool) -> Iterator[Script]:
    """Because changing a SQLite table takes reading it, the statements of a real run are taken down."""
    with throw_away("sqlite") as fresh:
        engine = fresh()
        statements = _record(engine)
        with engine.connect() as connection:
            for each in history.revisions:
                statements.clear()
                upgrade(connection, history, to=each.id)
                if not down and each in wanted:
                    yield Script(each, down, _head(each, down=down) + _script(statements))
            for each in wanted if down else ():
                statements.clear()
                downgrade(connection, history, to=each.after or "base")
                yield Script(each, down, _head(each, down=down) + _script(statements))


def _record(engine: sa.Engine) -> list[str]:
    """The statements that the engine will run, as far as they change anything."""
    statements: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def take_down(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(("PRAGMA", "SELECT", "BEGIN")):
            statements.append(statement.strip())

    return statements


def _script(statements: list[str]) -> str:
    """A table that others refer to is made anew, which SQLite allows while it doesn't look at references."""
    wrapped = ("PRAGMA foreign_keys = OFF", "BEGIN", *statements, "COMMIT")
    lines = (line.rstrip() for each in wrapped for line in f"{each};\n".splitlines())
    return "\n".join(lines).replace(";\n", ";\n\n") + "\n"
