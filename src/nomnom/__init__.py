"""Turn messages into correct relational tables, from entities declared in YAML.

The names in `__all__` are stable; everything else may change. Each is imported when it is first used, so that
`from nomnom import transform` costs a project's transforms.py no more than it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nomnom.errors import (
        ClientError,
        ConfigurationError,
        DataError,
        Diagnostic,
        EmbeddedError,
        LockedError,
        MissingParentError,
        NomnomError,
        OutageError,
        Problem,
        ProjectError,
        QueueFullError,
        RecordError,
        SettingsError,
    )
    from nomnom.extraction import BadRecord, Plan
    from nomnom.face import Project, Row, Rows, load_project
    from nomnom.transforms import transform

__all__ = [
    "BadRecord",
    "ClientError",
    "ConfigurationError",
    "DataError",
    "Diagnostic",
    "EmbeddedError",
    "LockedError",
    "MissingParentError",
    "NomnomError",
    "OutageError",
    "Plan",
    "Problem",
    "Project",
    "ProjectError",
    "QueueFullError",
    "RecordError",
    "Row",
    "Rows",
    "SettingsError",
    "load_project",
    "transform",
]

_HOMES = {
    "BadRecord": "nomnom.extraction",
    "Plan": "nomnom.extraction",
    "Project": "nomnom.face",
    "Row": "nomnom.face",
    "Rows": "nomnom.face",
    "load_project": "nomnom.face",
    "transform": "nomnom.transforms",
}
"""Where a name comes from, if it isn't an error."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "nomnom.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
