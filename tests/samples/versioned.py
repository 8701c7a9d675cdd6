"""Orders whose rows know their message, and deliveries of them without a queue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from nomnom.extraction import Plan
from nomnom.messages import Delivery
from nomnom.model.project import Project
from nomnom.spec import read_project
from nomnom.store import Store
from nomnom.worker.batch import prepare
from nomnom.worker.writing import Written, write

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def project_of(*texts: str) -> Project:
    """The project of some entity files."""
    reading = read_project({f"{n}.yaml": text for n, text in enumerate(texts)}, name="shop")
    return reading.checked()


def delivery(sequence: int, *records: dict[str, Any]) -> Delivery:
    """The message at that place of the stream, received so many minutes after NOON."""
    return Delivery(
        subject="messages.ingest.Order",
        payload=b"\n".join(json.dumps(each).encode() for each in records),
        stream="MESSAGES",
        sequence=sequence,
        received_at=NOON + dt.timedelta(minutes=sequence),
        published_id=f"m-{sequence}",
    )


def deliver(store: Store, plan: Plan, deliveries: Iterable[Delivery]) -> Written:
    """Write one batch of messages as a worker does."""
    return write(store, [prepare(plan, each) for each in deliveries], NOON)


def order_yaml(version_by: str, *, lineage: bool = False) -> str:
    """An order with a revision of its own, which may be null, and a list of items."""
    return f"""
entity:
  name: Order
  source_type: root
  fields:
    - {{name: order_key, type: String, constraints: {{max_length: 20}}}}
    - {{name: revision, type: Integer, nullable: true}}
    - {{name: note, type: String}}
    - {{name: items, type: "List[Object]", nullable: true}}
  persistence:
    database: {{conformant_table: orders, unicity_fields: [order_key]}}
    version_by: {version_by}
    lineage: {str(lineage).lower()}
"""


def item_yaml(version_by: str, on_parent_update: str, *, lineage: bool = False) -> str:
    """An item of an order, numbered within it, with the order's revision; it has a list of boxes."""
    return f"""
entity:
  name: Item
  source_type: derived
  repeated_for: {{entity: Order, field: items, each_known_as: item}}
  fields:
    - name: order_key
      type: String
      constraints: {{max_length: 20}}
      computed_from: {{transform: copy_field, sources: [{{source: Order, field: order_key}}]}}
    - {{name: line, type: Integer}}
    - name: revision
      type: Integer
      nullable: true
      computed_from: {{transform: copy_field, sources: [{{source: Order, field: revision}}]}}
    - name: note
      type: String
      computed_from: {{transform: copy_field, sources: [{{source: Order, field: note}}]}}
    - {{name: boxes, type: "List[Object]", nullable: true}}
  persistence:
    database:
      conformant_table: items
      unicity_fields: [order_key, line]
      foreign_keys: [{{name: order_key, references: orders.order_key}}]
    version_by: {version_by}
    on_parent_update: {on_parent_update}
    lineage: {str(lineage).lower()}
"""


def box_yaml(version_by: str, on_parent_update: str, *, lineage: bool = False) -> str:
    """A box of an item, numbered within it."""
    return f"""
entity:
  name: Box
  source_type: derived
  repeated_for: {{entity: Item, field: boxes, each_known_as: box}}
  fields:
    - {{name: number, type: Integer}}
    - name: line
      type: Integer
      computed_from: {{transform: copy_field, sources: [{{source: Item, field: line}}]}}
    - name: owner
      type: String
      constraints: {{max_length: 20}}
      computed_from: {{transform: copy_field, sources: [{{source: Item, field: order_key}}]}}
    - name: revision
      type: Integer
      nullable: true
      computed_from: {{transform: copy_field, sources: [{{source: Item, field: revision}}]}}
    - name: note
      type: String
      computed_from: {{transform: copy_field, sources: [{{source: Order, field: note}}]}}
  persistence:
    database: {{conformant_table: boxes, unicity_fields: [number, owner, line]}}
    version_by: {version_by}
    on_parent_update: {on_parent_update}
    lineage: {str(lineage).lower()}
"""


def orders_project(version_by: str, on_parent_update: str, *, lineage: bool = False) -> Project:
    """Orders, items and boxes that all go by one version."""
    return project_of(
        order_yaml(version_by, lineage=lineage),
        item_yaml(version_by, on_parent_update, lineage=lineage),
        box_yaml(version_by, on_parent_update, lineage=lineage),
    )
