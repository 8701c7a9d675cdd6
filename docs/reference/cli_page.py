"""The page of the command line, from its commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from nomnom.cli.app import app

_OPENING = """\
<!-- Made by `make reference` from the code; changes here are lost. -->

# The command line

Every command with its arguments and options. Each has `--help` (`-h`) too, which shows the same at a prompt.
What is a [setting](yaml.md#nomnomyaml) as well is taken from flags first, then from the environment, then from
`nomnom.yaml`, then from the defaults.
"""

Command = Any
"""A command of the framework under Typer, which isn't public."""


def page() -> str:
    """The whole page."""
    sections = (_section(name, command) for name, command in commands())
    return "\n".join((_OPENING, *sections))


def commands() -> Iterator[tuple[str, Command]]:
    """Every command by its full name, groups before what is in them."""
    yield from _below("nomnom", typer.main.get_command(app))


def _below(name: str, command: Command) -> Iterator[tuple[str, Command]]:
    yield name, command
    for part, inner in getattr(command, "commands", {}).items():
        yield from _below(f"{name} {part}", inner)


def _section(name: str, command: Command) -> str:
    context = typer.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## {name}", _paragraphs(command.help), f"```text\n{name} {usage}\n```"]
    if inner := getattr(command, "commands", {}):
        links = (f"- [{name} {part}](#{name.replace(' ', '-')}-{part})" for part in inner)
        parts.append("\n".join(links))
    if records := [each.get_help_record(context) for each in command.params if not each.hidden]:
        rows = (f"| `{_cell(given)}` | {_cell(told)} |" for given, told in records)
        parts.append("\n".join(("| given | meaning |", "|---|---|", *rows)))
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(each.split()) for each in re.split(r"\n\s*\n", text or ""))


def _cell(text: str) -> str:
    """Because Typer puts brackets around a default in words, they are taken away."""
    plain = re.sub(r"\[default: \((.*?)\)", r"[default: \1", " ".join(text.split()))
    return plain.replace("|", "\\|")
