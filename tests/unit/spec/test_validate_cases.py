"""Golden folders: a project's files, every diagnostic they give, and the notes in `notes.txt`, if any."""

import re
from pathlib import Path

import pytest

from nomnom.loading import read_folder
from nomnom.spec import CODES, severity_of

CASES = Path(__file__).parents[2] / "cases" / "validate"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())


def golden(folder: Path) -> dict[str, str]:
    """What a case expects: the text of `expected.txt` and of `notes.txt`, empty where there is none."""
    files = (folder / name for name in ("expected.txt", "notes.txt"))
    return {file.name: file.read_text("utf-8") if file.exists() else "" for file in files}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_diagnostics(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a case give exactly the diagnostics beside them, sorted."""
    monkeypatch.chdir(folder)
    expected = golden(Path())["expected.txt"]
    assert expected == "".join(f"{d}\n" for d in read_folder(Path()).diagnostics)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_notes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for notes gets those beside the files, sorted in among the other diagnostics."""
    monkeypatch.chdir(folder)
    expected = golden(Path())
    found = read_folder(Path(), notes=True).diagnostics
    notes = [d for d in found if d.severity == "note"]
    assert expected["notes.txt"] == "".join(f"{d}\n" for d in notes)
    others = [d for d in found if d.severity != "note"]
    assert expected["expected.txt"] == "".join(f"{d}\n" for d in others)
    places = [(d.file, d.line, d.column) for d in found]
    assert sorted(places) == places


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
        folder.name[:5]: re.findall(r"\[(NN\d+)\]", "".join(golden(folder).values()))
        for folder in FOLDERS
    }
    assert set(CODES) == {name for name, codes in found.items() if name in codes}
    assert set(CODES) >= {code for codes in found.values() for code in codes}


def test_every_diagnostic_has_a_cure() -> None:
    """No diagnostic stops at the complaint: each says what to do about it."""
    lines = [line for f in FOLDERS for t in golden(f).values() for line in t.splitlines()]
    assert [] == [line for line in lines if "; " not in line]


def test_every_diagnostic_has_the_severity_of_its_code() -> None:
    """A code is an error's, a warning's or a note's wherever it occurs."""
    texts = "".join(text for folder in FOLDERS for text in golden(folder).values())
    found = re.findall(r": (error|warning|note)\[(NN\d+)\]: ", texts)
    assert {(severity_of(code), code) for code in CODES} == set(found)
