"""The HTTP ingestion API: validates records and queues them durably, without a database."""

from nomnom.ingest.app import create_app
from nomnom.ingest.role import run_ingest
from nomnom.ingest.server import serve

__all__ = ["create_app", "run_ingest", "serve"]
