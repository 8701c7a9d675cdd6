"""Two projects to migrate."""

from __future__ import annotations

from pathlib import Path

import pytest

from integration.migrations.places import Shop
from nomnom.loading import load_project
from nomnom.model.project import Project
from samples.databases import Place

TPCH = Path(__file__).parents[3] / "examples" / "tpch"


@pytest.fixture
def shop(tmp_path: Path, place: Place) -> Shop:
    """A folder without revisions, on each kind of database."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Shop(folder, place)


@pytest.fixture
def postgres_shop(tmp_path: Path, postgresql: Place) -> Shop:
    """A folder without revisions, on PostgreSQL."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Shop(folder, postgresql)


@pytest.fixture(scope="session")
def tpch() -> Project:
    """The shipped example."""
    return load_project(TPCH)
