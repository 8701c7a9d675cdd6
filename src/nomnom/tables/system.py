"""nomnom's own two tables: the ledger of messages and the dead letters."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from nomnom.model.entity import Column, Persistence, PrimaryKey
from nomnom.model.indexes import table_indexes
from nomnom.model.types import FieldType, Kind
from nomnom.tables.dialects import MYSQL_FAMILY, Database
from nomnom.tables.entities import add_table
from nomnom.tables.types import bytes_type

MESSAGES: Final = "nomnom_messages"
"""The ledger: one row per message, written in the same transaction as its rows."""

DEAD_LETTERS: Final = "nomnom_dead_letters"
"""One row per record that can't be stored, with the reason."""

_INTEGER = FieldType(Kind.INTEGER)
_BIGINT = FieldType(Kind.BIGINT)
_TIMESTAMP = FieldType(Kind.TIMESTAMP)
_TEXT = FieldType(Kind.STRING)


def system_tables(database: Database) -> sa.MetaData:
    """The Tables `nomnom_messages` and `nomnom_dead_letters`, in this order.

    `payload` and `edited`, the last columns of a dead letter, hold a record's original bytes and what a person
    made of them. What tables made earlier lack may be null, so that it can be added to them.
    """
    metadata = sa.MetaData()
    for persistence in (_messages(database), _dead_letters(database)):
        add_table(metadata, persistence, database, indexes=table_indexes(persistence))
    letters = metadata.tables[DEAD_LETTERS]
    for name, nullable in (("payload", False), ("edited", True)):
        kept: sa.Column[bytes] = sa.Column(name, bytes_type(database), nullable=nullable)
        letters.append_column(kept)
    return metadata


def _messages(database: Database) -> Persistence:
    name = _name_type(database)
    return Persistence(
        table=MESSAGES,
        primary_key=PrimaryKey("message_id", name, autogenerate=False),
        columns=(
            Column("message_id", name),
            Column("entity", name),
            Column("stream_sequence", _BIGINT),
            Column("fingerprint", _BIGINT),
            Column("records", _INTEGER),
            Column("stored", _INTEGER),
            Column("dead", _INTEGER),
            Column("received_at", _TIMESTAMP),
            Column("processed_at", _TIMESTAMP),
        ),
        indexes=(("processed_at",),),
    )


def _dead_letters(database: Database) -> Persistence:
    name = _name_type(database)
    return Persistence(
        table=DEAD_LETTERS,
        primary_key=PrimaryKey("id", _BIGINT),
        columns=(
            Column("message_id", name),
            Column("record", _INTEGER, doc="The record's index in its message, from 0."),
            Column("entity", name, doc="The root entity of the message."),
            Column("at_entity", _TEXT, doc="The entity whose rule is broken."),
            Column("path", _TEXT),
            Column("rule", name),
            Column("reason", _TEXT),
            Column("value", _TEXT, nullable=True),
            Column("sqlstate", _TEXT, nullable=True),
            Column("attempts", _INTEGER),
            Column("stream_sequence", _BIGINT),
            Column("received_at", _TIMESTAMP),
            Column("dead_at", _TIMESTAMP),
            Column("retry_of", _BIGINT, nullable=True, doc="The letter that was retried."),
            Column("edits", _INTEGER, nullable=True, doc="How often it was edited; null: never."),
            Column("retried_as", name, nullable=True, doc="The message that it was sent as."),
            Column("retried_at", _TIMESTAMP, nullable=True),
            Column("discarded_at", _TIMESTAMP, nullable=True),
            Column("discard_reason", _TEXT, nullable=True),
        ),
        indexes=(("message_id",), ("entity", "rule")),
    )


def _name_type(database: Database) -> FieldType:
    """Text that is, or may become, part of a key; only MySQL and MariaDB need a length for that."""
    return FieldType(Kind.STRING, length=200) if database in MYSQL_FAMILY else _TEXT
