"""Short ways to write a project's files in a test."""

from collections.abc import Callable

import pytest

from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.spec import read_project

ORDER = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String}
    - {name: total, type: Decimal}
    - {name: line_items, type: "List[Object]"}
"""


@pytest.fixture
def read() -> Callable[..., Project]:
    """Reads the text of entity files into a project, and fails the test on any diagnostic."""

    def project_of(*texts: str) -> Project:
        reading = read_project({f"{i}.yaml": text for i, text in enumerate(texts)}, name="shop")
        assert [] == list(map(str, reading.diagnostics))
        assert reading.project is not None
        return reading.project

    return project_of


@pytest.fixture
def entity(read: Callable[..., Project]) -> Callable[..., Entity]:
    """Reads the text of one entity's file, with an Order beside it unless that is the entity."""

    def entity_of(text: str) -> Entity:
        others = () if "name: Order\n" in text else (ORDER,)
        found = [e for e in read(text, *others).entities if f"name: {e.name}\n" in text]
        assert 1 == len(found)
        return found[0]

    return entity_of
