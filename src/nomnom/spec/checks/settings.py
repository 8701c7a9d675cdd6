"""What nomnom.yaml sets, which is written to a file that others see."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark

_VARIABLES = {"database_url": "DATABASE_URL", "nats_url": "NATS_URL"}


def passwords(catalogue: Catalogue) -> Iterator[Remark]:
    """NN010 (warning): a URL in nomnom.yaml, a file that is committed, has no password."""
    for name, value in catalogue.project.settings:
        variable = _VARIABLES.get(name)
        if variable and isinstance(value.value, str) and _has_password(value.value):
            message = f"{name} holds a password, and whoever reads this file learns it"
            cure = f"set {variable} in the environment, and remove it here"
            yield remark(value.place, "NN010", message, cure)


def _has_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.password) or "password" in parse_qs(parts.query)


CHECKS = (passwords,)
