"""What is known of a table's rows, as far as a change has to know it."""

from __future__ import annotations

from dataclasses import dataclass

EXAMPLES = 5
"""How many offending values are shown at most."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`rows` is about how many there are; `empty` is exact.

    `offending` counts the rows in the way of a change (of duplicates: the values that occur twice or more;
    of type changes: no more than five); `examples` are up to five of their values. `checked` is False where
    the database has no way to find them beforehand.
    """

    rows: int = 0
    empty: bool = True
    offending: int = 0
    examples: tuple[str, ...] = ()
    checked: bool = True
