"""The page of the built-in transforms, from the transforms themselves."""

from __future__ import annotations

import doctest
from collections.abc import Iterator

from nomnom.transforms import TOPICS, Transform, yaml_usage

_OPENING = """\
<!-- Made by `make reference` from the code; changes here are lost. -->

# Transforms

A field with `computed_from` gets its value from a transform: `sources` are the values it takes, in order, and
`args` say how. `nomnom validate` checks both. This page is written from the code; `nomnom transforms NAME`
shows the same at a prompt.

- A null source makes the result null, unless a transform says otherwise.
- *Field's type* stands for a value of the type that the field declares; *single value* for anything but a list
  or an object.
- Numbers are exact decimals. A value that a transform can't take is the record's problem, with the reason.
- Examples are Python, where `dt` is `datetime`. The tests execute each of them.
"""


def page() -> str:
    """The whole page."""
    parts = [_OPENING]
    for topic, transforms in TOPICS.items():
        parts += [f"## {topic}\n", *(_section(each) for each in transforms)]
    return "\n".join(parts)


def _section(transform: Transform) -> str:
    examples = "".join(_examples(transform))
    prose = transform.docstring.partition(">>>")[0].strip()
    return (
        f"### `{transform.name}`\n\n```text\n{transform.signature}\n```\n\n{prose}\n\n"
        f"```yaml\n{yaml_usage(transform)}\n```\n\n```pycon\n{examples}```\n"
    )


def _examples(transform: Transform) -> Iterator[str]:
    for example in doctest.DocTestParser().get_examples(transform.docstring):
        yield f">>> {example.source}{example.want}"
