"""A record that breaks a rule, until it is a row: on real servers, by the commands."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from nomnom.bus import connect
from samples.shell import run
from samples.up import Up
from samples.workers import message, order

StartUp = Callable[..., AbstractContextManager[Up]]

RECONCILED = """
    SELECT count(*), sum(records), sum(stored), sum(dead),
           (SELECT count(*) FROM nomnom_dead_letters)
    FROM nomnom_messages
"""
BROKEN = order(2)
BROKEN["line_items"][1]["quantity"] = "many"


def publish(up: Up) -> None:
    """One good order and a broken one in a message, past the API, which would have refused it."""

    async def send() -> None:
        async with connect(up.nats_url, name="test") as bus:
            await bus.publish(message(order(1), BROKEN))

    asyncio.run(send())


def await_messages(up: Up, count: int) -> None:
    """Wait until that many messages are in the ledger."""
    while up.query("SELECT count(*) FROM nomnom_messages") != [(count,)]:
        assert up.process.poll() is None


def listed(up: Up, options: str = "") -> list[dict[str, Any]]:
    """The dead letters that `list` prints as JSON."""
    found: list[dict[str, Any]] = json.loads(
        run(f"nomnom dead-letters list --format json {options}", up)
    )
    return found


def retried(up: Up, letter: int) -> str:
    """The id of the message that a letter is sent as."""
    printed = run(f"nomnom dead-letters retry {letter}", up)
    found = re.fullmatch(rf"dead letter {letter} retried as (\S+)\n", printed)
    assert found, printed
    return found[1]


def test_a_broken_record_is_mended_and_becomes_rows(start_up: StartUp, tmp_path: Path) -> None:
    """Retried as it is it fails again, with links both ways; mended it is stored, once however often sent."""
    with start_up(tmp_path / ".nomnom") as up:
        publish(up)
        await_messages(up, 1)
        (letter,) = listed(up)
        assert ("OrderLineItem", "$.line_items[1].quantity", "many") == (
            letter["at_entity"],
            letter["path"],
            json.loads(letter["value"]),
        )

        first = retried(up, letter["id"])
        await_messages(up, 2)
        (again,) = listed(up)
        assert (letter["id"], first) == (again["retry_of"], again["message_id"])
        told = json.loads(run(f"nomnom dead-letters show {letter['id']} --format json", up))
        assert (first, [again["id"]]) == (told["retried_as"], told["became"])

        project = Path("examples/tpch").resolve()
        edit = f"nomnom dead-letters edit {again['id']} --project {project} --set"
        run(f"! {edit} 'line_items[1].quantity=few'", up)
        run(f"{edit} 'line_items[1].quantity=3'", up)
        second = retried(up, again["id"])
        assert second == retried(up, again["id"])
        await_messages(up, 3)

        assert [("1",), ("2",)] == up.query("SELECT order_key FROM orders ORDER BY 1")
        assert [(3,)] == up.query(
            "SELECT quantity FROM order_line_items WHERE order_key = '2' AND line_number = 2"
        )
        assert [(4,)] == up.query("SELECT count(*) FROM order_line_items")
        assert [] == listed(up)
        assert [second, first] == [each["retried_as"] for each in listed(up, "--state retried")]
        assert [(3, 4, 2, 2, 2)] == up.query(RECONCILED)
