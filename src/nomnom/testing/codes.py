"""Every code that a finding in a project's tests may bear beside those of `nomnom validate`; all are errors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "NT001": "There is no test file",
        "NT002": "A step does nothing, or several things",
        "NT003": "A message has no content, or several",
        "NT004": "A message's file can't be read",
        "NT005": "Records are given where messages are text",
        "NT006": "Unknown message",
        "NT007": "Two have one name",
        "NT008": "A message is held that is needed, or the other way round",
        "NT009": "An entity whose records don't arrive",
        "NT010": "Rows are expected where none can be",
        "NT011": "Unknown column",
        "NT012": "An expected value isn't of its type",
        "NT013": "An expectation says nothing",
        "NT014": "A transform's test has no result, or two",
        "NT015": "Rows are given of an entity in which nothing is looked up",
        "NT016": "A reference entity has no such field",
        "NT017": "A reference entity's row lacks a value, or has one that can't be",
    }
)
"""Titles by code. A code never changes its meaning."""
