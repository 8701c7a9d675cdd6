"""Fields that a batch transform gives: called once for all rows of a payload, with a list for each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nomnom.extraction.calls import guarded
from nomnom.extraction.expressions import Call, Value
from nomnom.extraction.values import Check, RuleBroken
from nomnom.model.entity import Field

Row = tuple[Any, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """A call of a batch transform, and the check of each of its results that isn't null."""

    declared: Field
    call: Call
    check: Check | None

    @property
    def sources(self) -> tuple[Value, ...]:
        """The values that are handed over, a column each."""
        return self.call.sources

    def fill(self, rows: list[Row], place: int) -> list[Row]:
        """The rows with the result in the column at `place`, where a tuple of the sources' values stands.

        Raises RuleBroken where the transform fails, gives another number of values, or one that isn't the
        field's.
        """
        if not rows:
            return rows
        results = self._results([row[place] for row in rows])
        return [
            (*row[:place], result, *row[place + 1 :])
            for row, result in zip(rows, results, strict=True)
        ]

    def _results(self, given: list[tuple[Any, ...]]) -> list[Any]:
        columns = [list(column) for column in zip(*given, strict=True)]
        function = guarded(self.call.transform, self.call.arguments)
        results = list(function(*columns))
        if len(results) != len(given):
            name = self.call.transform.name
            raise RuleBroken(
                "transform",
                f"{name}: expected {len(given)} values, one for each row, got {len(results)}",
            )
        return [self._held(result) for result in results]

    def _held(self, value: Any) -> Any:
        if value is not None:
            return self.check(value) if self.check else value
        if self.declared.default is not None or self.declared.nullable:
            return self.declared.default
        raise RuleBroken("required", f"expected a value, {self.call.transform.name} gave null")
