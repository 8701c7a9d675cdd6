"""A run of servers and a role on the data directory of the first argument, printing their pids once ready."""

import json
import signal
import sys
from pathlib import Path

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres, Event, Role, Supervisor


def ignore(event: Event) -> None:
    """Leave stdout to the pids."""


data_dir = Path(sys.argv[1])
role = Role("idle", (sys.executable, "-c", "import signal; signal.pause()"))
supervisor = Supervisor(
    data_dir, [EmbeddedPostgres(data_dir), EmbeddedNats(data_dir)], [role], ignore
)
signal.signal(signal.SIGTERM, lambda *_: supervisor.request_stop())
supervisor.start()
print(json.dumps(supervisor.pids), flush=True)
supervisor.run()
