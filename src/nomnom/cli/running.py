"""Finding the `nomnom up` that runs here."""

from __future__ import annotations

from typing import Literal

from nomnom.errors import SettingsError
from nomnom.settings import Settings


def database_url_of(settings: Settings) -> str:
    """The database URL in force, else that of the `nomnom up` running on the data directory.

    Raises SettingsError where there is neither.
    """
    return _url_of(settings, "database")


def nats_url_of(settings: Settings) -> str:
    """The NATS URL in force, else that of the `nomnom up`; raises as `database_url_of`."""
    return _url_of(settings, "nats")


def _url_of(settings: Settings, server: Literal["database", "nats"]) -> str:
    from nomnom.embedded import DataDir

    running = DataDir(settings.data_dir).read_connection()
    name = f"{server}_url"
    url: str | None = getattr(settings, name) or (getattr(running, name) if running else None)
    if url is None:
        shown = "NATS server" if server == "nats" else server
        raise SettingsError(
            f"no {shown} is given, and no nomnom runs here",
            place=str(settings.data_dir),
            cure=f"set {name.upper()} or --{server}-url, or start `nomnom up`",
        )
    return url
