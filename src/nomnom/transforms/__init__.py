"""Transforms: small pure functions that compute a field's value, and what each takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nomnom.transforms import (
    choices,
    csv,
    documents,
    identity,
    lists,
    numbers,
    optional_members,
    references,
    required_members,
    segments,
    text,
    times,
)
from nomnom.transforms.canonical import text_of
from nomnom.transforms.declaring import Transform, transform, transforms_in
from nomnom.transforms.signature import Parameter, Scalar, Signature, T, signature_of, spelled
from nomnom.transforms.usage import yaml_usage

__all__ = [
    "BUILT_IN",
    "TOPICS",
    "Parameter",
    "Scalar",
    "Signature",
    "T",
    "Transform",
    "signature_of",
    "spelled",
    "text_of",
    "transform",
    "transforms_in",
    "yaml_usage",
]

_MODULES = (
    choices,
    required_members,
    optional_members,
    documents,
    text,
    numbers,
    times,
    identity,
    lists,
    segments,
    csv,
    references,
)

TOPICS: Mapping[str, tuple[Transform, ...]] = MappingProxyType(
    {
        (module.__doc__ or "").rstrip("."): tuple(transforms_in(module).values())
        for module in _MODULES
    }
)
"""The built-in transforms by what they are about, in the order in which people read of them."""

BUILT_IN: Mapping[str, Transform] = MappingProxyType(
    {each.name: each for transforms in TOPICS.values() for each in transforms}
)
"""Every built-in transform, by name."""
