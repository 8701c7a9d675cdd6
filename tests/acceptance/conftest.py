"""A running nomnom, and orders for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from nomnom.demo import Generated, generate
from samples.up import Up, running

StartUp = Callable[..., AbstractContextManager[Up]]
SCALE = 0.01


@pytest.fixture
def start_up() -> StartUp:
    """A function that runs `nomnom up` on a data directory for the length of a `with` block."""
    return running


@pytest.fixture(scope="session")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """TPC-H orders at scale 0.01: 15,000 with 60,175 line items."""
    return generate(SCALE, tmp_path_factory.mktemp("tpch"))
