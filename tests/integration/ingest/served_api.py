"""The API as a process: `served_api.py <port> <nats url> <project folder>`."""

import sys
from pathlib import Path

from nomnom.ingest import run_ingest
from nomnom.loading import load_project

port, nats_url, folder = sys.argv[1:]
run_ingest(load_project(Path(folder)), host="127.0.0.1", port=int(port), nats_url=nats_url)
