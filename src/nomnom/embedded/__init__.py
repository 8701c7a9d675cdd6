"""Start, watch and stop real PostgreSQL and NATS from their wheels, and nomnom's own roles.

Everything lives below one data directory (`DataDir`). `EmbeddedPostgres` and `EmbeddedNats` can be
started on their own; a `Supervisor` keeps servers and roles running until it is told to stop. All
of it is synchronous.
"""

from nomnom.embedded.child import Child
from nomnom.embedded.data_dir import Connection, DataDir
from nomnom.embedded.nats import EmbeddedNats
from nomnom.embedded.postgres import EmbeddedPostgres
from nomnom.embedded.psql import psql_command
from nomnom.embedded.service import Event, Role, Service
from nomnom.embedded.supervisor import Supervisor

__all__ = [
    "Child",
    "Connection",
    "DataDir",
    "EmbeddedNats",
    "EmbeddedPostgres",
    "Event",
    "Role",
    "Service",
    "Supervisor",
    "psql_command",
]
