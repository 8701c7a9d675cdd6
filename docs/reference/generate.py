"""The pages of docs/reference, written from the code that they describe: `make reference`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from docs.reference import cli_page, transforms_page, yaml_page

from nomnom.migrate.revisions.codes import CODES as REVISION_CODES
from nomnom.spec import (
    CODES,
    EXPLANATIONS,
    TOPICS,
    Explanation,
    entity_schema,
    project_schema,
    severity_of,
)
from nomnom.testing.codes import CODES as TEST_CODES

FOLDER = Path(__file__).parent
MADE = "<!-- Made by `make reference` from the code; changes here are lost. -->"


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _codes() -> Iterator[str]:
    yield from (MADE, "", "# Codes", "")
    yield "Each finding of `nomnom validate`, `nomnom migrations` and `nomnom test` bears a code, which never"
    yield "changes its meaning. An error keeps the project, or its tests, from being used. A warning says that"
    yield "harm is likely. A note is shown with `--notes`. Warnings and notes can be"
    yield "[silenced](../checking-a-project.md#silences)."
    for prefix, topic in TOPICS.items():
        codes = {code: title for code, title in CODES.items() if code.startswith(prefix)}
        yield from ("", f"## {topic}", "", *_table(codes))
    yield from ("", "## Migrations", "", *_table(REVISION_CODES))
    yield from ("", "## Tests", "", *_table(TEST_CODES))
    yield from ("", "## Why warnings and notes matter, and how they are mended")
    for code, explanation in EXPLANATIONS.items():
        yield from _explained(code, explanation)
    yield ""


def _table(codes: Mapping[str, str]) -> Iterator[str]:
    yield from ("| code | severity | title |", "|---|---|---|")
    for code, title in codes.items():
        shown = f"[{code}](#{code.lower()})" if code in EXPLANATIONS else code
        yield f"| {shown} | {severity_of(code)} | {title} |"


def _explained(code: str, explanation: Explanation) -> Iterator[str]:
    yield from ("", f"### {code}", "")
    yield f"{CODES[code]} ({explanation.severity}). {explanation.harm}"
    yield from ("", f"*Mend it:* {explanation.mending}")


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "cli.md": cli_page.page,
        "codes.md": lambda: "\n".join(_codes()),
        "entity.schema.json": lambda: _json(entity_schema()),
        "project.schema.json": lambda: _json(project_schema()),
        "transforms.md": transforms_page.page,
        "yaml.md": yaml_page.page,
    }
)
"""What makes each page, by the name of its file."""


if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
