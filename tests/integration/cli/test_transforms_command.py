"""What `computed_from` can call, at a prompt."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

from nomnom.transforms import BUILT_IN, TOPICS

Nomnom = Callable[..., CompletedProcess[str]]


def test_every_transform_is_listed_under_its_topic(nomnom: Nomnom) -> None:
    """With its signature and what it does."""
    ended = nomnom("transforms")
    assert (0, "") == (ended.returncode, ended.stderr)
    lines = ended.stdout.splitlines()
    assert set(TOPICS) <= set(lines)
    for each in BUILT_IN.values():
        assert f"      {each.doc}" == lines[lines.index(f"  {each.signature}") + 1]


def test_one_transform_is_explained_with_examples_and_yaml(nomnom: Nomnom) -> None:
    """All that its docstring says, and how a field calls it."""
    ended = nomnom("transforms", "pad")
    assert (0, "") == (ended.returncode, ended.stderr)
    assert ended.stdout.startswith("pad(value: single value, *, length: Integer")
    assert '>>> pad(42, length=6, fill="0")\n' in ended.stdout
    assert ended.stdout.endswith('  args: {length: 6, fill: "0"}\n')


def test_an_unknown_name_gets_the_nearest_one(nomnom: Nomnom) -> None:
    """As everywhere."""
    ended = nomnom("transforms", "sub_string")
    assert (1, "") == (ended.returncode, ended.stdout)
    assert 'error: there is no transform "sub_string"; did you mean "substring"?\n' == ended.stderr
