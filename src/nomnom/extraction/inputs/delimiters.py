"""The delimiters of HL7 v2, and messages that declare others than the usual ones."""

from __future__ import annotations

import re
import string

from nomnom.extraction.inputs.port import Unreadable

STANDARD = "|^~\\&#"
"""Of fields, components, repetitions, escape sequences, subcomponents and, since HL7 2.7, truncated values."""

FIELD = STANDARD[0]

_NAMES = "FSRETP"
"""How escape sequences name the delimiters, in the same order: \\F\\ is a field separator that is text."""

_USUAL = ("MSH|^~\\&|", "MSH|^~\\&#|")


def standardized(message: str) -> str:
    """A message that begins with MSH, with the standard delimiters in place of those that it declares.

    Text means the same afterwards: what would become a delimiter is escaped, what no longer is one needs
    no escape, and other escape sequences are kept. Raises Unreadable for delimiters that can't be told apart.
    """
    if message.startswith(_USUAL):
        return message
    declared = _declared(message)
    rest = message[len("MSH") + len(declared) :]
    return f"MSH{STANDARD[: len(declared)]}{_translated(rest, declared)}"


def _declared(message: str) -> str:
    """What MSH-1 and MSH-2 declare: four encoding characters, or five with that of truncated values."""
    field = message[3:4] or "\r"
    declared = field + message[4:].partition("\r")[0].partition(field)[0]
    marks = set(declared)
    if len(declared) in (5, 6) and len(marks) == len(declared) and marks <= set(string.punctuation):
        return declared
    expected = "expected MSH-1 and MSH-2 to be different punctuation marks, such as |^~\\&"
    raise Unreadable("hl7", expected)


def _translated(text: str, declared: str) -> str:
    standard = STANDARD[: len(declared)]
    delimiters = dict(zip(declared, standard, strict=True))
    named = dict(zip(_NAMES, declared, strict=False))
    literals = {mark: f"\\{name}\\" for mark, name in zip(standard, _NAMES, strict=False)}

    def translation(found: re.Match[str]) -> str:
        sequence, mark = found.groups()
        if mark:
            return delimiters.get(mark) or literals[mark]
        if sequence in named:
            return literals.get(named[sequence], named[sequence])
        return f"\\{sequence}\\"

    marks = re.escape(declared + standard)
    escape = re.escape(declared[3])
    return re.sub(f"{escape}([^\r{marks}]+){escape}|([{marks}])", translation, text)
