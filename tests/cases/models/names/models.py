"""Rows of names, made by `nomnom generate models`."""

from builtins import str as str_
from datetime import date as date_
from datetime import datetime
from decimal import Decimal as Decimal_
from typing import Any
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True):
    """What happened, "when" and where. A path such as C:\\temp is no escape, and a
    paragraph that is longer than a line is wrapped.

    It ends with \"""quotes\"
    """

    date: date_
    str: str_
    day: date_ | None
    """The day, "as they say\""""
    at: datetime
    instant: datetime | None
    class_: str_ | None = msgspec.field(name="class")
    """A \\class"""
    number: int
    big: int | None
    price: Decimal_
    ratio: Decimal_ | None
    flag: bool
    id: UUID
    anything: Any
    thing: dict[str_, Any] | None
    words: list[Any]


class Decimal(msgspec.Struct, frozen=True):
    """A record of Decimal."""

    as_dict: str_
    from_: Decimal_ = msgspec.field(name="from")
