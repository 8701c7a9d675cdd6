"""The words of a problem: what a field expects, and what the decoder's refusals mean."""

from __future__ import annotations

import re

import msgspec

from nomnom.extraction.values import RuleBroken, one_of
from nomnom.extraction.wire import integer_range
from nomnom.model.entity import Field
from nomnom.model.types import Kind

SHOWN_BYTES = 80
"""How much of a value is quoted in a problem."""

_EXPECTED = {
    Kind.STRING: "a string",
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
    (re.compile(r"Expected `\w+` of length"), "length"),
    (re.compile(r"Expected `\w+` matching regex"), "pattern"),
    (re.compile(r"Invalid enum value"), "enum"),
    (re.compile(r"Expected `\w+` [<>]|(Integer value|Number) out of range"), "range"),
    (re.compile(r"Invalid (RFC3339|UUID|decimal)|Expected `datetime` with"), "format"),
)


def expected(declared: Field) -> str:
    """What a field takes, as part of a sentence: `an integer between …`."""
    rules = declared.constraints
    if rules.enum:
        return one_of(rules.enum) + (" or null" if declared.nullable else "")
    if declared.type.kind.is_integer:
        low, high = integer_range(declared.type.kind, rules)
        text = f"an integer between {low} and {high}"
    else:
        text = _EXPECTED[declared.type.kind]
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
            rule = next((word for found, word in _RULES if found.match(str(error))), "type")
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
