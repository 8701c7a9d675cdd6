"""The words of a problem: what a field expects, and what the decoder's refusals mean."""

from __future__ import annotations

import re

import msgspec

from nomnom.extraction.values import RuleBroken
from nomnom.model.entity import Field
from nomnom.model.types import Kind

SHOWN_BYTES = 80
"""How much of a value is quoted in a problem."""

_EXPECTED = {
    Kind.STRING: "a string",
    Kind.INTEGER: "an integer between -2147483648 and 2147483647",
    Kind.BIGINT: "an integer between -9223372036854775808 and 9223372036854775807",
    Kind.FLOAT: "a number",
    Kind.DECIMAL: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date as YYYY-MM-DD",
    Kind.DATETIME: "a time as YYYY-MM-DDThh:mm:ss, with or without an offset",
    Kind.TIMESTAMP: "a time with its offset, as YYYY-MM-DDThh:mm:ssZ",
    Kind.UUID: "a UUID",
    Kind.JSON: "a JSON value",
    Kind.OBJECT: "an object",
    Kind.LIST: "a list",
}

# From the texts of msgspec's ValidationError, which carries no code.
_RULES = (
    (re.compile(r"length"), "length"),
    (re.compile(r"regex"), "pattern"),
    (re.compile(r"enum|Invalid.*value"), "enum"),
    (re.compile(r"[<>]=|out of range"), "range"),
    (re.compile(r"RFC3339|UUID|uuid|[Dd]ecimal"), "format"),
)


def expected(declared: Field) -> str:
    """What a field takes, as part of a sentence: `an integer between …`."""
    rules = declared.constraints
    if rules.enum:
        return f"one of {', '.join(map(str, rules.enum))}"
    text = _EXPECTED[declared.type.kind]
    if declared.type.kind.is_integer and (rules.minimum is not None or rules.maximum is not None):
        low = "" if rules.minimum is None else f" >= {rules.minimum}"
        high = "" if rules.maximum is None else f" <= {rules.maximum}"
        text = f"an integer{low}{' and' if low and high else ''}{high}"
    if rules.pattern:
        text += f" matching {rules.pattern}"
    longest = rules.max_length or declared.type.length
    if rules.min_length is not None:
        text += f" of at least {rules.min_length} characters"
    if longest is not None:
        text += f"{' and' if rules.min_length is not None else ' of'} at most {longest} characters"
    return text + (" or null" if declared.nullable else "")


def describe_refusal(error: Exception, declared: Field | None = None) -> tuple[str, str]:
    """The rule's word and the sentence for what refused a value: decoder, check or transform."""
    match error:
        case RuleBroken():
            return error.rule, str(error)
        case msgspec.ValidationError():
            rule = next((word for found, word in _RULES if found.search(str(error))), "type")
            return rule, f"expected {expected(declared)}" if declared else _plain(str(error))
        case msgspec.DecodeError():
            return "json", f"expected a JSON document: {_plain(str(error))}"
        case UnicodeDecodeError():
            return "utf-8", "expected UTF-8 text"
        case RecursionError():
            return "nesting", "expected less deeply nested JSON"
    return "value", f"{type(error).__name__}: {error}"


def _plain(text: str) -> str:
    return text.replace("`", "").removeprefix("JSON is malformed: ")


def shortened(text: bytes) -> str:
    """A value's JSON text for a message: one line, at most SHOWN_BYTES, cut visibly."""
    line = b" ".join(text.split())
    if len(line) > SHOWN_BYTES:
        return line[:SHOWN_BYTES].decode(errors="ignore") + "…"
    return line.decode(errors="replace")
