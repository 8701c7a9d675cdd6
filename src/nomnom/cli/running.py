"""Finding the `nomnom up` that runs here."""

from __future__ import annotations

from nomnom.errors import SettingsError
from nomnom.settings import Settings


def database_url_of(settings: Settings) -> str:
    """The database URL in force, else that of the `nomnom up` running on the data directory.

    Raises SettingsError where there is neither.
    """
    from nomnom.embedded import DataDir

    running = DataDir(settings.data_dir).read_connection()
    url = settings.database_url or (running.database_url if running else None)
    if url is None:
        raise SettingsError(
            "no database is given, and no nomnom runs here",
            place=str(settings.data_dir),
            cure="set DATABASE_URL or --database-url, or start `nomnom up`",
        )
    return url
