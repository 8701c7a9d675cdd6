"""MySQL and MariaDB: keys into a temporary table, then insert what is new and update what isn't."""

from nomnom.store.mysql.store import mysql_store

__all__ = ["mysql_store"]
