"""Every error that nomnom raises, in one tree.

    NomnomError                 place, what is wrong, and the cure
    ├── ProjectError            the project's files hold problems; carries every Diagnostic
    ├── SettingsError           a flag, environment variable or nomnom.yaml value can't be used
    ├── RecordError             a record can't become rows; carries every Problem
    ├── OutageError             a server is away or busy: pause, retry, lose nothing
    │   └── LockedError         others hold a lock for longer than one waits
    ├── DataError               the database refuses the values of some row
    │   └── MissingParentError  they refer to a row that isn't there, or not yet
    ├── ConfigurationError      the database or broker isn't as declared: stop loudly
    ├── QueueFullError          the stream refuses new messages until there is room
    ├── EmbeddedError           an embedded server can't be started or stopped
    └── ClientError             an ingestion API can't be reached or refuses the request

Mistakes of a programmer who calls nomnom (a wrong argument type, say) stay TypeError and ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding in a project's files.

    `file` is relative to the project's root where it lies below it; `line` and `column` count from 1.
    """

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        """Render as `file:line:column: severity[CODE]: message; hint`."""
        place = f"{self.file}:{self.line}:{self.column}"
        cure = f"; {self.hint}" if self.hint else ""
        return f"{place}: {self.severity}[{self.code}]: {self.message}{cure}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one record can't become rows.

    `entity` is the entity whose rule is broken; `path` leads to the value, in steps of member names and
    list indexes from the record's root; `rule` is a stable word (`type`, `required`, `range`, …); `value`
    is the offending value as shortened JSON text, empty where nothing stands there. `place` is what people
    call the place in messages of HL7: `PID-5.1`, `OBX[2]-5 of OBR[1]`.
    """

    entity: str
    path: tuple[str | int, ...]
    rule: str
    message: str
    value: str = ""
    place: str = ""

    @property
    def json_path(self) -> str:
        """The path as people read it: the `place` of an HL7 message, else see `json_path`."""
        return self.place or json_path(self.path)

    @property
    def pointer(self) -> str:
        """The path as an RFC 6901 JSON pointer: `/line_items/3/quantity`."""
        return "".join("/" + str(s).replace("~", "~0").replace("/", "~1") for s in self.path)

    def __str__(self) -> str:
        """Render as `Entity $.path: message (got value)`."""
        got = f" (got {self.value})" if self.value else ""
        return f"{self.entity} {self.json_path}: {self.message}{got}"


def json_path(path: Iterable[str | int]) -> str:
    """A path as people read it: `$.line_items[3].quantity`; odd names are quoted: `$["a.b"]`."""
    return "$" + "".join(
        f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{json.dumps(step)}]"
        for step in path
    )


class NomnomError(Exception):
    """Anything nomnom reports to its user: what is wrong, where, and what to do about it."""

    def __init__(self, message: str, *, place: str | None = None, cure: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.cure = cure

    def __str__(self) -> str:
        """Render as `place: message; cure`."""
        head = f"{self.place}: " if self.place else ""
        tail = f"; {self.cure}" if self.cure else ""
        return f"{head}{self.message}{tail}"


class ProjectError(NomnomError):
    """The project's files hold at least one error; `diagnostics` has all findings, sorted."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(map(str, diagnostics)))


class SettingsError(NomnomError):
    """A flag, an environment variable or a value of nomnom.yaml can't be used."""


class RecordError(NomnomError):
    """A record can't become rows; `problems` has every reason, never none.

    Of several records given together, those of each bad one, and the place tells which they are.
    """

    def __init__(self, problems: tuple[Problem, ...], *, place: str | None = None) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)), place=place)


class OutageError(NomnomError):
    """A server is away, busy or shutting down. Nothing was changed; the same call may work later."""


class LockedError(OutageError):
    """Others hold a lock for longer than one waits, or a deadlock ended the wait; the server is well."""

    def __init__(self, message: str, *, place: str | None = None, cure: str | None = None) -> None:
        super().__init__(
            message, place=place, cure=cure or "others hold a lock; try again when they are done"
        )


class DataError(NomnomError):
    """The database refuses the values of some row.

    `sqlstate` is the database's own code; `detail` its own words, where it gives any.
    """

    def __init__(
        self, message: str, *, sqlstate: str = "", detail: str = "", place: str | None = None
    ) -> None:
        super().__init__(message, place=place)
        self.sqlstate = sqlstate
        self.detail = detail


class MissingParentError(DataError):
    """A row refers by a foreign key to one that isn't there; it may still come."""


class ConfigurationError(NomnomError):
    """A table, permission or stream isn't as declared; no retry can help before somebody acts."""


class QueueFullError(NomnomError):
    """The stream is full and refuses new messages; those it accepted are safe."""


class EmbeddedError(NomnomError):
    """An embedded server can't be started, reached or stopped."""


class ClientError(NomnomError):
    """An ingestion API can't be reached, or refuses the request as a whole."""
