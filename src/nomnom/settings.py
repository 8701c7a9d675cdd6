"""Settings: flags win over the environment, that over nomnom.yaml, that over the defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from nomnom.errors import SettingsError
from nomnom.model.project import SchemaMode

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]
Environment = Literal["development", "production"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a role can be told from outside; see `SETTINGS` for what each means."""

    host: str = "127.0.0.1"
    port: int = 8080
    data_dir: Path = Path(".nomnom")
    database_url: str | None = None
    nats_url: str | None = None
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"
    schema: SchemaMode | None = None
    environment: Environment = "development"
    ledger_days: int = 30
    parent_wait: int = 30

    @property
    def schema_mode(self) -> SchemaMode:
        """What a role does about the tables: as given, else `verify` in production and `auto` elsewhere."""
        return self.schema or ("verify" if self.environment == "production" else "auto")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name (the flag and the key of nomnom.yaml), variable, parser and meaning.

    `read` turns text into the value and raises ValueError with what it expected.
    """

    name: str
    variable: str
    read: Callable[[str], Any]
    doc: str


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise ValueError("a port between 1 and 65535")
    return int(text)


def _days(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text):
        raise ValueError("a number of days, 0 for no end")
    return int(text)


def _seconds(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text):
        raise ValueError("a number of seconds, 0 for none")
    return int(text)


def _url(text: str) -> str:
    if not _is_url(text):
        raise ValueError("a URL such as scheme://user:password@host:port")
    return text


def _is_url(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme) and "://" in text
    except ValueError:
        return False


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text.lower()

    return read


def _text(text: str) -> str:
    if not text:
        raise ValueError("some text")
    return text


def _folder(text: str) -> Path:
    if not text:
        raise ValueError("the path of a folder")
    return Path(text)


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "NOMNOM_HOST", _text, "address that the ingestion API listens on"),
    Setting("port", "NOMNOM_PORT", _port, "port that the ingestion API listens on"),
    Setting("data_dir", "NOMNOM_DATA_DIR", _folder, "folder for the data of the embedded servers"),
    Setting("database_url", "DATABASE_URL", _url, "database that tables are written to"),
    Setting("nats_url", "NATS_URL", _url, "NATS server with JetStream that queues messages"),
    Setting("log_level", "NOMNOM_LOG_LEVEL", _one_of(get_args(LogLevel)), "least log level shown"),
    Setting(
        "log_format", "NOMNOM_LOG_FORMAT", _one_of(get_args(LogFormat)), "how logs are written"
    ),
    Setting(
        "schema",
        "NOMNOM_SCHEMA",
        _one_of(get_args(SchemaMode)),
        "what a worker does about the tables when it starts",
    ),
    Setting(
        "environment",
        "NOMNOM_ENV",
        _one_of(get_args(Environment)),
        "where this runs; production verifies tables instead of changing them",
    ),
    Setting(
        "ledger_days",
        "NOMNOM_LEDGER_DAYS",
        _days,
        "days that the ledger remembers what was processed; 0 for ever",
    ),
    Setting(
        "parent_wait",
        "NOMNOM_PARENT_WAIT",
        _seconds,
        "seconds that a record waits for the row its foreign key leads to; 0 for not at all",
    ),
)
"""Every setting, in the order of `Settings`."""


def resolve(
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    project: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in force.

    `flags` are by name, None where a flag wasn't given; `project` are the keys of nomnom.yaml as text. An empty
    environment variable counts as not set. Raises SettingsError naming the place, the value and what was
    expected.
    """
    found: dict[str, Any] = {}
    for setting in SETTINGS:
        given = flags.get(setting.name)
        variable = environment.get(setting.variable)
        key = (project or {}).get(setting.name)
        if given is not None:
            found[setting.name] = _parsed(
                setting, str(given), f"--{setting.name.replace('_', '-')}"
            )
        elif variable:
            found[setting.name] = _parsed(setting, variable, setting.variable)
        elif key is not None:
            found[setting.name] = _parsed(setting, key, f"nomnom.yaml {setting.name}")
    return Settings(**found)


def _parsed(setting: Setting, text: str, place: str) -> Any:
    try:
        return setting.read(text)
    except ValueError as error:
        shown = "the value" if setting.name.endswith("_url") else f'"{text}"'
        raise SettingsError(
            f"{shown} can't be used", place=place, cure=f"expected {error}"
        ) from None


def require(settings: Settings, *names: str) -> None:
    """Raise SettingsError naming every way to set one of these settings that isn't set."""
    for setting in SETTINGS:
        if setting.name in names and getattr(settings, setting.name) is None:
            flag = setting.name.replace("_", "-")
            raise SettingsError(
                f"no {setting.doc} is given",
                place=setting.name,
                cure=f"set {setting.variable}, --{flag}, or {setting.name} in nomnom.yaml;"
                " or run all on this machine with `nomnom up`",
            )


assert [f.name for f in fields(Settings)] == [s.name for s in SETTINGS]
