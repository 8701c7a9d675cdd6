"""The page of the YAML's keys, from the grammar and from what becomes of examples with and without each key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docs.reference import types_table
from docs.reference.cli_page import commands
from docs.reference.examples import Example, examples, excerpt
from docs.reference.outcomes import effects, tables
from docs.reference.shapes_said import anchor, heading, said
from docs.reference.shown import Shown, all_tables, shown

from nomnom.settings import SETTINGS
from nomnom.spec.grammar import SETTING_KEYS
from nomnom.spec.shapes import Key, Table

_OPENING = """\
<!-- Made by `make reference` from the code; changes here are lost. -->

# The YAML, key by key

A project is a folder with `entities/*.yaml`, an entity each, and at will a `nomnom.yaml`. Every key is listed
here with an [example](#examples) that the tests execute and in which `nomnom validate --notes` finds nothing.
What the key changes is shown: `+` is what comes of the example, `-` what came of it without the key. Tables are
PostgreSQL's; rows and plans are those of a SQLite database that took the example's messages.

An optional key that is null counts as left out. A key that isn't listed is an error that names the nearest one.

An editor that speaks to the YAML language server completes and checks entities by
[entity.schema.json](entity.schema.json) and `nomnom.yaml` by [project.schema.json](project.schema.json):

```bash
nomnom generate json-schema > entity.schema.json
nomnom generate json-schema project > project.schema.json
```

The first line of a file in `entities/` says where its schema is:

```yaml
# yaml-language-server: $schema=../entity.schema.json
```
"""

_LONGEST = 10
"""Lines of a difference that are shown."""

_NO_DIFFERENCE = "It changes neither tables nor rows."


def page() -> str:
    """The whole page."""
    parts = [_OPENING, _contents(), *map(_section, all_tables())]
    parts += [types_table.section(), "## Examples\n", *map(_example, examples())]
    return "\n".join(parts)


def _contents() -> str:
    lines = (
        f"- [{table.title}](#{anchor(table.title)}): {', '.join(key.name for key in table.keys)}"
        for table in all_tables()
    )
    return "\n".join((*lines, "- [types](#types)", "- [examples](#examples)", ""))


def _section(table: Table) -> str:
    entries = (_entry(table, key) for key in table.keys)
    return "\n".join([f"## {heading(table.title)}\n", *entries])


def _entry(table: Table, key: Key) -> str:
    seen = shown(table, key)
    other = f" It may be spelled `{key.other}` as well." if key.other else ""
    name = seen.found.example.name
    parts = [
        f"### {table.title}: {key.name}",
        f"{key.doc[0].upper()}{key.doc[1:]}.{other}",
        f"*{'; '.join((said(key.shape), _default(key), *_elsewhere(key)))}*",
        f"In [{name}](#example-{name}), `{seen.found.file}`:",
        _fenced("yaml", excerpt(seen.found).splitlines()),
        _difference(seen),
    ]
    return "\n\n".join(parts) + "\n"


def _default(key: Key) -> str:
    if key.required:
        return "required"
    return f"optional, default: {key.default}" if key.default else "optional"


def _elsewhere(key: Key) -> Iterator[str]:
    """Where else a setting may be given: as a flag of some command, and in the environment."""
    if key in SETTING_KEYS:
        flag = f"--{key.name.replace('_', '-')}"
        if any(flag in param.opts for _, command in commands() for param in command.params):
            yield f"flag: `{flag}`"
        variables = {setting.name: setting.variable for setting in SETTINGS}
        yield f"variable: `{variables[key.name]}`"


def _difference(seen: Shown) -> str:
    if seen.errors:
        return f"Without it:\n\n{_fenced('text', seen.errors)}"
    if not seen.difference:
        return _NO_DIFFERENCE
    left_out = len(seen.difference) - _LONGEST
    more = [f"… {left_out} lines more"] if left_out > 0 else []
    return _fenced("diff", [*seen.difference[:_LONGEST], *more])


def _example(example: Example) -> str:
    parts = [f"### Example: {example.name}"]
    texts = {**example.before, **example.files}
    for file, text in texts.items():
        parts += [f"`{file}`", _fenced("yaml", text.splitlines())]
    for root, text in example.messages.items():
        parts += [f"Messages for {root}:", _fenced("text", text.splitlines())]
    if not example.before and (ddl := tables(example.read().checked())):
        parts += ["The tables:", _fenced("sql", ddl)]
    if lines := effects(example):
        parts += [
            "What the messages become:" if example.messages else "The plan:",
            _fenced("text", lines),
        ]
    return "\n\n".join(parts) + "\n"


def _fenced(language: str, lines: Sequence[str]) -> str:
    return "\n".join((f"```{language}", *lines, "```"))
