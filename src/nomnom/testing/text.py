"""Results as text for people: like a test runner's, with a diff for each failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nomnom.spec.scalars import printable
from nomnom.testing.cases import Scenario
from nomnom.testing.comparing import Extra, Miscounted, Mismatch, Missing, Wrong
from nomnom.testing.results import Result
from nomnom.testing.running import Found
from nomnom.testing.values import same, shown


def mark(result: Result) -> str:
    """The one character of a test in the line of its file."""
    return "." if result.passed else "F"


def report(results: Sequence[Result], seconds: float) -> str:
    """The failures, each with its differences, and the summary."""
    failed = [result for result in results if not result.passed]
    parts = [failure(result) for result in failed]
    return "\n".join([*parts, summary(results, seconds)])


def failure(result: Result) -> str:
    """A failed test: where it stands, and everything that isn't as expected; ends with a newline."""
    place = result.case.place
    lines = [f"FAILED {place.file}:{place.line} {printable(result.case.name)}"]
    lines += details(result)
    return "\n".join(lines) + "\n"


def details(result: Result) -> list[str]:
    """The lines of everything that isn't as expected, and of what may be the reason."""
    lines = [line for each in result.mismatches for line in explained(each)]
    rowless = result.case.rowless if isinstance(result.case, Scenario) else ()
    for entity in rowless:
        if entity.reference and entity.reference.file is None:
            note = f"{entity.name} has no rows here, for no database is read"
            cure = "give some under `references` of the test or its file"
            lines.append(f"  note: {note}; {cure}")
    return lines


def summary(results: Sequence[Result], seconds: float) -> str:
    """How many failed and passed."""
    failed = sum(not result.passed for result in results)
    passed = len(results) - failed
    counts = [f"{failed} failed"] if failed else []
    counts += [f"{passed} passed"] if passed or not failed else []
    return f"{', '.join(counts)} in {seconds:.2f} s"


def explained(mismatch: Mismatch) -> Iterator[str]:
    """The lines of one difference, its place first."""
    place = f"  {mismatch.place.file}:{mismatch.place.line}:"
    match mismatch:
        case Missing(relation=name, nearest=None):
            yield f"{place} {name} has no such row, nor one like it"
            yield from _marked("-", mismatch.expected)
        case Missing(relation=name, nearest=nearest):
            yield f"{place} {name} has no such row; the nearest differs (- expected, + found)"
            yield from _difference(mismatch.expected, nearest or {})
        case Extra(relation=name, rows=rows):
            be = "isn't" if len(rows) == 1 else "aren't"
            yield f"{place} {name} has {_number(len(rows))} that {be} expected"
            yield from (f"    + {_printable(row)}" for row in rows)
        case Miscounted(relation=name, expected=expected, actual=actual):
            yield f"{place} {name} has {_number(actual)}, expected {expected}"
        case Wrong():
            yield f"{place} expected {_wanted(mismatch)}, got {_got(mismatch)}"


def _difference(expected: Mapping[str, Any], nearest: Found) -> Iterator[str]:
    for name, value in expected.items():
        if same(value, nearest[name]):
            yield f"      {_printable({name: nearest[name]})[1:-1]}"
        else:
            yield from _marked("-", {name: value})
            yield from _marked("+", {name: nearest[name]})


def _marked(sign: str, values: Mapping[str, Any]) -> Iterator[str]:
    return (f"    {sign} {_printable({name: value})[1:-1]}" for name, value in values.items())


def _printable(value: Any) -> str:
    return printable(shown(value))


def _number(rows: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'}"


def _wanted(wrong: Wrong) -> str:
    if wrong.error is not None:
        return f'an error with "{printable(wrong.error)}"'
    return _printable(wrong.expected)


def _got(wrong: Wrong) -> str:
    if wrong.refusal is not None:
        return f"the error: {printable(wrong.refusal)}"
    return _printable(wrong.actual)
