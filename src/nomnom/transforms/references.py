"""Reference data."""

from __future__ import annotations

from typing import Literal

from nomnom.transforms.declaring import transform
from nomnom.transforms.signature import Scalar, T


@transform
def lookup_entity(
    *key: Scalar,
    entity: str,
    field: str,
    missing: Literal["dead_letter", "null"] | None = "dead_letter",
) -> T:  # type: ignore[type-var]  # the type is that of the field which takes it
    """A field of the reference entity's row that has this key; several sources are a key of several fields.

    The entity declares where its rows are read: `source: {file: products.csv}`, `{table: …}` or `{query: …}`. A
    key that it doesn't have makes a dead letter, or with `missing: null` a null.

    Outside of a project, as here, no key is there:

    >>> lookup_entity("P-1", entity="Product", field="name", missing="null") is None
    True
    """
    if missing == "dead_letter":
        raise ValueError(f"expected a key of {entity}")
    return None  # type: ignore[return-value]  # null stands for what isn't there
