"""Plain YAML scalars by the core schema of YAML 1.2: `yes` and `2024-01-01` are strings, numbers are exact."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from nomnom.model.entity import Scalar

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_BASED = re.compile(r"0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHOWN = 60


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    A number with a point or an exponent is a Decimal, built from its digits. Infinity and NaN, which no
    column can hold, and numbers beyond what Decimal holds stay strings.
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, base=0)
    return _decimal(text) if _FLOAT.fullmatch(text) else text


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def text_of(value: Scalar) -> str:
    """A scalar as text, a string as it is: `8080`, `true`, `0.50`; null as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def shown(value: Scalar) -> str:
    """A scalar as a person would write it in YAML, shortened where it is long."""
    match value:
        case None:
            return "null"
        case str():
            return f'"{_shortened(value)}"'
        case _:
            return _shortened(text_of(value))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def printable(text: str) -> str:
    """The text in one line, with what no terminal shows or no encoding takes as escapes: `a\\nb`."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)
