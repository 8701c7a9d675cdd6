"""What the built-in transforms do. Their signatures, which projects are checked against, are in `model`.

The json getters and `copy_field` have no code here: they become reads of the decoded record.
"""

from __future__ import annotations

from typing import Any


def coalesce(*values: Any) -> Any:
    """The first value that is not None, else None; an empty string counts as a value."""
    return next((value for value in values if value is not None), None)
