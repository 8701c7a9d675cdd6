"""A project to ask for rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import nomnom

ORDER = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String}
    - {name: total, type: Decimal}
    - {name: placed_at, type: DateTime, nullable: true}
    - {name: class, type: String, nullable: true}
    - {name: extra, type: Json, nullable: true}
    - {name: items, type: "List[Object]", nullable: true}
  persistence:
    database: {conformant_table: orders, unicity_fields: [order_key]}
"""
ITEM = """
entity:
  name: Item
  source_type: derived
  repeated_for: {entity: Order, field: items, each_known_as: item}
  fields:
    - {name: order_key, type: String}
    - {name: article, type: String}
  persistence:
    database:
      conformant_table: items
      unicity_fields: [order_key, article]
      foreign_keys: [{name: order_key, references: orders.order_key}]
"""
NOTICE = """
entity:
  name: Notice
  source_type: derived
  parent: Order
  fields: [{name: order_key, type: String}]
"""
SCAN = """
entity:
  name: Scan
  source_type: root
  input: {format: csv_line}
  fields: [{name: code, type: String}, {name: weight, type: Decimal}]
  persistence:
    database: {conformant_table: scans, unicity_fields: [code]}
"""


@pytest.fixture
def shop(tmp_path: Path) -> nomnom.Project:
    """Orders with items and a notice, which has no table; and scans, which arrive as lines."""
    folder = tmp_path / "shop" / "entities"
    folder.mkdir(parents=True)
    for name, text in {"order": ORDER, "item": ITEM, "notice": NOTICE, "scan": SCAN}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return nomnom.load_project(tmp_path / "shop")
