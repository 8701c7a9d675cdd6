"""Servers and roles under a supervisor: restarts, reports, order of stopping, left-overs."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres, Event, Role, Service, Supervisor
from nomnom.embedded.nats import read_info
from nomnom.embedded.watch import FIRST_DELAY, MAX_DELAY, STEADY_AFTER, next_delay
from nomnom.errors import EmbeddedError

HERE = Path(__file__).parent
IDLE = (sys.executable, "-c", "import signal; signal.pause()")
PATIENCE = 30.0


class Witness:
    """Keeps every event and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._new: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._new.put(event)

    def wait_for(self, name: str, kind: str) -> Event:
        """The next event of that kind; raises queue.Empty when it doesn't come."""
        while True:
            event = self._new.get(timeout=PATIENCE)
            if (name, kind) == (event.name, event.kind):
                return event

    @property
    def story(self) -> list[tuple[str, str]]:
        return [(event.name, event.kind) for event in self.events]


@pytest.fixture
def witness() -> Witness:
    return Witness()


@contextmanager
def running(supervisor: Supervisor) -> Iterator[None]:
    """Start it here, watch in a thread while the block runs, stop at its end."""
    supervisor.start()
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield
    finally:
        supervisor.request_stop()
        thread.join()


def test_start_and_stop_keep_the_order(
    data_dir: Path, witness: Witness, is_alive: Callable[[int | None], bool]
) -> None:
    """Each starts after the one before is ready; roles stop first, then servers, last one first."""
    servers: list[Service] = [EmbeddedPostgres(data_dir), EmbeddedNats(data_dir)]
    supervisor = Supervisor(data_dir, servers, [Role("worker", IDLE)], witness)
    supervisor.start()
    pids = supervisor.pids
    assert ["postgresql", "nats", "worker"] == list(pids)
    assert all(is_alive(pid) for pid in pids.values())
    supervisor.stop()
    supervisor.stop()
    assert [
        ("postgresql", "starting"),
        ("postgresql", "ready"),
        ("nats", "starting"),
        ("nats", "ready"),
        ("worker", "starting"),
        ("worker", "ready"),
        ("worker", "stopped"),
        ("nats", "stopped"),
        ("postgresql", "stopped"),
    ] == witness.story
    assert not any(is_alive(pid) for pid in pids.values())
    assert not (data_dir / "roles.json").exists()


def test_a_killed_postgres_comes_back_at_the_same_place(data_dir: Path, witness: Witness) -> None:
    """After kill -9 the same URL leads to the same data."""
    server = EmbeddedPostgres(data_dir)
    supervisor = Supervisor(data_dir, [server], [], witness)
    with running(supervisor):
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        witness.wait_for("postgresql", "ready")
        os.kill(supervisor.pids["postgresql"], signal.SIGKILL)
        assert "was ended by SIGKILL" in witness.wait_for("postgresql", "died").detail
        witness.wait_for("postgresql", "restarting")
        witness.wait_for("postgresql", "ready")
        with psycopg.connect(server.url) as connection:
            assert (42,) == connection.execute("SELECT answer FROM kept").fetchone()


def test_a_killed_nats_comes_back_at_the_same_place(data_dir: Path, witness: Witness) -> None:
    """After kill -9 the server is on the same port again."""
    server = EmbeddedNats(data_dir)
    supervisor = Supervisor(data_dir, [server], [], witness)
    with running(supervisor):
        witness.wait_for("nats", "ready")
        first = supervisor.pids["nats"]
        os.kill(first, signal.SIGKILL)
        witness.wait_for("nats", "died")
        witness.wait_for("nats", "ready")
        assert first != supervisor.pids["nats"]
        assert read_info(server.port)["jetstream"]


def test_a_role_that_dies_is_reported_and_restarted(
    data_dir: Path, tmp_path: Path, witness: Witness
) -> None:
    """The report has the exit code, the log file and its last lines; the role then runs again."""
    log = tmp_path / "worker.log"
    ready = tmp_path / "ready"
    code = (
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit('no more'))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "signal.pause()\n"
    )
    role = Role("worker", (sys.executable, "-c", code), log_file=log, ready=ready.exists)
    supervisor = Supervisor(data_dir, [], [Role("other", IDLE), role], witness)
    with running(supervisor):
        os.kill(supervisor.pids["worker"], signal.SIGTERM)
        detail = witness.wait_for("worker", "died").detail
        assert f"exited with code 1; {log} ends with:\nno more" == detail
        assert "after 0.5 s" == witness.wait_for("worker", "restarting").detail
        witness.wait_for("worker", "ready")
        recorded = json.loads((data_dir / "roles.json").read_text())
        assert {record["pid"] for record in recorded} == set(supervisor.pids.values())
    assert ("other", "died") not in witness.story


def test_a_role_gets_its_environment(data_dir: Path, tmp_path: Path, witness: Witness) -> None:
    """Passwords go to a role through its environment, which `ps` shows to nobody else."""
    written = tmp_path / "written"
    code = f"import os, pathlib, signal; p = pathlib.Path({str(written)!r})\n"
    code += (
        "p.with_suffix('.new').write_text(os.environ['SECRET']); p.with_suffix('.new').rename(p)\n"
    )
    code += "signal.pause()"
    role = Role("worker", (sys.executable, "-c", code), {"SECRET": "s"}, ready=written.exists)
    supervisor = Supervisor(data_dir, [], [role], witness)
    supervisor.start()
    supervisor.stop()
    assert "s" == written.read_text()


