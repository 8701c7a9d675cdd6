"""How PostgreSQL's programs are run as an ordinary user."""

import subprocess

import pytest

from nomnom.embedded.namespace import unprivileged
from nomnom.errors import EmbeddedError


def test_an_ordinary_user_runs_programs_directly() -> None:
    """Nothing is put before a command unless root runs it."""
    assert () == unprivileged(1000)


@pytest.mark.parametrize("unshare", ["false", "no-such-program"])
def test_root_without_user_namespaces_gets_a_clear_error(unshare: str) -> None:
    """Where root can't enter a user namespace, the error names both ways out."""
    with pytest.raises(EmbeddedError, match="refuses to run as root") as raised:
        unprivileged(0, unshare)
    assert "run nomnom as another user, or give --database-url" == raised.value.cure


def test_inside_the_namespace_the_user_is_known_and_not_root() -> None:
    """initdb looks up its user's name, so the system has to know the user that programs see."""
    try:
        words = unprivileged(0)
    except EmbeddedError:
        pytest.skip("this system forbids user namespaces")
    seen = subprocess.run(
        [*words, "id", "--user", "--name"], capture_output=True, text=True, check=False
    )
    assert 0 == seen.returncode, seen.stderr
    assert "root" != seen.stdout.strip()
