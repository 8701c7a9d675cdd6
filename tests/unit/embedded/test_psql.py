"""What runs to look at a database."""

from __future__ import annotations

import pytest

from nomnom.embedded import psql_command
from nomnom.errors import EmbeddedError


def test_the_password_of_a_database_is_in_the_environment_only() -> None:
    """Everybody may see an argv."""
    argv, environment = psql_command(
        "postgresql+psycopg://me:s%40fe@db:5433/shop", ["-c", "SELECT 1"]
    )
    assert ["-c", "SELECT 1"] == argv[1:]
    expected = {
        "PGHOST": "db",
        "PGPORT": "5433",
        "PGUSER": "me",
        "PGPASSWORD": "s@fe",
        "PGDATABASE": "shop",
    }
    assert expected == environment


@pytest.mark.parametrize(
    ("url", "name", "command"),
    [
        ("sqlite:///shop.db", "SQLite", "sqlite3 shop.db"),
        ("sqlite+pysqlite:////var/my shop.db", "SQLite", "sqlite3 '/var/my shop.db'"),
        (
            "mysql://me:safe@db:3307/shop",
            "MySQL",
            "mysql --host=db --port=3307 --user=me --password shop",
        ),
        ("mariadb+pymysql://db/shop", "MariaDB", "mariadb --host=db --port=3306 shop"),
    ],
)
def test_another_database_has_another_client(url: str, name: str, command: str) -> None:
    """psql would look at a server of this machine; the error says what to type, without a password."""
    with pytest.raises(EmbeddedError) as caught:
        psql_command(url, [])
    expected = (
        f"database_url: the database is {name}; psql only speaks to PostgreSQL; use `{command}`"
    )
    assert expected == str(caught.value)


@pytest.mark.parametrize("url", ["oracle://me:safe@db/shop", "shop.db"])
def test_an_unknown_database_is_an_error(url: str) -> None:
    """Its URL may have a password in it, so it isn't repeated."""
    with pytest.raises(EmbeddedError, match="the URL isn't one of it") as caught:
        psql_command(url, [])
    assert url not in str(caught.value)
