"""An explanation as a tree that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from nomnom.explaining.explanation import (
    Candidate,
    Choice,
    Document,
    EntityRecords,
    Explanation,
    FieldValue,
    NoRecord,
    Origin,
    ReadFrom,
    Record,
)
from nomnom.extraction.values import as_json
from nomnom.model.entity import MESSAGE, Argument

_SHOWN = 32
"""Characters of a value that are shown."""

_MOST_REASONS = 3
"""Places without a record that are told of for one reason."""


def as_text(explanation: Explanation, *, width: int = 100, styled: bool = False) -> str:
    """The explanation as lines of text; `styled` for a terminal that shows colours."""
    console = Console(
        file=StringIO(), width=width, force_terminal=styled, no_color=not styled, highlight=False
    )
    several = len(explanation.documents) > 1
    for document in explanation.documents:
        console.print(_tree(document, several=several))
        if document.sql:
            console.print(Text(f"\n{_sql_title(document)}:\n", "dim"), soft_wrap=True)
            for statement in document.sql:
                console.print(Text(f"{statement};"), soft_wrap=True)
        console.print()
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _sql_title(document: Document) -> str:
    title = "SQL for PostgreSQL, with the effect of what a worker does"
    if document.unread:
        return f"{title}; what is looked up in {', '.join(document.unread)} is NULL here"
    return title


def _tree(document: Document, *, several: bool) -> Tree:
    place = f"document {document.index + 1}: " if several else ""
    tree = Tree(Text.assemble(place, *_title(document)), guide_style="dim")
    for candidate in document.choice.candidates:
        if document.choice.entity is None:
            tree.add(Text(_compared(candidate)))
    for problem in document.problems:
        tree.add(Text.assemble((f"✗ {problem.rule}", "red"), f"  {_visible(str(problem))}"))
    for name in document.unread:
        note = f"the rows of {name} aren't at hand; name their database with --database-url"
        tree.add(Text.assemble(("? unread", "yellow"), f"  {note}"))
    for entity in document.entities:
        _add_entity(tree, entity, is_dead=bool(document.problems))
    return tree


def _title(document: Document) -> Iterator[tuple[str, str]]:
    choice = document.choice
    if choice.entity is None:
        yield f"no root entity: {_visible(choice.reason)}; name one with --entity", "bold red"
        return
    yield choice.entity, "bold"
    yield f", {_HOW[choice.how]}{_more(choice)}: ", ""
    if document.problems:
        yield "a dead letter, nothing of it is written", "bold red"
        return
    rows = sum(not each.superseded for e in document.entities if e.table for each in e.records)
    yield _counted(rows, "row"), "bold green"


_HOW = {
    "named": "as named",
    "only": "the only root entity",
    "identified": "identified by its members",
}


def _more(choice: Choice) -> str:
    """How the roots that weren't chosen compare, where there are any."""
    others = [_compared(each) for each in choice.candidates if each.entity != choice.entity]
    return f" ({'; '.join(others)})" if others else ""


def _compared(candidate: Candidate) -> str:
    if candidate.missing:
        return f"{candidate.entity} needs {', '.join(map(_visible, candidate.missing))} too"
    return f"{candidate.entity} fits"


def _add_entity(tree: Tree, entity: EntityRecords, *, is_dead: bool) -> None:
    node = tree.add(Text.assemble((entity.entity, "bold"), _goes_to(entity, is_dead=is_dead)))
    for record in entity.records:
        note = ", not written: another row has the same key" if record.superseded else ""
        node.add(Text.assemble((_visible(record.path), "cyan"), note)).add(_fields(record))
    for line in _reasons(entity.none_at):
        node.add(Text(line, "dim"))


def _goes_to(entity: EntityRecords, *, is_dead: bool) -> str:
    if is_dead:
        return ""
    rows = sum(not record.superseded for record in entity.records)
    goals = []
    if entity.table:
        goals.append(f"{_counted(rows, 'row')} of {entity.table}")
    if entity.published:
        goals.append(f"{_counted(len(entity.records), 'record')} published")
    if not goals:
        goals.append("only feeds others")
    return f": {', '.join(goals)}"


def _reasons(none_at: tuple[NoRecord, ...]) -> Iterator[str]:
    """A line for each reason, with the first places that it holds for."""
    for reason in dict.fromkeys(each.reason for each in none_at):
        places = [_visible(each.path) for each in none_at if each.reason == reason]
        more = f" and {len(places) - _MOST_REASONS} more" if len(places) > _MOST_REASONS else ""
        yield f"none at {', '.join(places[:_MOST_REASONS])}{more}: {reason}"


def _fields(record: Record) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for field in record.fields:
        table.add_row(
            Text(field.name, "" if field.column else "dim"), _value(field), _origin(field)
        )
    return table


def _value(field: FieldValue) -> Text:
    if field.problem:
        return Text("✗", "red")
    if field.unread:
        return Text("?", "yellow")
    line = _visible(" ".join(field.value.split()))
    return Text(line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…", "green")


def _origin(field: FieldValue) -> Text:
    """What gave the value, and the places that it was read from."""
    declared = _declared(field.origin)
    places = ", ".join(map(_place, field.read_from))
    text = f"{declared} from {places}" if declared and places else declared or places
    note, style = _visible(field.problem), "red"
    if field.unread and not field.problem:
        be = "isn't" if len(field.unread) == 1 else "aren't"
        note, style = f"{', '.join(field.unread)} {be} read", "yellow"
    return Text.assemble(_visible(text), (f"  {note}" if note else "", style))


def _declared(origin: Origin) -> str:
    """The call of a transform; for a field taken by its own name the field that it is a copy of, if any."""
    if not origin.transform:
        return ", ".join(origin.sources)
    given = [*origin.sources, *(f"{name}: {_argument(v)}" for name, v in origin.args.items())]
    return f"{origin.transform}({', '.join(given)})"


def _argument(value: Argument) -> str:
    if isinstance(value, str):
        return value
    return as_json(dict(value) if isinstance(value, Mapping) else value)


def _place(read: ReadFrom) -> str:
    if read.present:
        return read.place
    of_message = read.place.startswith(f"{MESSAGE}.")
    return f"{read.place} ({'known once it is sent' if of_message else 'absent'})"


def _visible(text: str) -> str:
    """The text with what no terminal shows spelled out, so that none acts on it."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
