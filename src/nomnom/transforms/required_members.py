"""JSON members that have to be there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from nomnom.transforms.declaring import transform
from nomnom.transforms.members import member


@transform
def json_get_string(document: dict[str, Any], *, field: str) -> str:
    """The text under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_string({"name": "Ada"}, field="name")
    'Ada'
    """
    return member(document, field, str)


@transform
def json_get_int(document: dict[str, Any], *, field: str) -> int:
    """The integer under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_int({"quantity": 3}, field="quantity")
    3
    """
    return member(document, field, int)


@transform
def json_get_float(document: dict[str, Any], *, field: str) -> Decimal:
    """The number, with every digit, under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_float({"price": Decimal("4.80")}, field="price")
    Decimal('4.80')
    """
    return member(document, field, Decimal)


@transform
def json_get_decimal(document: dict[str, Any], *, field: str) -> Decimal:
    """The number, with every digit, under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_decimal({"price": Decimal("4.80")}, field="price")
    Decimal('4.80')
    """
    return member(document, field, Decimal)


@transform
def json_get_boolean(document: dict[str, Any], *, field: str) -> bool:
    """The truth value under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_boolean({"paid": True}, field="paid")
    True
    """
    return member(document, field, bool)


@transform
def json_get_date(document: dict[str, Any], *, field: str) -> dt.date:
    """The date under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_date({"due": "2024-01-31"}, field="due")
    datetime.date(2024, 1, 31)
    """
    return member(document, field, dt.date)


@transform
def json_get_datetime(document: dict[str, Any], *, field: str) -> dt.datetime:
    """The time, with any offset, under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_datetime({"at": "2024-01-31T09:30:00"}, field="at")
    datetime.datetime(2024, 1, 31, 9, 30)
    """
    return member(document, field, dt.datetime)


@transform
def json_get_uuid(document: dict[str, Any], *, field: str) -> UUID:
    """The UUID under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_uuid({"id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, field="id")
    UUID('6ba7b810-9dad-11d1-80b4-00c04fd430c8')
    """
    return member(document, field, UUID)


@transform
def json_get_object(document: dict[str, Any], *, field: str) -> dict[str, Any]:
    """The object under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_object({"buyer": {"name": "Ada"}}, field="buyer")
    {'name': 'Ada'}
    """
    return member(document, field, dict)


@transform
def json_get_list(document: dict[str, Any], *, field: str) -> list[Any]:
    """The list under `field` of a JSON object; an error where it is absent or null.

    >>> json_get_list({"tags": ["new"]}, field="tags")
    ['new']
    """
    return member(document, field, list)
