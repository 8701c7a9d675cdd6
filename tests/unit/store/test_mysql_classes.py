"""The classes of errors that no test can provoke on a healthy server, by the server's number."""

from __future__ import annotations

import pymysql
import pytest

from nomnom.errors import ConfigurationError, DataError, LockedError, OutageError
from nomnom.store.mysql.errors import DATA, LOCKED, TRANSIENT, classify


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        *((number, "check that it runs") for number in (2003, 2006, 2013, 1053, 1927, 4031)),
        *((number, "wait for the fail-over, or point") for number in (1290, 1836)),
        *((number, "give the server room") for number in (3, 20, 1021, 1030, 1114, 1180)),
        (1040, "allow more connections, or run fewer workers"),
        (3024, "see what holds it up, or allow it more time"),
    ],
)
def test_a_server_that_is_away_or_busy_is_an_outage(number: int, cure: str) -> None:
    """Lost connections, a shutdown, a fail-over and full disks pass; the cure is for what it is."""
    error = classify(pymysql.OperationalError(number, "words of the server"), "commit")
    assert isinstance(error, OutageError)
    assert f"MySQL can't commit: words of the server; {cure}" in str(error)


@pytest.mark.parametrize("number", [1205, 1213, 3572])
def test_a_lock_that_others_hold_is_an_outage_of_its_own(number: int) -> None:
    """The server is well, and the cure says whom to wait for."""
    error = classify(pymysql.OperationalError(number, "words of the server"), "commit")
    assert isinstance(error, LockedError)
    assert "MySQL can't commit: words of the server; others hold a lock" in str(error)


@pytest.mark.parametrize("number", [1048, 1062, 1264, 1265, 1292, 1366, 1406, 1451, 1452, 3819])
def test_a_refused_value_is_a_data_error(number: int) -> None:
    """Whichever class pymysql gives it, the number decides."""
    error = classify(pymysql.OperationalError(number, "words"), "write t", "t")
    assert isinstance(error, DataError)
    assert "t: words" == str(error)


@pytest.mark.parametrize("number", [1044, 1045, 1049, 1054, 1142, 1146, 1364, 9999])
def test_every_other_number_is_a_configuration_error(number: int) -> None:
    """What isn't known to pass, nor to be the row's fault, stops loudly and tells the number."""
    error = classify(pymysql.ProgrammingError(number, "words"), "write t")
    assert isinstance(error, ConfigurationError)
    assert f"MySQL won't write t: words ({number})" == error.message


@pytest.mark.parametrize("error", [pymysql.InterfaceError(0, ""), pymysql.OperationalError()])
def test_a_closed_connection_is_an_outage(error: pymysql.MySQLError) -> None:
    """Where pymysql itself noticed, there is no number of a server."""
    assert isinstance(classify(error, "answer"), OutageError)


def test_no_number_has_two_classes() -> None:
    """The table is unambiguous."""
    assert len(TRANSIENT) + len(DATA) + len(LOCKED) == len(TRANSIENT | DATA | LOCKED)
