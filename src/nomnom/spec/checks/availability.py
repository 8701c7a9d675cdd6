"""Parts of the language that come later: refused, so that nobody relies on what doesn't happen."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Place, error


def later_features(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN009: `on_parent_update: reconcile`."""
    for entity in catalogue.written:
        stored = entity.persistence
        if stored is None:
            continue
        if stored.on_parent_update and stored.on_parent_update.value == "reconcile":
            place = stored.on_parent_update.place
            yield _later(
                place,
                "on_parent_update: reconcile",
                "write keep, which leaves old children in place",
            )


def _later(place: Place, feature: str, cure: str) -> Diagnostic:
    return error(place, "NN009", f"`{feature}` is not available yet", cure)


CHECKS = (later_features,)
