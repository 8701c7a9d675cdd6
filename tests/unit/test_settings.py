"""Settings: which of several given values is in force, and what is said about one that can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomnom.errors import SettingsError
from nomnom.settings import SETTINGS, Settings, require, resolve
from nomnom.spec.grammar import SETTING_KEYS

EVERY_TEXT = {
    "host": "0.0.0.0",
    "port": "9000",
    "data_dir": "data",
    "database_url": "postgresql://db/shop",
    "nats_url": "nats://queue:4222",
    "log_level": "debug",
    "log_format": "json",
    "schema": "off",
    "environment": "production",
    "ledger_days": "7",
    "parent_wait": "5",
}
EVERY_VALUE = Settings(
    host="0.0.0.0",
    port=9000,
    data_dir=Path("data"),
    database_url="postgresql://db/shop",
    nats_url="nats://queue:4222",
    log_level="debug",
    log_format="json",
    schema="off",
    environment="production",
    ledger_days=7,
    parent_wait=5,
)


def test_defaults_hold_where_nothing_is_given() -> None:
    """No flag, no variable and no key leave the defaults."""
    assert Settings() == resolve({}, {}, {})
    assert Settings() == resolve({}, {}, None)


@pytest.mark.parametrize(
    ("expected", "flag", "variable", "key"),
    [
        (1, 1, "2", "3"),
        (1, 1, None, None),
        (2, None, "2", "3"),
        (3, None, None, "3"),
        (3, None, "", "3"),
        (8080, None, "", None),
    ],
)
def test_precedence(expected: int, flag: int | None, variable: str | None, key: str | None) -> None:
    """A flag wins over the environment, that over nomnom.yaml, that over the default; empty is not set."""
    environment = {} if variable is None else {"NOMNOM_PORT": variable}
    project = {} if key is None else {"port": key}
    assert expected == resolve({"port": flag}, environment, project).port


def test_levels_mix() -> None:
    """Each setting comes from the highest level that has it, whatever the others do."""
    found = resolve({"host": "::"}, {"NOMNOM_LOG_FORMAT": "json"}, {"port": "9000"})
    assert Settings(host="::", log_format="json", port=9000) == found


def test_every_setting_can_be_given_on_every_level() -> None:
    """Flags, variables and keys of nomnom.yaml all reach the same values."""
    by_variable = {setting.variable: EVERY_TEXT[setting.name] for setting in SETTINGS}
    assert EVERY_VALUE == resolve(EVERY_TEXT, {})
    assert EVERY_VALUE == resolve({}, by_variable)
    assert EVERY_VALUE == resolve({}, {}, EVERY_TEXT)


def test_nomnom_yaml_knows_the_same_settings() -> None:
    """The keys of nomnom.yaml are the settings, with the same meaning."""
    assert [(s.name, s.doc) for s in SETTINGS] == [(key.name, key.doc) for key in SETTING_KEYS]


def test_words_are_read_in_any_case() -> None:
    """`INFO` is the level `info`."""
    found = resolve({}, {"NOMNOM_LOG_LEVEL": "WARNING", "NOMNOM_LOG_FORMAT": "Json"})
    assert ("warning", "json") == (found.log_level, found.log_format)


BAD = [
    ("host", "", "some text"),
    ("port", "0", "a port between 1 and 65535"),
    ("port", "65536", "a port between 1 and 65535"),
    ("port", "-1", "a port between 1 and 65535"),
    ("port", "http", "a port between 1 and 65535"),
    ("port", "٣", "a port between 1 and 65535"),
    ("port", "9" * 5000, "a port between 1 and 65535"),
    ("data_dir", "", "the path of a folder"),
    ("database_url", "db.example.com/shop", "a URL such as scheme://user:password@host:port"),
    ("database_url", "postgresql:shop", "a URL such as scheme://user:password@host:port"),
    ("nats_url", "://queue", "a URL such as scheme://user:password@host:port"),
    ("nats_url", "nats://[::1", "a URL such as scheme://user:password@host:port"),
    ("log_level", "loud", "one of debug, info, warning, error"),
    ("log_format", "xml", "one of text, json"),
    ("ledger_days", "-1", "a number of days, 0 for no end"),
    ("parent_wait", "1.5", "a number of seconds, 0 for none"),
]


@pytest.mark.parametrize(("name", "text", "expectation"), BAD)
def test_a_bad_key_names_place_and_expectation(name: str, text: str, expectation: str) -> None:
    """A value of nomnom.yaml that can't be used names the file, the key and what was expected."""
    with pytest.raises(SettingsError) as caught:
        resolve({}, {}, {name: text})
    assert f"nomnom.yaml {name}" == caught.value.place
    assert f"expected {expectation}" == caught.value.cure


@pytest.mark.parametrize(("name", "text", "expectation"), [bad for bad in BAD if bad[1]])
def test_a_bad_variable_names_place_and_expectation(name: str, text: str, expectation: str) -> None:
    """A variable that can't be used is named, with what was expected."""
    variable = next(setting.variable for setting in SETTINGS if name == setting.name)
    with pytest.raises(SettingsError) as caught:
        resolve({}, {variable: text}, {name: EVERY_TEXT[name]})
    assert variable == caught.value.place
    assert f"expected {expectation}" == caught.value.cure


def test_a_bad_flag_is_named_as_it_is_typed() -> None:
    """The place of a flag's value is the flag, dashes and all."""
    with pytest.raises(SettingsError) as caught:
        resolve({"log_level": "loud"}, {})
    assert '--log-level: "loud" can\'t be used; expected one of debug, info, warning, error' == str(
        caught.value
    )


def test_urls_are_not_repeated() -> None:
    """What was meant as a URL may hold a password, so the error doesn't show it."""
    with pytest.raises(SettingsError) as caught:
        resolve({"database_url": "me:secret@db"}, {})
    assert "secret" not in str(caught.value)


def test_a_value_that_loses_is_not_looked_at() -> None:
    """A bad value that another overrides does no harm."""
    assert 9000 == resolve({"port": 9000}, {"NOMNOM_PORT": "x"}, {"port": "y"}).port


def test_what_is_required_and_not_set_names_every_way_to_set_it() -> None:
    """The error names the setting, its variable, its flag and the command that needs neither."""
    with pytest.raises(SettingsError) as caught:
        require(Settings(nats_url="nats://queue"), "database_url", "nats_url")
    text = str(caught.value)
    assert "database_url" == caught.value.place
    assert [] == [
        way
        for way in ("DATABASE_URL", "--database-url", "nomnom.yaml", "nomnom up")
        if way not in text
    ]


def test_what_is_required_and_set_passes() -> None:
    """Settings that aren't required may be missing."""
    require(Settings(nats_url="nats://queue"), "nats_url")
    require(Settings())


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("auto", {}),
        ("verify", {"NOMNOM_ENV": "production"}),
        ("auto", {"NOMNOM_ENV": "production", "NOMNOM_SCHEMA": "auto"}),
        ("off", {"NOMNOM_SCHEMA": "off"}),
    ],
)
def test_production_verifies_unless_told_otherwise(expected: str, given: dict[str, str]) -> None:
    """Tables are brought up to date by themselves in development only."""
    assert expected == resolve({}, given).schema_mode
