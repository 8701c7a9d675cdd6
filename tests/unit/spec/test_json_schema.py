"""The JSON Schema for editors says of files what `validate` says of their shape."""

import json
import re
from pathlib import Path, PurePath
from typing import Any

import pytest
from docs.reference.examples import Occurrence, examples, occurrences, plain, spelled
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from nomnom.cli.app import app
from nomnom.spec import PROJECT_FILES, entity_schema, project_schema
from nomnom.spec.nodes import parse

CASES = Path(__file__).parents[2] / "cases" / "validate"
ENTITY, PROJECT = (Draft7Validator(schema()) for schema in (entity_schema, project_schema))
READABLE = sorted(path for path in CASES.glob("*/*.yaml") if "NN001" not in path.parent.name)
OF_SHAPE = ("NN003", "NN005", "NN006")
"""The codes of which a schema knows whenever `validate` reports them."""


def complaints(file: str, text: str) -> list[str]:
    """What the schema finds wrong with a file's text."""
    validator = PROJECT if PurePath(file).name in PROJECT_FILES else ENTITY
    return [error.message for error in validator.iter_errors(plain(parse(file, text)[0]))]


@pytest.mark.parametrize("validator", [ENTITY, PROJECT], ids=["entity", "project"])
def test_the_schema_is_one(validator: Draft7Validator) -> None:
    """Both schemas are JSON Schema of draft 7, and admit no key that the grammar doesn't know."""
    Draft7Validator.check_schema(validator.schema)
    assert not validator.is_valid({"nonsense": 1})


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_examples_fit(example: Any) -> None:
    """Every file of every example of the reference fits."""
    files = {**example.files, **example.before}
    assert [] == [told for file, text in files.items() for told in complaints(file, text)]


@pytest.mark.parametrize("folder", sorted(CASES.glob("valid-*")), ids=lambda folder: folder.name)
def test_valid_cases_fit(folder: Path) -> None:
    """Every file of a project without errors fits."""
    files = sorted(folder.glob("*.yaml"))
    assert files
    assert [] == [told for file in files for told in complaints(file.name, file.read_text("utf-8"))]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_unknown_key_does_not_fit(example: Any) -> None:
    """Whichever key of an example is called something else, the file doesn't fit any more."""
    found = list(occurrences(example))
    assert [] == [each for each in found if not told_of(each)]


def told_of(found: Occurrence) -> list[str]:
    return complaints(found.file, spelled(found, "nonsense").files[found.file])


def test_two_spellings_do_not_fit() -> None:
    """`type` may stand for `source_type`, but not beside it."""
    entity = {"name": "Order", "type": "root"}
    assert ENTITY.is_valid({"entity": entity})
    assert not ENTITY.is_valid({"entity": {**entity, "source_type": "root"}})


@pytest.mark.parametrize("path", READABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_schema_and_validate_agree(path: Path) -> None:
    """What breaks the schema is an error for `validate`; an unknown key or wrong shape breaks the schema."""
    told = (path.parent / "expected.txt").read_text(encoding="utf-8").splitlines()
    ours = [line for line in told if re.match(rf"{re.escape(path.name)}:\d+:\d+: error", line)]
    broken = bool(complaints(path.name, path.read_text("utf-8", errors="replace")))
    assert not broken or ours
    assert broken or not any(f"[{code}]" in line for code in OF_SHAPE for line in ours)


@pytest.mark.parametrize(("file", "schema"), [("entity", ENTITY), ("project", PROJECT)])
def test_it_is_printed(file: str, schema: Draft7Validator) -> None:
    """`nomnom generate json-schema` prints the schema of either file, an entity's unless told otherwise."""
    printed = CliRunner().invoke(app, ["generate", "json-schema", file])
    assert schema.schema == json.loads(printed.stdout)
    unasked = CliRunner().invoke(app, ["generate", "json-schema"])
    assert ENTITY.schema == json.loads(unasked.stdout)
