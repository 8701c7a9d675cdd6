"""What is expected against what is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.spec.places import Place
from nomnom.testing.cases import Call, ExpectedRow, ExpectedRows
from nomnom.testing.matching import matched
from nomnom.testing.running import Found
from nomnom.testing.values import same


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that isn't there; `nearest` is the row most like it among those nothing else expects."""

    place: Place
    relation: str
    expected: Mapping[str, Any]
    nearest: Found | None


@dataclass(frozen=True, slots=True)
class Extra:
    """Rows that shouldn't be there."""

    place: Place
    relation: str
    rows: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Miscounted:
    """Another number of rows."""

    place: Place
    relation: str
    expected: int
    actual: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a transform did instead: it gave `actual`, or refused with the text `refusal`."""

    place: Place
    expected: Any
    error: str | None
    actual: Any
    refusal: str | None


Mismatch = Missing | Extra | Miscounted | Wrong


def compare(expected: ExpectedRows, actual: Sequence[Found]) -> Iterator[Mismatch]:
    """Everything in which a relation's rows aren't as expected."""
    name, rows = expected.relation.name, expected.rows
    fits = [[n for n, found in enumerate(actual) if _fits(row, found)] for row in rows]
    pairs = matched(fits)
    rest = [n for n in range(len(actual)) if n not in pairs.values()]
    meant: list[int] = []
    for place, row in enumerate(rows):
        if place not in pairs:
            nearest = _nearest(
                row, [n for n in rest if n not in meant], actual, expected.relation.key
            )
            meant += [] if nearest is None else [nearest]
            yield Missing(row.place, name, row.values, None if nearest is None else actual[nearest])
    extra = tuple(actual[n] for n in rest if n not in meant)
    if expected.exact and extra:
        yield Extra(expected.place, name, extra)
    if expected.count is not None and expected.count != len(actual):
        yield Miscounted(expected.place, name, expected.count, len(actual))


def compare_call(call: Call, actual: Any, refusal: str | None) -> Iterator[Mismatch]:
    """The one way in which a transform can fail its test, if it does."""
    if call.error is None:
        right = refusal is None and same(call.gives, actual)
    else:
        right = refusal is not None and call.error in refusal
    if not right:
        yield Wrong(call.place, call.gives, call.error, actual, refusal)


def _fits(row: ExpectedRow, found: Found) -> bool:
    return all(same(value, found[name]) for name, value in row.values.items())


def _nearest(
    row: ExpectedRow, among: Sequence[int], actual: Sequence[Found], key: Sequence[str]
) -> int | None:
    """The row that agrees in most columns, those of the key first; None where it would agree in none."""

    def likeness(number: int) -> tuple[int, int]:
        agreeing = [n for n, value in row.values.items() if same(value, actual[number][n])]
        return sum(name in key for name in agreeing), len(agreeing)

    best = max(among, key=likeness, default=None)
    return best if best is not None and likeness(best)[1] else None
