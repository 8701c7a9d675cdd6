"""Golden files: texts that are compared to the letter, and written anew when a person asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OPTION = "--update-goldens"


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares texts with golden files; with `updating`, writes the files instead."""

    updating: bool = False

    def check(self, file: Path, found: str) -> None:
        """Fail unless the file holds exactly that text."""
        if self.updating:
            file.write_text(found)
        assert file.exists(), f"{file.name} is missing; write it with {OPTION}, then read it"
        assert file.read_text() == found
