"""Column types: which are the same in effect, and what it means to turn one into another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nomnom.tables import Database
from nomnom.tables.dialects import MYSQL_FAMILY

_SYNONYMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "postgresql": {
            "VARCHAR": "TEXT",
            "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
            "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ",
            "TIMESTAMP(6) WITHOUT TIME ZONE": "TIMESTAMP",
            "TIMESTAMP(6) WITH TIME ZONE": "TIMESTAMPTZ",
            "DECIMAL": "NUMERIC",
        },
        "mysql": {"INTEGER": "INT", "BOOL": "BOOLEAN", "TINYINT(1)": "BOOLEAN"},
        "mariadb": {
            "INTEGER": "INT",
            "BOOL": "BOOLEAN",
            "TINYINT(1)": "BOOLEAN",
            "JSON": "LONGTEXT",
        },
    }
)

_WIDTH = re.compile(r"^(INT|INTEGER|BIGINT|SMALLINT|MEDIUMINT)\(\d+\)")
_COLLATION = re.compile(r" (CHARACTER SET|COLLATE) \w+")
_SPEC = re.compile(r"(?P<base>[A-Z ]+?)(?:\((?P<first>\d+)(?:,(?P<second>-?\d+))?\))?$")

_INTEGERS: Final = ("SMALLINT", "INTEGER", "INT", "BIGINT")
_DIGITS: Final = MappingProxyType({"SMALLINT": 5, "INTEGER": 10, "INT": 10, "BIGINT": 19})
"""How many digits whole numbers have at most."""
_NUMBERS: Final = ("NUMERIC", "DECIMAL")
_BINARY: Final = ("REAL", "DOUBLE PRECISION", "FLOAT", "DOUBLE")
_TEXTS: Final = ("VARCHAR", "CHAR", "TEXT", "LONGTEXT", "MEDIUMTEXT")
_TIMES: Final = ("DATE", "TIMESTAMP", "TIMESTAMPTZ")
_ONE_BYTE_PREFIX: Final = 63
"""The most utf8mb4 characters whose length MySQL keeps in one byte."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A type taken apart: `NUMERIC(12,2)` is ("NUMERIC", 12, 2)."""

    base: str
    first: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """What turning one type into another means.

    `rewrites`: every row is written anew, or read. `narrows`: the new type can't hold, or can't give back,
    everything the old one could.
    """

    rewrites: bool
    narrows: bool


def canonical(type_: str, database: Database) -> str:
    """One spelling for all types that are the same in effect.

    On PostgreSQL VARCHAR without a length is TEXT and TIMESTAMP(6) is TIMESTAMP; on MariaDB JSON is
    LONGTEXT; on MySQL and MariaDB the display width and collation are no part of a type; on SQLite the
    affinity is all that counts (https://www.sqlite.org/datatype3.html, "Determination Of Column
    Affinity").
    """
    text = type_.upper()
    if database == "sqlite":
        return _affinity(text)
    if database in MYSQL_FAMILY:
        text = _WIDTH.sub(r"\1", _COLLATION.sub("", text))
    return _SYNONYMS[database].get(text, text)


def without_width(type_: str, database: Database) -> str:
    """The type without the display width that MariaDB tells of integers: `INTEGER(11)` is `INT`."""
    if database not in MYSQL_FAMILY:
        return type_
    plain = _WIDTH.sub(r"\1", type_)
    return "INT" if plain == "INTEGER" else plain


def same(first: str, second: str, database: Database) -> bool:
    """Whether two types are the same in effect."""
    return canonical(first, database) == canonical(second, database)


def conversion(old: str, new: str, database: Database) -> Conversion:
    """What turning a column of type `old` into `new` means on this database."""
    before, after = spec(old, database), spec(new, database)
    checked = database == "mariadb" and new == "JSON"  # LONGTEXT with CHECK (json_valid(…))
    narrows = checked or _narrows(before, after)
    if database == "postgresql":
        return Conversion(rewrites=narrows or not _relabels(before, after), narrows=narrows)
    return Conversion(rewrites=narrows or not _extends_in_place(before, after), narrows=narrows)


def spec(type_: str, database: Database) -> Spec:
    """A type taken apart, in its canonical spelling; one of an unknown form is its own base."""
    text = canonical(type_, database)
    found = _SPEC.fullmatch(text)
    if not found:
        return Spec(text)
    first, second = (int(found[part]) if found[part] else None for part in ("first", "second"))
    return Spec(found["base"], first, second)


def is_text(type_: Spec) -> bool:
    """Whether values are character strings."""
    return type_.base in _TEXTS


def is_number(type_: Spec) -> bool:
    """Whether values are numbers, exact or binary."""
    return type_.base in (*_INTEGERS, *_NUMBERS, *_BINARY)


def is_decimal(type_: Spec) -> bool:
    """Whether values are exact decimals."""
    return type_.base in _NUMBERS


def is_binary(type_: Spec) -> bool:
    """Whether values are binary floating point."""
    return type_.base in _BINARY


def _affinity(text: str) -> str:
    if "INT" in text:
        return "INTEGER"
    if any(word in text for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if "BLOB" in text or not text:
        return "BLOB"
    return "REAL" if any(word in text for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def _narrows(old: Spec, new: Spec) -> bool:
    if is_text(old) and is_text(new):
        return _capacity(new) < _capacity(old)
    if is_text(new):
        return new.first is not None
    if old.base in _INTEGERS and new.base in _INTEGERS:
        return _INTEGERS.index(new.base) < _INTEGERS.index(old.base)
    if new.base in _NUMBERS:
        return _narrows_to_number(old, new)
    if old.base in _TIMES and new.base in _TIMES:
        return _TIMES.index(new.base) < _TIMES.index(old.base) and new.base == "DATE"
    return {old.base, new.base} != {"JSON", "JSONB"}


def _narrows_to_number(old: Spec, new: Spec) -> bool:
    """Whether digits may be lost: those before the point and those behind it count alike."""
    if not is_number(old):
        return True
    if new.first is None:
        return False
    digits = _DIGITS.get(old.base, old.first)
    if digits is None or old.base in _BINARY:
        return True
    scale, wanted = old.second or 0, new.second or 0
    return wanted < scale or new.first - wanted < digits - scale


def _capacity(text: Spec) -> float:
    """How many characters fit; MySQL's TEXT is counted as 16,383 characters of four bytes."""
    if text.first is not None:
        return text.first
    return {"LONGTEXT": 2**32, "MEDIUMTEXT": 2**24}.get(text.base, 2**30)


def _relabels(old: Spec, new: Spec) -> bool:
    """Whether PostgreSQL changes the catalogue only.

    "As an exception, when changing the type of an existing column, if the USING clause does not change
    the column contents and the old type is either binary coercible to the new type or an unconstrained
    domain over the new type, a table rewrite is not needed." (ALTER TABLE, Notes). The release notes of
    9.2 add that lifting the precision of NUMERIC needs none either.
    """
    if old.base in ("VARCHAR", "TEXT") and new.base in ("VARCHAR", "TEXT"):
        return True
    return old.base == new.base == "NUMERIC" and (new.first is None or old.second == new.second)


def _extends_in_place(old: Spec, new: Spec) -> bool:
    """Whether MySQL and MariaDB lengthen a VARCHAR in place: its length keeps its one or two bytes.

    MySQL manual, "Online DDL Operations", extending VARCHAR column size.
    """
    if not (old.base == new.base == "VARCHAR") or old.first is None or new.first is None:
        return False
    return (old.first > _ONE_BYTE_PREFIX) == (new.first > _ONE_BYTE_PREFIX)
