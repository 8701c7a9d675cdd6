"""How names are spelled: entities in PascalCase, fields, tables and columns in snake_case."""

from __future__ import annotations

import re

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+")


def is_pascal(name: str) -> bool:
    """Whether a name is in PascalCase, ASCII letters and digits only."""
    return _PASCAL.fullmatch(name) is not None


def is_snake(name: str) -> bool:
    """Whether a name is in snake_case, ASCII letters, digits and underscores only."""
    return _SNAKE.fullmatch(name) is not None


def to_pascal(name: str) -> str | None:
    """The name in PascalCase: `order_line` gives `OrderLine`; None where it has other letters."""
    pascal = "".join(word[0].upper() + word[1:] for word in _WORD.findall(name))
    return pascal if name.isascii() and is_pascal(pascal) else None


def to_snake(name: str) -> str | None:
    """The name in snake_case: `OrderKey` gives `order_key`; None where it has other letters."""
    snake = "_".join(word.lower() for word in _WORD.findall(name))
    return snake if name.isascii() and is_snake(snake) else None
