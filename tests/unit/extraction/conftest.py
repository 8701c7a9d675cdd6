"""Short ways to ask a plan about one payload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nomnom.errors import Problem
from nomnom.extraction import Rows
from nomnom.model.entity import Entity, Field
from samples.entities import plan_of, root

Extracting = Callable[..., Rows]
Refusing = Callable[..., tuple[Problem, ...]]
Reading = Callable[[Field, str], Any]


@pytest.fixture
def rows() -> Extracting:
    """The rows of a payload whose records are all good, for a root and what is derived from it."""

    def extracted(payload: bytes, *entities: Entity) -> Rows:
        extract = plan_of(*entities).extract(payload)
        assert () == extract.bad
        return extract.rows

    return extracted


@pytest.fixture
def problems() -> Refusing:
    """The problems of a payload of one record that is bad."""

    def refused(payload: bytes, *entities: Entity) -> tuple[Problem, ...]:
        extract = plan_of(*entities).extract(payload)
        assert (1, ()) == (extract.total, extract.records)
        assert all([] == table for table in extract.rows)
        return extract.bad[0].problems

    return refused


@pytest.fixture
def value() -> Reading:
    """The column's value that a field named `a` makes of a JSON text, which it accepts."""

    def read(declared: Field, text: str) -> Any:
        extract = plan_of(root("Order", declared)).extract(f'{{"a": {text}}}'.encode())
        assert () == extract.bad
        return extract.rows[0][0][0]

    return read


@pytest.fixture
def rule() -> Reading:
    """The rule that a JSON text breaks as the value of a field named `a`; asserts that it's all there is."""

    def refused(declared: Field, text: str) -> str:
        extract = plan_of(root("Order", declared)).extract(f'{{"a": {text}}}'.encode())
        (problem,) = extract.bad[0].problems
        assert ("Order", ("a",)) == (problem.entity, problem.path)
        return problem.rule

    return refused
