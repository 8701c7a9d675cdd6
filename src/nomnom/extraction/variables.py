"""Names in generated code: what entities and their elements are called there."""

from __future__ import annotations

import keyword
from collections.abc import Container

MESSAGE_VARIABLE = "message"

_MEANT = frozenset({"records", MESSAGE_VARIABLE, "enumerate"})
"""Names that mean something in the code already."""


def fresh(hint: str, taken: Container[str] = ()) -> str:
    """A variable that is called after the hint as far as Python allows, and like nothing that is `taken`."""
    plain = hint if hint.isascii() and hint.isidentifier() else "value"
    plain = f"{plain}_" if keyword.iskeyword(plain) else plain
    name, number = plain, 1
    while name in taken or name in _MEANT:
        number += 1
        name = f"{plain}_{number}"
    return name
