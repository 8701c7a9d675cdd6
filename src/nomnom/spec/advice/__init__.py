"""What is right and may do harm all the same: remarks on a project in which no check has found an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nomnom.model.project import Project
from nomnom.spec.advice import lengths, moments, money, names, reserved
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark

Advice = Callable[[Catalogue, Project], Iterator[Remark]]

WARNINGS: tuple[Advice, ...] = (*names.WARNINGS, *money.WARNINGS)
"""Where harm is likely."""

NOTES: tuple[Advice, ...] = (
    *names.NOTES,
    *reserved.NOTES,
    *lengths.NOTES,
    *moments.NOTES,
    *money.NOTES,
)
"""Where it is well to know; they are given to those who ask."""
