"""Python source of calls, broken into lines where one is too long."""

from __future__ import annotations

import json
import textwrap

WIDTH = 88
"""Columns that a line may have before it is indented into a function."""

INDENT = "    "


def call(function: str, *args: str, **named: str) -> str:
    """The source of a call; its arguments are sources themselves.

    One line where that fits, else an argument per line with a comma at its end.
    """
    arguments = [*args, *(f"{name}={value}" for name, value in named.items())]
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    return "\n".join([f"{function}(", *(indented(f"{each},") for each in arguments), ")"])


def indented(source: str) -> str:
    """The source, one level deeper."""
    return textwrap.indent(source, INDENT)


def text(value: str) -> str:
    """A string's source, in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def texts(values: list[str]) -> str:
    """The source of a list whose items are sources."""
    return f"[{', '.join(values)}]"
