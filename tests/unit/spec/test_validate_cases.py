"""Golden folders: a project's files, and every diagnostic they give."""

import re
from pathlib import Path

import pytest

from nomnom.loading import read_folder
from nomnom.spec import CODES

CASES = Path(__file__).parents[2] / "cases" / "validate"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_diagnostics(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a case give exactly the diagnostics beside them, sorted."""
    monkeypatch.chdir(folder)
    expected = Path("expected.txt").read_text(encoding="utf-8")
    assert expected == "".join(f"{d}\n" for d in read_folder(Path()).diagnostics)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_project_or_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a project exactly where no diagnostic is an error."""
    monkeypatch.chdir(folder)
    reading = read_folder(Path())
    failed = any(d.severity == "error" for d in reading.diagnostics)
    assert failed == (reading.project is None)


def test_every_code_has_a_case() -> None:
    """Each code is provoked by a case that bears its name, and no case shows a code that isn't listed."""
    found = {
        folder.name[:5]: re.findall(r"\[(NN\d+)\]", (folder / "expected.txt").read_text("utf-8"))
        for folder in FOLDERS
    }
    assert set(CODES) == {name for name, codes in found.items() if name in codes}
    assert set(CODES) >= {code for codes in found.values() for code in codes}


def test_every_diagnostic_has_a_cure() -> None:
    """No diagnostic stops at the complaint: each says what to do about it."""
    lines = [line for f in FOLDERS for line in (f / "expected.txt").read_text("utf-8").splitlines()]
    assert [] == [line for line in lines if "; " not in line]
