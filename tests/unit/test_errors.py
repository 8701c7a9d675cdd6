from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from nomnom import errors
from nomnom.errors import DataError, Diagnostic, NomnomError, Problem, ProjectError, RecordError


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """Every error is drawn there, below the one it is derived from."""
    drawn, path = set(), ["NomnomError"]
    for indent, name in re.findall(r"^    ([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(indent) // 4
        drawn.add((path[depth], name))
        path[depth + 1 :] = [name]

    assert drawn == set(derived(NomnomError))


def derived(error: type[NomnomError]) -> Iterator[tuple[str, str]]:
    for each in error.__subclasses__():
        yield error.__name__, each.__name__
        yield from derived(each)


@pytest.mark.parametrize(
    ("expected", "error"),
    [
        ("away", NomnomError("away")),
        ("orders: away", NomnomError("away", place="orders")),
        ("orders: away; wait", NomnomError("away", place="orders", cure="wait")),
        ("away; wait", NomnomError("away", cure="wait")),
        ("orders: too long", DataError("too long", sqlstate="22001", place="orders")),
    ],
)
def test_an_error_reads_as_place_message_and_cure(expected: str, error: NomnomError) -> None:
    """What isn't known leaves no trace."""
    assert expected == str(error)


def test_a_diagnostic_reads_like_a_compilers() -> None:
    """File, line, column, severity, code, message and cure."""
    known = ("entities/order.yaml", 14, 9, "error", "NN107", "no such entity")

    expected = "entities/order.yaml:14:9: error[NN107]: no such entity"
    assert expected == str(Diagnostic(*known))  # type: ignore[arg-type]
    assert f"{expected}; add it" == str(Diagnostic(*known, hint="add it"))  # type: ignore[arg-type]


def test_diagnostics_sort_by_their_place() -> None:
    """By file, then line, then column, as numbers."""
    places = [("a", 2, 1), ("a", 10, 1), ("a", 10, 3), ("b", 1, 1)]
    found = [Diagnostic(*place, "error", "NN001", "x") for place in reversed(places)]

    assert places == [(each.file, each.line, each.column) for each in sorted(found)]


@pytest.mark.parametrize(
    ("json_path", "pointer", "path"),
    [
        ("$", "", ()),
        ("$.line_items[3].quantity", "/line_items/3/quantity", ("line_items", 3, "quantity")),
        ('$["a.b"]["c/d~e"]', "/a.b/c~1d~0e", ("a.b", "c/d~e")),
        ('$["3"][""]', "/3/", ("3", "")),
        ('$["say \\"x\\""]', '/say "x"', ('say "x"',)),
    ],
)
def test_a_problem_tells_its_path_in_two_ways(
    json_path: str, pointer: str, path: tuple[str | int, ...]
) -> None:
    """For people, where odd names are quoted, and as RFC 6901 says."""
    problem = Problem("Order", path, "type", "expected a string")

    assert (json_path, pointer) == (problem.json_path, problem.pointer)


def test_a_problem_reads_as_a_sentence() -> None:
    """With the value where there is one."""
    problem = Problem("Order", ("a",), "type", "expected a string", "7")

    assert "Order $.a: expected a string (got 7)" == str(problem)
    assert "Order $: expected a string" == str(Problem("Order", (), "type", "expected a string"))


def test_errors_that_carry_findings_say_all_of_them() -> None:
    """One line for each diagnostic; the problems of one record on one line."""
    found = tuple(Diagnostic("a", line, 1, "error", "NN001", "x") for line in (1, 2))
    problems = tuple(Problem("Order", (name,), "type", "expected x") for name in ("a", "b"))

    assert "a:1:1: error[NN001]: x\na:2:1: error[NN001]: x" == str(ProjectError(found))
    assert "Order $.a: expected x; Order $.b: expected x" == str(RecordError(problems))
    assert (found, problems) == (ProjectError(found).diagnostics, RecordError(problems).problems)
