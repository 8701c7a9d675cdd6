"""The one place where pymysql's errors become nomnom's, by the server's error number.

SQLSTATE wouldn't do: most of MySQL's errors share HY000. The numbers are those of MySQL's "Server Error Message
Reference" and of MariaDB's "MariaDB Error Codes"; every one that isn't listed here is a configuration error, as
1044 and 1045 (access denied), 1049 (no such database), 1054 (no such column), 1142 (no privilege), 1146 (no
such table)
docs/errors.md has what becomes of each, and tests provoke them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pymysql

from nomnom.errors import (
    ConfigurationError,
    DataError,
    LockedError,
    MissingParentError,
    NomnomError,
    OutageError,
)

DUPLICATE = 1062

NO_PARENT = frozenset({1216, 1452})
"""A foreign key leads to no row."""

LOCKED = frozenset({1205, 1213, 3572})
"""Lock time-out, deadlock, a lock that isn't waited for."""

READ_ONLY = frozenset({1290, 1792, 1836})

TOO_MANY = frozenset({1040, 1135, 1203, 1226})

TOOK_TOO_LONG = frozenset({1317, 1969, 3024})
"""The statement was interrupted, or took too long."""

NO_ROOM = frozenset({3, 20, 1021, 1026, 1030, 1037, 1038, 1041, 1114, 1180})
"""Disk, memory or table space is full; a file, an engine or a commit failed, mostly for that reason."""

TRANSIENT = frozenset(
    {
        *(2002, 2003, 2006, 2013, 2055),  # no connection, or it was lost
        *(
            1053,
            1077,
            1079,
            1927,
            3169,
            4031,
        ),  # shutdown; the connection was killed, or idle too long
        *(1152, 1156, 1157, 1158, 1159, 1160, 1161, 1184),  # the network between
        *TOO_MANY,  # connections, threads or uses
        *(1206, 1020, 1412),  # too many locks, changed meanwhile
        *TOOK_TOO_LONG,
        *(READ_ONLY | {1047}),  # read-only after a fail-over; a Galera node that isn't ready
        *NO_ROOM,
    }
)

DATA = frozenset(
    {
        *(1048, DUPLICATE, 1169, 1586),  # null; a key that exists
        *(1216, 1217, 1451, 1452),  # foreign keys
        *(1264, 1365, 1690),  # out of range, a division by zero
        *(1265, 1292, 1366, 1367, 1411, 1441, 1525),  # not a value of the column's type
        *(1118, 1406),  # too long: row, text
        *(1300, 1977, 3988),  # not of the character set
        *(3140, 3141, 3143, 3144, 3147, 3150, 3156, 3157),  # JSON
        *(3819, 4025),  # CHECK: MySQL, MariaDB
        *(1526, 1644, 1748),  # partitions; an exception raised by a trigger
    }
)

CLIENT_SIDE = 0
"""What pymysql gives as a number where it noticed itself that the connection is closed."""


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for pymysql's; `action` says what was tried, `place` on which table."""
    try:
        yield
    except pymysql.MySQLError as error:
        raise classify(error, action, place) from error


def classify(error: pymysql.MySQLError, action: str, place: str | None = None) -> NomnomError:
    """The error of nomnom's that says what a caller can do about one of pymysql's."""
    number = number_of(error)
    words = str(error.args[-1] if error.args else "").strip() or "the connection is closed"
    if number in DATA:
        state = getattr(error, "sqlstate", None) or str(number)
        kind = MissingParentError if number in NO_PARENT else DataError
        return kind(words, sqlstate=state, place=place)
    if number in LOCKED:
        return LockedError(f"MySQL can't {action}: {words}")
    if number in TRANSIENT or number == CLIENT_SIDE:
        return OutageError(f"MySQL can't {action}: {words}", cure=_cure(number))
    return ConfigurationError(
        f"MySQL won't {action}: {words}{f' ({number})' if number else ''}",
        cure="compare the table with `nomnom schema sql`, and the user's privileges",
    )


def _cure(number: int | None) -> str:
    if number in READ_ONLY:
        return "wait for the fail-over, or point the database URL at the server that may be written"
    if number in NO_ROOM:
        return "give the server room: disk or memory, whichever it names"
    if number in TOO_MANY:
        return "allow more connections, or run fewer workers"
    if number in TOOK_TOO_LONG:
        return (
            "see what holds it up, or allow it more time (max_statement_time, max_execution_time)"
        )
    return "check that it runs"


def number_of(error: pymysql.MySQLError) -> int | None:
    """The server's error number; None where neither server nor client gave one."""
    number = error.args[0] if error.args else CLIENT_SIDE
    return number if isinstance(number, int) else None
