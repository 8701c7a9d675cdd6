from __future__ import annotations

import hashlib
import uuid
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms.identity import sha256, uuid5


@given(st.text())
def test_the_hash_of_one_text_is_that_of_its_utf8(text: str) -> None:
    """So that sha256sum and SQL give the same."""
    assert hashlib.sha256(text.encode()).hexdigest() == sha256(text)


@given(
    st.lists(st.text(max_size=3), min_size=2, max_size=3),
    st.lists(st.text(max_size=3), min_size=2, max_size=3),
)
def test_different_sources_have_different_names(one: list[str], other: list[str]) -> None:
    """Wherever the border between them runs."""
    assert (one == other) == (sha256(*one) == sha256(*other))
    assert (one == other) == (uuid5(*one, namespace="oid") == uuid5(*other, namespace="oid"))


def test_a_uuid_of_version_five_is_that_of_every_other_system() -> None:
    """By a namespace's short name or its UUID."""
    expected = uuid.uuid5(uuid.NAMESPACE_URL, "12.30")
    assert expected == uuid5(Decimal("12.30"), namespace="url")
    assert expected == uuid5("12.30", namespace=str(uuid.NAMESPACE_URL))
