"""From URLs to stores, without a database."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nomnom.errors import SettingsError
from nomnom.store import open_store
from samples.stored import PROJECT


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user@host/db",
        "postgres://user@host/db",
        "postgresql+psycopg://user@host/db",
        "mysql://user:p%40ss@host:3307/db",
        "mysql+pymysql://user@host/db?ssl_ca=/etc/ca.pem&ssl_verify_identity=true",
        "mariadb://user@host/db?unix_socket=/run/mysqld.sock",
        "mariadb+pymysql://user@host/db",
        "sqlite:///orders.db",
        "sqlite:////var/lib/orders.db",
    ],
)
def test_a_known_url_opens_without_connecting(url: str) -> None:
    """A store connects at its first use, not before."""
    open_store(url, PROJECT).close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("oracle://host/db", '"oracle" is no database'),
        ("mysql+asyncmy://host/db", r'"mysql\+asyncmy" is no database'),
        ("orders.db", "doesn't begin with the kind"),
        ("mysql://host", "names no database"),
        ("mysql://host/db?charset=latin1", '"charset" isn\'t known'),
        ("mysql://host:port/db", "can't be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://orders.db", "names no file"),
        ("sqlite:///orders.db?mode=ro", '"mode" isn\'t known'),
    ],
)
def test_other_urls_are_refused_with_a_cure(url: str, words: str) -> None:
    """A URL that can't be meant is a settings error that says what to write instead."""
    with pytest.raises(SettingsError, match=words) as caught:
        open_store(url, PROJECT)
    assert "database_url" == caught.value.place
    assert caught.value.cure


@pytest.mark.parametrize("url", ["mysql://user:secret@host:port/db", "user:secret@host/db"])
def test_a_password_is_never_shown(url: str) -> None:
    """An error about a URL doesn't repeat it."""
    with pytest.raises(SettingsError) as caught:
        open_store(url, PROJECT)
    assert "secret" not in str(caught.value)


def test_without_the_driver_the_error_says_what_to_install() -> None:
    """Only who uses MySQL or MariaDB needs pymysql, and learns so by name."""
    program = """
import sys
sys.modules["pymysql"] = None
from nomnom.model.project import Project
from nomnom.store import open_store
open_store("sqlite:///orders.db", Project("p", ()))
open_store("mysql://host/db", Project("p", ()))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "SettingsError" in ran.stderr
    assert "pip install 'nomnom[mysql]'" in ran.stderr