def test_a_role_that_ignores_sigterm_is_killed(
    data_dir: Path, tmp_path: Path, witness: Witness, is_alive: Callable[[int | None], bool]
) -> None:
    """A role has its time to end; when that is over it is ended."""
    deaf = tmp_path / "deaf"
    role = Role(
        "stubborn",
        (sys.executable, str(HERE / "stubborn_role.py"), str(deaf)),
        ready=deaf.exists,
    )
    supervisor = Supervisor(data_dir, [], [role], witness, role_stop_timeout=0.2)
    supervisor.start()
    pid = supervisor.pids["stubborn"]
    supervisor.stop()
    assert not is_alive(pid)
    assert Event("stubborn", "stopped", "was ended by SIGKILL") == witness.events[-1]


def test_a_first_start_that_fails_stops_what_was_started(
    data_dir: Path, witness: Witness, is_alive: Callable[[int | None], bool]
) -> None:
    """When the second can't start, the error says why and the first is stopped again."""
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    servers: list[Service] = [EmbeddedNats(data_dir), EmbeddedPostgres(data_dir)]
    supervisor = Supervisor(data_dir, servers, [], witness)
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        supervisor.start()
    assert ("nats", "stopped") == witness.story[-1]
    assert not is_alive(supervisor.pids["nats"])


def test_a_role_that_is_never_ready_fails_the_start(data_dir: Path, witness: Witness) -> None:
    """A role that runs but doesn't do its work in time is stopped, and the error says so."""
    role = Role("api", IDLE, ready=lambda: False, start_timeout=0.2)
    supervisor = Supervisor(data_dir, [], [role], witness)
    with pytest.raises(EmbeddedError, match=r"api: wasn't ready within 0\.2 s"):
        supervisor.start()


def test_roles_start_together(data_dir: Path, witness: Witness) -> None:
    """All roles are launched before any of them is waited for."""
    seen: list[bool] = []

    def ready() -> bool:
        seen.append("worker" in supervisor.pids)
        return True

    roles = [Role("api", IDLE, ready=ready), Role("worker", IDLE, ready=ready)]
    supervisor = Supervisor(data_dir, [], roles, witness)
    supervisor.start()
    supervisor.stop()
    assert [True, True] == seen
    starting = [("api", "starting"), ("worker", "starting")]
    assert starting == witness.story[:2]


def test_a_stop_request_ends_a_start_that_waits(data_dir: Path, witness: Witness) -> None:
    """Ctrl-C while a role gets ready stops it instead of waiting on."""
    supervisor: Supervisor

    def asked() -> bool:
        supervisor.request_stop()
        return False

    supervisor = Supervisor(data_dir, [], [Role("api", IDLE, ready=asked)], witness)
    supervisor.start()
    supervisor.run()
    assert [("api", "starting"), ("api", "stopped")] == witness.story


@pytest.fixture
def other_run(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """Another process that supervises two servers and a role, and their pids."""
    command = [sys.executable, str(HERE / "supervised_run.py"), str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
        process.kill()


def test_sigterm_stops_everything(
    other_run: tuple[subprocess.Popen[str], dict[str, int]],
    is_alive: Callable[[int | None], bool],
) -> None:
    """A signal handler that requests a stop ends servers, roles and the run itself."""
    process, pids = other_run
    process.terminate()
    assert 0 == process.wait(timeout=PATIENCE)
    assert not any(is_alive(pid) for pid in pids.values())


def test_what_a_killed_run_left_is_stopped_by_the_next(
    data_dir: Path,
    witness: Witness,
    other_run: tuple[subprocess.Popen[str], dict[str, int]],
    is_alive: Callable[[int | None], bool],
) -> None:
    """After kill -9 of a run its servers and roles go on; the next start ends them and takes over."""
    process, left = other_run
    process.kill()
    process.wait()
    assert all(is_alive(pid) for pid in left.values())
    servers: list[Service] = [EmbeddedPostgres(data_dir), EmbeddedNats(data_dir)]
    supervisor = Supervisor(data_dir, servers, [Role("idle", IDLE)], witness)
    supervisor.start()
    assert not any(is_alive(pid) for pid in left.values())
    supervisor.stop()


def test_a_recorded_pid_that_is_somebody_elses_is_left_alone(
    data_dir: Path, witness: Witness
) -> None:
    """A role's pid may be reused after it ended; who has it now isn't ours to stop."""
    with subprocess.Popen(IDLE) as stranger:
        record = [{"pid": stranger.pid, "create_time": 1.0}]
        (data_dir / "roles.json").write_text(json.dumps(record))
        supervisor = Supervisor(data_dir, [], [], witness)
        supervisor.start()
        supervisor.stop()
        assert None is stranger.poll()
        stranger.kill()


def test_delays_grow_up_to_a_limit_and_start_over_after_steady_work() -> None:
    """Restarts wait 0.5 s, then twice as long each time up to 10 s, and 0.5 s again after 30 s of work."""
    delays = [FIRST_DELAY]
    while len(delays) < 7:
        delays.append(next_delay(delays[-1], ran=0.1))
    assert [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0] == delays
    assert FIRST_DELAY == next_delay(0, ran=0)
    assert FIRST_DELAY == next_delay(MAX_DELAY, ran=STEADY_AFTER)
