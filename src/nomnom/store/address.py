"""What a database URL says: the product, and where it is. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nomnom.errors import SettingsError

Product = Literal["postgresql", "mysql", "sqlite"]
"""What a URL can tell: whether a server of MySQL's kind is MariaDB it says itself."""

_PRODUCTS: Final[Mapping[str, tuple[Product, str]]] = MappingProxyType(
    {
        "postgresql": ("postgresql", "psycopg"),
        "postgres": ("postgresql", "psycopg"),
        "mysql": ("mysql", "pymysql"),
        "mariadb": ("mysql", "pymysql"),
        "sqlite": ("sqlite", "pysqlite"),
    }
)
"""The product that a URL's scheme names, and the driver that may be named with it."""

_MYSQL_PORT: Final = 3306

_MYSQL_OPTIONS: Final = frozenset(
    {"ssl_ca", "ssl_cert", "ssl_key", "ssl_verify_cert", "ssl_verify_identity", "unix_socket"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """A product, and the URL without SQLAlchemy's name of a driver."""

    product: Product
    url: str

    def sqlite_path(self) -> Path:
        """The file of a `sqlite://` URL. Raises SettingsError where it names none."""
        parsed = self._parsed(frozenset())
        if parsed.host or parsed.database in (None, "", ":memory:"):
            raise SettingsError(
                "the URL names no file, which the worker and the API share",
                place="database_url",
                cure="use sqlite:///orders.db, or with a whole path sqlite:////var/lib/orders.db",
            )
        return Path(str(parsed.database))

    def mysql_arguments(self) -> Mapping[str, Any]:
        """What `pymysql.connect` needs to know of a `mysql://` URL; raises SettingsError."""
        parsed = self._parsed(_MYSQL_OPTIONS)
        if not parsed.database:
            raise SettingsError(
                "the URL names no database",
                place="database_url",
                cure=f"use {parsed.drivername}://user:password@host:port/database",
            )
        options = {name: value for name, value in parsed.query.items() if name in _MYSQL_OPTIONS}
        switches = {name: value == "true" for name, value in options.items() if "verify" in name}
        return MappingProxyType(
            {
                "host": parsed.host or "localhost",
                "port": parsed.port or _MYSQL_PORT,
                "user": parsed.username,
                "password": parsed.password or "",
                "database": parsed.database,
                **options,
                **switches,
            }
        )

    def _parsed(self, options: frozenset[str]) -> URL:
        try:
            url = make_url(self.url)
        except (ArgumentError, ValueError) as error:
            raise SettingsError(
                "the URL can't be read",
                place="database_url",
                cure="percent-encode special characters of user and password: %40 for @",
            ) from error
        unknown = sorted(url.query.keys() - options)
        if unknown:
            raise SettingsError(
                f"the URL's option \"{unknown[0]}\" isn't known",
                place="database_url",
                cure=f"leave it out; known are {', '.join(sorted(options)) or 'none'}",
            )
        return url


def read_address(url: str) -> Address:
    """The address that a URL gives; raises SettingsError for a database that nomnom can't write to."""
    scheme, colon, _ = url.partition("://")
    name, plus, driver = scheme.partition("+") if colon else ("", "", "")
    product, known_driver = _PRODUCTS.get(name, (None, ""))
    if product is None or (plus and driver != known_driver):
        raise SettingsError(
            f'"{name}{plus}{driver}" is no database that nomnom writes to'
            if colon
            else "the URL doesn't begin with the kind of the database",
            place="database_url",
            cure="use postgresql://, mysql://, mariadb:// or sqlite:/// as in sqlite:///orders.db",
        )
    return Address(product, url.replace(plus + driver, "", 1))


@contextmanager
def mysql_driver() -> Iterator[None]:
    """Import in the block what needs the driver of MySQL and MariaDB, an extra; raises SettingsError."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "pymysql":
            raise
        raise SettingsError(
            "MySQL and MariaDB need a driver that isn't installed",
            place="database_url",
            cure="pip install 'nomnom[mysql]'",
        ) from error
