"""Text."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import Any, Literal

from nomnom.transforms.canonical import text_of
from nomnom.transforms.declaring import transform
from nomnom.transforms.patterns import compiled
from nomnom.transforms.signature import Scalar


@transform
def to_text(value: Scalar) -> str:
    """The text of any single value: true and false, plain digits, ISO dates, times with their offset.

    >>> to_text(Decimal("12.30"))
    '12.30'
    """
    return text_of(value)


@transform
def concat(*values: Scalar | None, separator: str = "") -> str:
    """The texts of the sources, one after the other; a null is left out together with its separator.

    >>> concat("Ada", None, "Lovelace", separator=" ")
    'Ada Lovelace'
    """
    return separator.join(text_of(value) for value in values if value is not None)


def _check_template(sources: int, *, template: str) -> None:
    highest = max((place for _, place in _template(template) if place is not None), default=-1)
    if highest >= sources:
        raise ValueError(
            f"expected {highest + 1} sources for the places in the template, got {sources}"
        )


@transform(check=_check_template)
def format(*values: Scalar, template: str) -> str:
    """The template with the texts of the sources in its places: `{}` in turn, or `{0}`, `{1}` by number.

    >>> format("DE", 7, template="{}-{}")
    'DE-7'
    >>> format("Ada", "Lovelace", template="{1}, {0}")
    'Lovelace, Ada'
    """
    return "".join(
        literal if place is None else literal + text_of(values[place])
        for literal, place in _template(template)
    )


@lru_cache(maxsize=1024)
def _template(template: str) -> tuple[tuple[str, int | None], ...]:
    """The parts of a template: literal text, and the source that follows it."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        parts = [("", "?", "", None)]  # a brace is open: refused as an odd name is
    names = [name for _, name, _, _ in parts if name is not None]
    in_turn = not any(names)
    wrong = any(spec or conversion for _, _, spec, conversion in parts)
    if wrong or not (in_turn or all(re.fullmatch("[0-9]{1,9}", name) for name in names)):
        raise ValueError(f'expected a template with places like {{}} or {{0}}, got "{template}"')
    places = iter(range(len(names)) if in_turn else map(int, names))
    return tuple((literal, None if name is None else next(places)) for literal, name, _, _ in parts)


@transform
def trim(text: str, *, characters: str | None = None) -> str:
    """The text without white space, or without the given characters, at its ends.

    >>> trim("  tea ")
    'tea'
    >>> trim("000420", characters="0")
    '42'
    """
    return text.strip(characters)


@transform
def upper(text: str) -> str:
    """The text in capital letters.

    >>> upper("de")
    'DE'
    """
    return text.upper()


@transform
def lower(text: str) -> str:
    """The text in small letters.

    >>> lower("Ada@Example.ORG")
    'ada@example.org'
    """
    return text.lower()


def _check_find(_: int, *, find: str, replacement: str) -> None:
    if not find:
        raise ValueError("expected at least one character to find")


@transform(check=_check_find)
def replace(text: str, *, find: str, replacement: str = "") -> str:
    """The text with every occurrence of `find` replaced; with nothing, unless told otherwise.

    >>> replace("030 / 12 34", find=" ")
    '030/1234'
    """
    return text.replace(find, replacement)


def _check_regex_replace(_: int, *, pattern: str, replacement: str) -> None:
    compiled(pattern)
    try:
        # Python reads a replacement when something matches, as the empty alternative always does.
        re.sub(f"{pattern}\n|", replacement, "")
    except (re.error, IndexError) as error:
        raise ValueError(f'expected a replacement, got "{replacement}": {error}') from None


@transform(check=_check_regex_replace)
def regex_replace(text: str, *, pattern: str, replacement: str = "") -> str:
    r"""The text with every match of a regular expression replaced; `\1` stands for the first group.

    >>> regex_replace("2024-1774", pattern="^[0-9]{4}-", replacement="")
    '1774'
    >>> regex_replace("Lovelace, Ada", pattern="(.+), (.+)", replacement=r"\2 \1")
    'Ada Lovelace'
    """
    return compiled(pattern).sub(replacement, text)


def _check_regex_extract(_: int, *, pattern: str, group: int | None) -> None:
    groups = compiled(pattern).groups
    if group is not None and not 0 <= group <= groups:
        raise ValueError(f"expected a group from 0 to {groups}, got {group}")


@transform(check=_check_regex_extract)
def regex_extract(text: str, *, pattern: str, group: int | None = None) -> str | None:
    """The first match of a regular expression: its first group where it has one; null without a match.

    `group` names another group by its number, 0 for all that matched.

    >>> regex_extract("order 1774, paid", pattern="[0-9]+")
    '1774'
    >>> regex_extract("invoice=A-9;", pattern="invoice=([^;]+)")
    'A-9'
    """
    matcher = compiled(pattern)
    match = matcher.search(text)
    if match is None:
        return None
    found: str | None = match.group(min(matcher.groups, 1) if group is None else group)
    return found


def _check_separator(_: int, *, separator: str, **others: Any) -> None:
    if not separator:
        raise ValueError("expected a separator of at least one character")


@transform(check=_check_separator)
def split(text: str, *, separator: str) -> list[str]:
    """The parts between the separators; an empty text has none.

    >>> split("red;green", separator=";")
    ['red', 'green']
    """
    return text.split(separator) if text else []


@transform(check=_check_separator)
def split_part(text: str, *, separator: str, index: int) -> str | None:
    """One of the parts between separators, counted from 0, or from the end where it is negative; else null.

    >>> split_part("DE/BE/Berlin", separator="/", index=-1)
    'Berlin'
    """
    parts = text.split(separator)
    return parts[index] if -len(parts) <= index < len(parts) else None


@transform
def substring(text: str, *, start: int, length: int | None = None) -> str:
    """The characters from `start` on, counted from 0, or from the end where it is negative.

    >>> substring("2024-01-31", start=0, length=4)
    '2024'
    >>> substring("A-1774", start=-4)
    '1774'
    """
    tail = text[start:]
    return tail if length is None else tail[:length]


def _check_pad(_: int, *, length: int, fill: str, side: str) -> None:
    if len(fill) != 1:
        raise ValueError(f'expected one character to fill with, got "{fill}"')


@transform(check=_check_pad)
def pad(
    value: Scalar, *, length: int, fill: str = " ", side: Literal["left", "right"] = "left"
) -> str:
    """The text, filled up to a length at one side; a longer text stays as it is.

    >>> pad(42, length=6, fill="0")
    '000042'
    """
    text = text_of(value)
    return text.rjust(length, fill) if side == "left" else text.ljust(length, fill)
