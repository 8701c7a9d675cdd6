"""Every command explains itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import pytest
import typer.main
from typer.core import TyperArgument, TyperGroup, TyperOption

from nomnom.cli.app import app

Nomnom = Callable[..., CompletedProcess[str]]

Path_ = tuple[str, ...]


def commands() -> Iterator[tuple[Path_, list[str]]]:
    """Each command, groups included, with its arguments and options or the names of its commands."""
    waiting: list[tuple[Path_, object]] = [((), typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop()
        if isinstance(command, TyperGroup):
            waiting += [((*path, name), each) for name, each in command.commands.items()]
            yield path, list(command.commands)
        else:
            params = getattr(command, "params", [])
            yield path, [name for p in params for name in spelled(p)]


def spelled(parameter: TyperArgument | TyperOption) -> list[str]:
    """How help writes an option, or the argument that stands without one."""
    if isinstance(parameter, TyperArgument):
        return [parameter.metavar or parameter.name or ""]
    return [*parameter.opts, *parameter.secondary_opts]


COMMANDS = sorted(commands())


@pytest.mark.parametrize(
    ("path", "listed"), COMMANDS, ids=[" ".join(path) or "nomnom" for path, _ in COMMANDS]
)
def test_help_lists_everything(path: Path_, listed: list[str], nomnom: Nomnom) -> None:
    """The help of a command lists what it takes, that of a group its commands, each with a word on it."""
    ended = nomnom(*path, "--help")
    assert (0, "") == (ended.returncode, ended.stderr)
    rows = [line.strip("│ ").replace(",", " ").split() for line in ended.stdout.splitlines()]
    explained = {word for row in rows if len(row) > 2 for word in row}
    assert listed
    assert [] == [name for name in listed if name not in explained]


def test_the_commands_are_those_of_a_day(nomnom: Nomnom) -> None:
    """Without arguments the commands are listed, and nothing is done."""
    ended = nomnom()
    assert all(name in ended.stdout for name in ("up", "validate", "load", "worker", "ingest"))
