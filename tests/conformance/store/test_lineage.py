"""Rows that know the message they came with, in every store."""

from __future__ import annotations

import datetime as dt

from nomnom.extraction import compile_plan
from nomnom.migrate import bring_up
from nomnom.store import open_store
from samples.databases import Place
from samples.versioned import NOON, deliver, delivery, project_of

ORDER = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String, constraints: {max_length: 20}}
    - {name: status, type: String}
    - {name: items, type: "List[Object]", nullable: true}
  persistence:
    database: {conformant_table: orders, unicity_fields: [order_key]}
    lineage: true
"""
ITEM = """
entity:
  name: Item
  source_type: derived
  repeated_for: {entity: Order, field: items, each_known_as: item}
  fields:
    - {name: order_key, type: String, constraints: {max_length: 20}}
    - {name: line, type: Integer}
  persistence:
    database: {conformant_table: items, unicity_fields: [order_key, line]}
    lineage: true
"""


def test_every_row_has_the_facts_of_its_message(place: Place) -> None:
    """A root's rows and those derived from it; a row that is updated has those of the later message."""
    project = project_of(ORDER, ITEM)
    bring_up(place.url, project)
    store, plan = open_store(place.url, project), compile_plan(project)
    order, item = project.stored
    first = {"order_key": "A", "status": "new", "items": [{"line": 1}]}
    deliver(store, plan, [delivery(7, first, first | {"order_key": "B"})])
    deliver(store, plan, [delivery(9, first | {"status": "paid", "items": []})])
    early, late = (NOON + dt.timedelta(minutes=minutes) for minutes in (7, 9))
    assert (("A", "paid", "m-9", 9, late), ("B", "new", "m-7", 7, early)) == store.rows(order)
    assert (("A", 1, "m-7", 7, early), ("B", 1, "m-7", 7, early)) == store.rows(item)
    store.close()


def test_lineage_comes_to_a_table_with_rows(place: Place) -> None:
    """Rows from before have none, until they are written again."""
    old, new = (project_of(text, ITEM) for text in (ORDER.replace("    lineage: true", ""), ORDER))
    bring_up(place.url, old)
    store = open_store(place.url, old)
    first = {"order_key": "A", "status": "new"}
    deliver(store, compile_plan(old), [delivery(1, first, first | {"order_key": "B"})])
    store.close()
    bring_up(place.url, new)
    store = open_store(place.url, new)
    deliver(store, compile_plan(new), [delivery(2, first)])
    late = NOON + dt.timedelta(minutes=2)
    expected = (("A", "new", "m-2", 2, late), ("B", "new", None, None, None))
    assert expected == store.rows(new.stored[0])
    store.close()
