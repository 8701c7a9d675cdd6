"""JSON documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from nomnom.transforms import queries
from nomnom.transforms.declaring import transform

_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def _check_expression(_: int, *, expression: str) -> None:
    queries.compiled(expression)


@transform(check=_check_expression)
def json_path(document: Any, *, expression: str) -> Any | None:
    """What a JMESPath expression finds in a document, numbers with every digit; null where it finds nothing.

    >>> order = {"lines": [{"sku": "tea", "price": Decimal("4.80")}, {"sku": "jam", "price": 6}]}
    >>> json_path(order, expression="lines[?price > `5`].sku | [0]")
    'jam'
    >>> json_path(order, expression="sum(lines[].price)")
    Decimal('10.80')
    """
    return queries.found(expression, document)


@transform
def parse_json(text: str) -> Any | None:
    """The value of JSON that is kept as text, numbers with every digit.

    >>> parse_json('{"rate": 1.10}')
    {'rate': Decimal('1.10')}
    """
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("expected JSON text") from None
