"""A new revision: which file, and what stands in it."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Final

from nomnom.errors import ConfigurationError
from nomnom.migrate.revisions.arranging import body
from nomnom.migrate.revisions.calls import indented
from nomnom.migrate.revisions.comparison import Comparison, reversed_operations
from nomnom.migrate.revisions.declared import Declared
from nomnom.migrate.revisions.history import History, Revision
from nomnom.migrate.revisions.renaming import taken_back

SLUG_LENGTH: Final = 40

_DIALECTS = ("mysql", "postgresql")


@dataclass(frozen=True, slots=True)
class Written:
    """A revision and the text of its file."""

    revision: Revision
    text: str

    def save(self) -> None:
        """Write the file; its folder is made where it doesn't exist, a file that exists is left alone."""
        self.revision.path.parent.mkdir(exist_ok=True)
        try:
            with self.revision.path.open("x", encoding="utf-8") as file:
                file.write(self.text)
        except FileExistsError as error:
            raise ConfigurationError(
                "the file exists already", place=self.revision.place, cure="run it again"
            ) from error


def write_revision(
    history: History, message: str, found: Comparison, wanted: Declared, today: dt.date
) -> Written:
    """The revision after the last one of `history`, which makes what was `found` so, and can undo it."""
    number = f"{_next_number(history):04}"
    path = history.folder / f"{number}_{slug(message)}.py"
    revision = Revision(number, history.head, message, path)
    upgrade = body(found.operations, wanted, before=found.renames)
    backwards = reversed_operations(found.operations)
    downgrade = body(backwards, wanted, after=taken_back(found.renames))
    return Written(revision, _file(revision, wanted, upgrade, downgrade, today))


def slug(message: str) -> str:
    """A message as part of a file's name: `add priority` is `add_priority`."""
    plain = unicodedata.normalize("NFKD", message).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words[:SLUG_LENGTH].rstrip("_") or "revision"


def _next_number(history: History) -> int:
    """One more than the highest id that is a number; others, made by hand, don't count."""
    numbers = (int(each.id) for each in history.revisions if each.id.isdecimal())
    return max(numbers, default=0) + 1


def _file(
    revision: Revision, wanted: Declared, upgrade: str, downgrade: str, today: dt.date
) -> str:
    before = f'"{revision.after}"' if revision.after else "None"
    after = f"after {revision.after}" if revision.after else "the first one"
    head = f'''\
"""{_docstring(revision.message)}

Revision {revision.id}, {after}, made on {today.isoformat()}.
"""

{_imports(upgrade + downgrade)}

revision = "{revision.id}"
down_revision = {before}
database = "{wanted.database}"


def upgrade() -> None:
    """Change the database as the message says."""
'''
    middle = textwrap.dedent('''

        def downgrade() -> None:
            """Take it back."""
        ''')
    return f"{head}{indented(upgrade)}\n{middle}{indented(downgrade)}\n"


def _imports(source: str) -> str:
    dialects = [name for name in _DIALECTS if f"{name}." in source]
    lines = ["import sqlalchemy as sa"] if "sa." in source else []
    lines.append("from alembic import op")
    if dialects:
        lines.append(f"from sqlalchemy.dialects import {', '.join(dialects)}")
    return "\n".join(lines)


def _docstring(message: str) -> str:
    """One line that can stand between triple quotes."""
    return " ".join(message.split()).replace("\\", "\\\\").replace('"', '\\"')
