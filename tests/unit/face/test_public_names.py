"""What `import nomnom` gives."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import nomnom
from nomnom import errors

PAGE = Path(__file__).parents[3] / "docs" / "python.md"


def test_the_public_names_are_these() -> None:
    """Adding one is a promise, removing one breaks programs: both want a look here, and at the page."""
    raised = {name for name, each in vars(errors).items() if is_own_class(each)}
    face = {"Project", "Row", "Rows", "load_project"}
    assert raised | face | {"BadRecord", "Plan", "transform"} == set(nomnom.__all__)
    assert sorted(nomnom.__all__, key=str.casefold) == sorted(set(nomnom.__all__), key=str.casefold)


def is_own_class(each: object) -> bool:
    """Whether it is a class that the module of errors defines."""
    return inspect.isclass(each) and each.__module__ == errors.__name__


@pytest.mark.parametrize("name", nomnom.__all__)
def test_a_name_is_there_and_documented(name: str) -> None:
    """It has a docstring, `dir` lists it, and the page about Python tells of it."""
    assert inspect.getdoc(getattr(nomnom, name))
    assert name in dir(nomnom)
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_another_name_is_an_attribute_error() -> None:
    """As for any module."""
    with pytest.raises(AttributeError, match="module 'nomnom' has no attribute 'nonsense'"):
        nomnom.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "spared"),
    [
        ("import nomnom", ["msgspec", "nomnom.errors"]),
        ("from nomnom import transform", ["sqlalchemy", "ruamel.yaml", "nomnom.loading"]),
        ("from nomnom import load_project", ["sqlalchemy", "psycopg", "nomnom.store"]),
    ],
)
def test_an_import_costs_what_it_needs(statement: str, spared: list[str]) -> None:
    """Rooms that a name doesn't need aren't imported for it."""
    program = f"import sys; {statement}; print([m for m in {spared!r} if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "[]\n" == ended.stdout
