"""`nomnom generate`, from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Nomnom = Callable[..., CompletedProcess[str]]


def test_models_are_printed_or_written(nomnom: Nomnom, shop: Path, tmp_path: Path) -> None:
    """The same text, to stdout or to the file that is named."""
    printed = nomnom("generate", "models", shop)
    written = nomnom("generate", "models", shop, "--output", "models.py")
    assert (0, "") == (printed.returncode, printed.stderr)
    assert "\nclass Order(msgspec.Struct, frozen=True):\n" in printed.stdout
    assert (0, "wrote models.py\n") == (written.returncode, written.stdout)
    assert printed.stdout == (tmp_path / "models.py").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written(nomnom: Nomnom, shop: Path) -> None:
    """Is one line, with the reason and the cure."""
    ended = nomnom("generate", "models", shop, "--output", "nowhere/models.py")
    assert (1, "") == (ended.returncode, ended.stdout)
    assert ended.stderr.startswith("error: nowhere/models.py: can't be written: No such file")
