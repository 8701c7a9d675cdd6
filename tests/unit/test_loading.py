"""Projects on disk."""

from pathlib import Path

import pytest

from nomnom.errors import ProjectError
from nomnom.loading import load_project, read_folder

ORDER = "entity: {name: Order, source_type: root, fields: [{name: order_key, type: String}]}\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_project_folder(tmp_path: Path) -> None:
    """A project's entities are in entities/, and diagnostics show paths relative to the project."""
    _write(tmp_path / "nomnom.yaml", "name: shop")
    _write(tmp_path / "entities" / "order.yml", ORDER.replace("String", "Strin"))
    _write(tmp_path / "compose.yaml", "services: {}")
    (finding,) = read_folder(tmp_path).diagnostics
    assert ("entities/order.yml", "NN105") == (finding.file, finding.code)


def test_folder_of_entities(tmp_path: Path) -> None:
    """A folder of entity files is a project named like it; hidden and other files are passed over."""
    folder = tmp_path / "shop"
    _write(folder / "order.yaml", "\ufeff" + ORDER)
    _write(folder / ".order.yaml", "not for us")
    _write(folder / "README.md", "not for us")
    _write(folder / "deeper" / "other.yaml", "not for us")
    project = load_project(folder)
    assert ("shop", ["Order"]) == (project.name, [e.name for e in project.entities])


def test_entities_elsewhere(tmp_path: Path) -> None:
    """Entities given apart win over the project's own folder, and are shown by the path given."""
    _write(tmp_path / "shop" / "nomnom.yaml", "name: shop")
    _write(tmp_path / "shop" / "entities" / "order.yaml", "entity: wrong")
    elsewhere = _write(tmp_path / "elsewhere" / "order.yaml", ORDER.replace("String", "Strin"))
    (finding,) = read_folder(tmp_path / "shop", entities=elsewhere.parent).diagnostics
    assert str(elsewhere) == finding.file


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that isn't there is reported by the path given."""
    missing = tmp_path / "nowhere"
    assert [
        f"{missing}:1:1: error[NN007]: the folder does not exist; "
        "name the folder of nomnom.yaml, or of the entities"
    ] == list(map(str, read_folder(missing).diagnostics))


def test_file_for_a_folder(tmp_path: Path) -> None:
    """A file in place of a folder is reported."""
    file = _write(tmp_path / "order.yaml", ORDER)
    (finding,) = read_folder(file).diagnostics
    assert (str(file), "NN007") == (finding.file, finding.code)


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that can't be opened is reported beside the problems of the others."""
    _write(tmp_path / "a.yaml", ORDER.replace("String", "Strin"))
    (tmp_path / "b.yaml").symlink_to(tmp_path / "nowhere.yaml")
    found = read_folder(tmp_path).diagnostics
    assert [("a.yaml", "NN105"), ("b.yaml", "NN007")] == [(d.file, d.code) for d in found]


def test_errors_are_raised_together(tmp_path: Path) -> None:
    """Loading a project with errors raises one exception that carries all of them."""
    _write(tmp_path / "a.yaml", ORDER.replace("String", "Strin").replace("root", "rot"))
    with pytest.raises(ProjectError) as raised:
        load_project(tmp_path)
    assert ["NN006", "NN105"] == [d.code for d in raised.value.diagnostics]
