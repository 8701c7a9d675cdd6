"""One child process: its end, its log, its session."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nomnom.embedded import Child
from nomnom.embedded.child import LOG_LIMIT, describe_exit
from nomnom.errors import EmbeddedError

IDLE = (sys.executable, "-c", "import signal; signal.pause()")


def python(code: str, log_file: Path) -> Child:
    child = Child((sys.executable, "-c", code), log_file=log_file)
    child.start()
    return child


def test_a_child_that_ends_leaves_its_code_and_its_last_words(tmp_path: Path) -> None:
    """How a child ended names the exit code, the log file and the last lines written to it."""
    log = tmp_path / "log" / "child.log"
    child = python("import sys; print('first'); print('last', file=sys.stderr); sys.exit(3)", log)
    assert 3 == child.wait(timeout=10)
    assert not child.running
    assert {"first", "last"} == set(child.last_lines().splitlines())
    assert child.epitaph().startswith(f"exited with code 3; {log} ends with:\n")


def test_last_lines_are_of_this_run_only(tmp_path: Path) -> None:
    """A log keeps what earlier children wrote, and a child's last lines leave that out."""
    log = tmp_path / "child.log"
    python("print('earlier')", log).wait(timeout=10)
    child = python("print('now')", log)
    child.wait(timeout=10)
    assert "now" == child.last_lines()
    assert "earlier\nnow\n" == log.read_text()


def test_a_log_beyond_its_limit_is_set_aside(tmp_path: Path) -> None:
    """The next start after a log grew too long begins a new one and keeps the old one beside it."""
    log = tmp_path / "child.log"
    log.write_bytes(b"x" * (LOG_LIMIT + 1))
    python("print('now')", log).wait(timeout=10)
    assert "now\n" == log.read_text()
    assert LOG_LIMIT + 1 == (tmp_path / "child.log.1").stat().st_size


def test_a_child_has_a_session_of_its_own() -> None:
    """The terminal's Ctrl-C goes to the parent's process group, which the child isn't in."""
    child = Child(IDLE)
    child.start()
    assert child.pid is not None
    assert child.pid == os.getsid(child.pid)
    child.stop(timeout=10)


def test_stop_asks_with_the_stop_signal(is_alive: Callable[[int | None], bool]) -> None:
    """A child that heeds its stop signal ends by it, and stopping again changes nothing."""
    child = Child(IDLE, stop_signal=signal.SIGINT, log_file=Path(os.devnull))
    child.start()
    assert None is child.poll()
    code = child.stop(timeout=10)
    assert code is not None
    assert code == child.stop(timeout=10)
    assert not is_alive(child.pid)


def test_a_program_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    """A program that can't be run is named with the reason and a cure."""
    with pytest.raises(EmbeddedError) as raised:
        Child([str(tmp_path / "absent")]).start()
    assert str(tmp_path / "absent") == raised.value.place
    assert "No such file" in raised.value.message
    assert raised.value.cure


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "exited with code 0"),
        (-9, "was ended by SIGKILL"),
        (-99, "was ended by signal 99"),
    ],
)
def test_exit_codes_in_words(code: int, words: str) -> None:
    """Negative exit codes are signals, by name where they have one."""
    assert words == describe_exit(code)
