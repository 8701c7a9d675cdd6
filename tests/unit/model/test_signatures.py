from __future__ import annotations

import pytest

from nomnom.model.transforms import SIGNATURES


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("copy_field(source)", "copy_field"),
        ("coalesce(source, …)", "coalesce"),
        ("constant_value(*, value: scalar)", "constant_value"),
        ("json_get_int(source, *, field: string)", "json_get_int"),
    ],
)
def test_a_signature_reads_like_a_function(expected: str, name: str) -> None:
    """As people meet it in errors and in the documentation."""
    assert expected == str(SIGNATURES[name])


def test_signatures_are_consistent() -> None:
    """Each goes by its own name, and takes at most as many sources as it needs, or any number."""
    for name, signature in SIGNATURES.items():
        assert name == signature.name
        assert signature.max_sources is None or signature.min_sources <= signature.max_sources
        assert bool(signature.forms) == (signature.max_sources != 0)
        assert signature.doc.endswith(".")
        assert signature.optional == name.startswith("json_get_optional_")
