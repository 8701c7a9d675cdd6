"""Where a value stands in a file, and the diagnostics that point there."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from nomnom.errors import Diagnostic
from nomnom.spec.explanations import EXPLANATIONS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Render as `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A value and the place where it is written."""

    value: T
    place: Place


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning or note, and what it is about, where it can be silenced.

    That is a field of an entity, an entity (`field` None), or the project (both None).
    """

    diagnostic: Diagnostic
    entity: str | None = None
    field: str | None = None


Finding: TypeAlias = Diagnostic | Remark
"""What a check yields: an error, or a remark."""

Findings = Generator[Diagnostic, None, T]
"""A step that yields what it finds wrong and returns what it could read all the same."""


def collect(steps: Findings[T]) -> tuple[T, tuple[Diagnostic, ...]]:
    """Run a step to its end: what it returned, and everything it found."""
    found: list[Diagnostic] = []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as end:
            return end.value, tuple(found)


def collect_each(steps: Iterable[Findings[T]]) -> Findings[tuple[T, ...]]:
    """Run steps one after the other: what each returned."""
    returned: list[T] = []
    for step in steps:
        returned.append((yield from step))  # noqa: PERF401 -- a comprehension can't yield from
    return tuple(returned)


def error(place: Place, code: str, message: str, hint: str) -> Diagnostic:
    """A finding that keeps the project from being used; `hint` is the cure."""
    return Diagnostic(place.file, place.line, place.column, "error", code, message, hint)


def remark(
    place: Place,
    code: str,
    message: str,
    hint: str,
    *,
    entity: str | None = None,
    field: str | None = None,
) -> Remark:
    """A finding that the project can live with, of the severity its code has; `hint` is the cure."""
    severity = EXPLANATIONS[code].severity
    diagnostic = Diagnostic(place.file, place.line, place.column, severity, code, message, hint)
    return Remark(diagnostic, entity, field)
