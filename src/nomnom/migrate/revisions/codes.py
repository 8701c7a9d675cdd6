"""Every code that a finding in a project's revisions may bear, with its title; all are errors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "NM001": "A revision can't be run",
        "NM002": "A revision lacks something it must have",
        "NM003": "The revisions don't follow each other in one line",
        "NM004": "The revisions are for different databases",
    }
)
"""Titles by code. A code never changes its meaning."""
