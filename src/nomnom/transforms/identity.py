"""Identity."""

from __future__ import annotations

import hashlib
import json
import uuid
from functools import lru_cache
from types import MappingProxyType

from nomnom.transforms.canonical import text_of
from nomnom.transforms.declaring import transform
from nomnom.transforms.signature import Scalar

_NAMESPACES = MappingProxyType(
    {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
)


@transform
def sha256(*values: Scalar) -> str:
    """The SHA-256 of the source's text as UTF-8, in 64 hexadecimal digits.

    Of several sources the JSON list of their texts is hashed, so that "a","bc" and "ab","c" differ.

    >>> sha256("Ada")[:16]
    '99a563ab2f6e21e9'
    """
    return hashlib.sha256(_name(values).encode()).hexdigest()


@lru_cache(maxsize=256)
def _namespace(name: str) -> uuid.UUID:
    try:
        return _NAMESPACES.get(name) or uuid.UUID(name)
    except ValueError:
        raise ValueError(
            f'expected a namespace: {", ".join(_NAMESPACES)} or a UUID, got "{name}"'
        ) from None


def _check_namespace(_: int, *, namespace: str) -> None:
    _namespace(namespace)


@transform(check=_check_namespace)
def uuid5(*values: Scalar, namespace: str) -> uuid.UUID:
    """The UUID (version 5 of RFC 9562) of the source's text in a namespace: dns, url, oid, x500 or a UUID.

    Of several sources the JSON list of their texts is taken.

    >>> uuid5("example.org", namespace="dns")
    UUID('aad03681-8b63-5304-89e0-8ca8f49461b5')
    """
    return uuid.uuid5(_namespace(namespace), _name(values))


def _name(values: tuple[Scalar, ...]) -> str:
    if len(values) == 1:
        return text_of(values[0])
    texts = [text_of(value) for value in values]
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
