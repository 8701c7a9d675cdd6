"""One turn for all who change tables: plans, revisions, workers that start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

import pytest

from integration.migrations.places import Shop, orders, project, snapshot
from nomnom.errors import LockedError
from nomnom.migrate import Patience, apply, bring_up
from nomnom.migrate.opening import connected
from nomnom.migrate.revisions import apply_revisions, baseline, status
from nomnom.migrate.turns import own_turn

ORDERS = project(orders())
AT_ONCE = Patience(lock_timeout=0.1, attempts=1, turn_timeout=0.0, sleep=lambda _: None)
"""For those who don't wait for another's turn to end."""

Attempts = Mapping[str, Callable[[Patience], object]]


@pytest.fixture
def url(shop: Shop) -> str:
    """A database with a turn to take, and a revision for it."""
    shop.new(ORDERS)
    return shop.place.url


@pytest.fixture
def attempts(shop: Shop, url: str) -> Attempts:
    """Everybody who changes tables, by the name of the command."""
    return {
        "schema apply": lambda patience: apply(url, ORDERS, patience=patience),
        "worker": lambda patience: bring_up(url, ORDERS, patience=patience),
        "migrations apply": lambda patience: apply_revisions(
            url, shop.history(), patience=patience
        ),
        "migrations baseline": lambda patience: baseline(
            shop.folder, ORDERS, url, patience=patience
        ),
    }


def refused(attempts: Attempts) -> list[str]:
    """Who of them doesn't get a turn at once."""
    found = []
    for name, attempt in attempts.items():
        try:
            attempt(AT_ONCE)
        except LockedError:
            found.append(name)
    return found


def test_nobody_else_has_a_turn_while_a_plan_is_applied(url: str, attempts: Attempts) -> None:
    """As long as `schema apply` isn't through, all others wait."""
    seen: list[list[str]] = []
    apply(url, ORDERS, done=lambda _: seen.append(refused(attempts)))
    assert [list(attempts)] * 3 == seen


def test_nobody_else_has_a_turn_while_a_revision_is_applied(
    shop: Shop, url: str, attempts: Attempts
) -> None:
    """As long as `migrations apply` isn't through, all others wait."""
    seen: list[list[str]] = []
    apply_revisions(url, shop.history(), on_applied=lambda _: seen.append(refused(attempts)))
    assert [list(attempts)] == seen


def test_who_waits_has_the_next_turn(shop: Shop, url: str) -> None:
    """A turn that ends is given to the one who asks for it, and then everything is done already."""
    with connected(url) as (holder, _), ExitStack() as turn:
        turn.enter_context(own_turn(holder, Patience()))
        until_it_ends = Patience(lock_timeout=0.1, sleep=lambda _: turn.close())
        apply_revisions(url, shop.history(), patience=until_it_ends)
    assert "0001" == status(url, shop.history()).current


def test_another_database_of_the_server_has_turns_of_its_own(shop: Shop, url: str) -> None:
    """The lock is a database's, not a server's."""
    other = shop.place.fresh()
    with connected(url) as (holder, _), own_turn(holder, Patience()):
        apply(other, ORDERS, patience=AT_ONCE)
    assert "orders" in snapshot(other)


def test_a_turn_ends_where_its_work_fails(url: str, attempts: Attempts) -> None:
    """Somebody who fails in his turn holds nobody up."""
    with pytest.raises(RuntimeError), connected(url) as (holder, _), own_turn(holder, Patience()):
        raise RuntimeError
    assert [] == refused({"schema apply": attempts["schema apply"]})
