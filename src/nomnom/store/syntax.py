"""How a database writes names and parameters. Text only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """`quote` stands around a name, `parameter` where a value goes."""

    quote: str
    parameter: str

    def name(self, *parts: str) -> str:
        """A name, quoted: `"orders"`, or with its qualifier `"t"."total"`."""
        mark = self.quote
        return ".".join(f"{mark}{part.replace(mark, mark * 2)}{mark}" for part in parts)

    def names(self, names: Iterable[str], *qualifier: str) -> str:
        """Names, quoted, with commas between."""
        return ", ".join(self.name(*qualifier, name) for name in names)

    def parameters(self, count: int) -> str:
        """That many parameters, with commas between."""
        return ", ".join([self.parameter] * count)

    def assignments(self, names: Iterable[str], source: str, *target: str) -> str:
        """`"total" = "s"."total"` for each name; the left side qualified by `target`, if there is one."""
        pairs = ((self.name(*target, name), self.name(source, name)) for name in names)
        return ", ".join(f"{left} = {right}" for left, right in pairs)

    def same(self, names: Iterable[str], left: str, right: str) -> str:
        """The condition that two rows agree in these columns."""
        pairs = ((self.name(left, name), self.name(right, name)) for name in names)
        return " AND ".join(f"{one} = {other}" for one, other in pairs)
