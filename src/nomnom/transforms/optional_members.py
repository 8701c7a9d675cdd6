"""JSON members that may be absent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from nomnom.transforms.declaring import transform
from nomnom.transforms.members import optional_member


@transform
def json_get_optional_string(document: dict[str, Any], *, field: str) -> str | None:
    """The text under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_string({"name": "Ada"}, field="name")
    'Ada'
    >>> json_get_optional_string({}, field="name") is None
    True
    """
    return optional_member(document, field, str)


@transform
def json_get_optional_int(document: dict[str, Any], *, field: str) -> int | None:
    """The integer under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_int({"quantity": 3}, field="quantity")
    3
    >>> json_get_optional_int({}, field="quantity") is None
    True
    """
    return optional_member(document, field, int)


@transform
def json_get_optional_float(document: dict[str, Any], *, field: str) -> Decimal | None:
    """The number, with every digit, under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_float({"price": Decimal("4.80")}, field="price")
    Decimal('4.80')
    >>> json_get_optional_float({}, field="price") is None
    True
    """
    return optional_member(document, field, Decimal)


@transform
def json_get_optional_decimal(document: dict[str, Any], *, field: str) -> Decimal | None:
    """The number, with every digit, under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_decimal({"price": Decimal("4.80")}, field="price")
    Decimal('4.80')
    >>> json_get_optional_decimal({}, field="price") is None
    True
    """
    return optional_member(document, field, Decimal)


@transform
def json_get_optional_boolean(document: dict[str, Any], *, field: str) -> bool | None:
    """The truth value under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_boolean({"paid": True}, field="paid")
    True
    >>> json_get_optional_boolean({}, field="paid") is None
    True
    """
    return optional_member(document, field, bool)


@transform
def json_get_optional_date(document: dict[str, Any], *, field: str) -> dt.date | None:
    """The date under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_date({"due": "2024-01-31"}, field="due")
    datetime.date(2024, 1, 31)
    >>> json_get_optional_date({}, field="due") is None
    True
    """
    return optional_member(document, field, dt.date)


@transform
def json_get_optional_datetime(document: dict[str, Any], *, field: str) -> dt.datetime | None:
    """The time, with any offset, under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_datetime({"at": "2024-01-31T09:30:00"}, field="at")
    datetime.datetime(2024, 1, 31, 9, 30)
    >>> json_get_optional_datetime({}, field="at") is None
    True
    """
    return optional_member(document, field, dt.datetime)


@transform
def json_get_optional_uuid(document: dict[str, Any], *, field: str) -> UUID | None:
    """The UUID under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_uuid({"id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, field="id")
    UUID('6ba7b810-9dad-11d1-80b4-00c04fd430c8')
    >>> json_get_optional_uuid({}, field="id") is None
    True
    """
    return optional_member(document, field, UUID)


@transform
def json_get_optional_object(document: dict[str, Any], *, field: str) -> dict[str, Any] | None:
    """The object under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_object({"buyer": {"name": "Ada"}}, field="buyer")
    {'name': 'Ada'}
    >>> json_get_optional_object({}, field="buyer") is None
    True
    """
    return optional_member(document, field, dict)


@transform
def json_get_optional_list(document: dict[str, Any], *, field: str) -> list[Any] | None:
    """The list under `field` of a JSON object; null where it is absent or null.

    >>> json_get_optional_list({"tags": ["new"]}, field="tags")
    ['new']
    >>> json_get_optional_list({}, field="tags") is None
    True
    """
    return optional_member(document, field, list)
