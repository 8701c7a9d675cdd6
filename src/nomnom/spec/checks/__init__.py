"""The rules a project keeps. A check takes the Catalogue and yields what breaks its rule, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks import (
    computations,
    constraints,
    conversions,
    derivation,
    foreign_keys,
    forms,
    inputs,
    keys,
    lookups,
    members,
    names,
    reconciling,
    references,
    renames,
    segments,
    settings,
    silences,
    sources,
    tables,
    types,
    versions,
)
from nomnom.spec.places import Finding

Check = Callable[[Catalogue], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    *settings.CHECKS,
    *silences.CHECKS,
    *names.CHECKS,
    *types.CHECKS,
    *constraints.CHECKS,
    *references.CHECKS,
    *derivation.CHECKS,
    *sources.CHECKS,
    *inputs.CHECKS,
    *segments.CHECKS,
    *lookups.CHECKS,
    *computations.CHECKS,
    *forms.CHECKS,
    *conversions.CHECKS,
    *members.CHECKS,
    *tables.CHECKS,
    *keys.CHECKS,
    *foreign_keys.CHECKS,
    *renames.CHECKS,
    *versions.CHECKS,
    *reconciling.CHECKS,
)
"""Every rule."""
