"""What rounds have in common, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

from chaos.campaign.round import Grounds
from nomnom.demo import generate
from nomnom.embedded import DataDir, EmbeddedPostgres

ORDERS_AT_SCALE_1 = 1_500_000


def prepare(folder: Path, *, most_orders: int) -> Grounds:
    """Make a cluster, a project, and at least so many orders, in `folder`."""
    orders = generate(most_orders / ORDERS_AT_SCALE_1 + 0.001, folder / "tpch")
    documents = orders.ndjson.read_bytes().splitlines()
    return Grounds(_cluster(folder / "cluster"), _project(folder / "project"), documents)


def _cluster(folder: Path) -> Path:
    """A data directory with an initialised cluster, of which every round gets a copy."""
    DataDir(folder).create()
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()
    shutil.rmtree(folder / "log")
    return folder


def _project(folder: Path) -> Path:
    """The TPC-H example, with a table that counts effects."""
    shutil.copytree(Path("examples/tpch/entities"), folder / "entities")
    for entity in (Path(__file__).parent / "entities").glob("*.yaml"):
        shutil.copy(entity, folder / "entities")
    return folder
