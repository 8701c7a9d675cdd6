"""Model → tables → DDL text: SQLAlchemy Core values for four databases, without a connection."""

from nomnom.model.naming import shorten
from nomnom.tables.dialects import DATABASES, Database
from nomnom.tables.entities import entity_tables
from nomnom.tables.inserts import inserts, literal
from nomnom.tables.naming import foreign_key_name, index_name, unique_name
from nomnom.tables.statements import Statement, ddl, render
from nomnom.tables.system import DEAD_LETTERS, MESSAGES, system_tables
from nomnom.tables.target import Target, targets

__all__ = [
    "DATABASES",
    "DEAD_LETTERS",
    "MESSAGES",
    "Database",
    "Statement",
    "Target",
    "ddl",
    "entity_tables",
    "foreign_key_name",
    "index_name",
    "inserts",
    "literal",
    "render",
    "shorten",
    "system_tables",
    "targets",
    "unique_name",
]
