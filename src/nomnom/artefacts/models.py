"""A project's rows as a Python module of msgspec structs, for type checkers and editors."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType

from nomnom.artefacts.members import Member, attribute, row_members
from nomnom.extraction import Plan
from nomnom.model.entity import Entity
from nomnom.model.types import Kind

_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.STRING: "str",
        Kind.INTEGER: "int",
        Kind.BIGINT: "int",
        Kind.FLOAT: "Decimal",
        Kind.DECIMAL: "Decimal",
        Kind.BOOLEAN: "bool",
        Kind.DATE: "date",
        Kind.DATETIME: "datetime",
        Kind.TIMESTAMP: "datetime",
        Kind.UUID: "UUID",
        Kind.JSON: "Any",
        Kind.OBJECT: "dict[str, Any]",
        Kind.LIST: "list[Any]",
    }
)
_HOMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("bool", "dict", "int", "list", "str"), "builtins"),
        **dict.fromkeys(("date", "datetime"), "datetime"),
        "Decimal": "decimal",
        "Any": "typing",
        "UUID": "uuid",
    }
)
"""The module of each name in a type."""

_WORD = re.compile(r"\w+")
_MARGIN = "    "
_WIDTH = 80
"""How wide prose gets, so that with its quotes it stays within 88 characters."""

Names = Mapping[str, str]
"""What each name in a type is called in the module."""


def models_module(title: str, plan: Plan) -> str:
    """The text of the module: a class for each entity that has rows. Equal plans give equal text.

    A class bears its entity's name, its attributes those of the fields; a keyword of Python's has an underscore
    behind it. The module needs msgspec and nothing else, passes `mypy --strict` and is formatted.
    """
    rows = row_members(plan).values()
    words = {
        word for _, members in rows for each in members for word in _WORD.findall(_TYPES[each.kind])
    }
    taken = {entity.name for entity, _ in rows}
    taken |= {attribute(each.name) for _, members in rows for each in members}
    names = {word: _free(word, taken) for word in sorted(words)}
    head = [*_docstring(f"Rows of {title}, made by `nomnom generate models`."), ""]
    if imports := [*_imports(names)]:
        head += [*imports, ""]
    head.append("import msgspec")
    blocks = [head, *([*_class(entity, members, names)] for entity, members in rows)]
    return "\n\n\n".join("\n".join(block) for block in blocks) + "\n"


def _free(word: str, taken: Iterable[str]) -> str:
    """Because a field may be called `date`, the type of that name is called `date_` where one is."""
    while word in taken:
        word += "_"
    return word


def _imports(names: Names) -> Iterator[str]:
    """What the module needs of the standard library, sorted."""
    wanted = sorted(
        (_HOMES[word], word) for word in names if word != names[word] or _HOMES[word] != "builtins"
    )
    for module, group in groupby(wanted, key=itemgetter(0)):
        words = [word for _, word in group]
        lines = [f"from {module} import {w} as {names[w]}" for w in words if w != names[w]]
        if plain := [word for word in words if word == names[word]]:
            lines.append(f"from {module} import {', '.join(plain)}")
        yield from sorted(lines)


def _class(entity: Entity, members: Iterable[Member], names: Names) -> Iterator[str]:
    yield f"class {attribute(entity.name)}(msgspec.Struct, frozen=True):"
    stored = entity.persistence if entity.has_table else None
    what = f"A row of {stored.table}." if stored else f"A record of {entity.name}."
    yield from _docstring(entity.doc or what, _MARGIN)
    for number, member in enumerate(members):
        if number == 0:
            yield ""
        yield f"{_MARGIN}{_member(member, names)}"
        if member.doc:
            yield from _docstring(member.doc, _MARGIN)


def _member(member: Member, names: Names) -> str:
    spelled = _WORD.sub(lambda word: names[word[0]], _TYPES[member.kind])
    optional = " | None" if member.nullable and member.kind is not Kind.JSON else ""
    name = attribute(member.name)
    origin = "" if name == member.name else f' = msgspec.field(name="{member.name}")'
    return f"{name}: {spelled}{optional}{origin}"


def _docstring(text: str, margin: str = "") -> list[str]:
    """Prose as a docstring, paragraphs kept: what would end or change it is escaped."""
    paragraphs = [_prose(each, margin) for each in re.split(r"\n\s*\n", text.strip())]
    lines = "\n\n".join(paragraphs).splitlines()
    if len(lines) == 1:
        return [f'{margin}"""{lines[0].lstrip()}"""']
    return [f'{margin}"""{lines[0].lstrip()}', *lines[1:], f'{margin}"""']


def _prose(paragraph: str, margin: str) -> str:
    escaped = paragraph.replace("\\", "\\\\").replace('"""', '\\"""')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    return textwrap.fill(
        " ".join(escaped.split()),
        width=_WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
