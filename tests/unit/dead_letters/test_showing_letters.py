from __future__ import annotations

import csv
import datetime as dt
import io
import json

from nomnom.dead_letters import (
    Told,
    csv_lines,
    groups_as_json,
    groups_as_text,
    letters_as_json,
    letters_as_text,
    ndjson_lines,
    told_as_json,
    told_as_text,
)
from nomnom.store import LetterGroup
from samples.stored import NOON, entry, letter

LETTER = letter("m1", 3, id=12, payload=b'{"total": 1.50}')
RETRIED = letter(
    "m1",
    id=12,
    payload=b"PID|1\rOBX|\x1b[2J",
    edited=b"PID|2",
    edits=1,
    retry_of=7,
    retried_as="m2",
    retried_at=NOON + dt.timedelta(hours=1),
)


def test_a_list_has_a_line_for_each() -> None:
    """The SQLSTATE stands for the rule where there is one; times are UTC; long lines are cut where asked."""
    refused = letter("m2", id=7, sqlstate="23503", reason="no \n such\x1b key")
    shown = letters_as_text([LETTER, refused]).splitlines()
    assert [
        "id  dead at               state  entity  reason  path              message",
        "12  2026-01-02 12:00:00Z  open   Order   type    $.items[0].price  expected a number",
        " 7  2026-01-02 12:00:00Z  open   Order   23503   $.items[0].price  no   such  key",
    ] == shown
    assert "12  2026…" == letters_as_text([LETTER], width=9).splitlines()[1]


def test_groups_have_counts_and_times() -> None:
    """As a table and as JSON."""
    group = LetterGroup("Order", "23503", 41, NOON, NOON + dt.timedelta(hours=1))
    assert [
        "count  entity  reason  first                 last",
        "   41  Order   23503   2026-01-02 12:00:00Z  2026-01-02 13:00:00Z",
    ] == groups_as_text([group]).splitlines()
    assert [
        {
            "entity": "Order",
            "code": "23503",
            "count": 41,
            "first_at": "2026-01-02T12:00:00Z",
            "last_at": "2026-01-02T13:00:00Z",
        }
    ] == json.loads(groups_as_json([group]))


def test_a_letter_tells_everything() -> None:
    """Why, where, when, and its record indented; what isn't known has no line."""
    shown = told_as_text(Told(LETTER))
    assert (
        """\
dead letter:  12
state:        open
entity:       Order
broken rule:  type of Item
path:         $.items[0].price
value:        "x"
message:      expected a number
attempts:     1
message id:   m1
record:       3 (counted from 0)
sequence:     7
received at:  2026-01-02 12:00:00Z
dead at:      2026-01-02 12:00:00Z

record as it came:
{
  "total": 1.50
}
"""
        == shown
    )


def test_a_retried_letter_tells_what_came_of_it() -> None:
    """The message, whether it is processed yet, and the dead letters it became; the terminal is left alone."""
    waiting, stored = told_as_text(Told(RETRIED)), told_as_text(Told(RETRIED, entry("m2")))
    dead = told_as_text(Told(RETRIED, entry("m2", dead=1), (15,)))
    assert "state:        retried at 2026-01-02 13:00:00Z\n" in waiting
    assert "retry of:     dead letter 7\n" in waiting
    assert "retried as:   m2: not processed yet\n" in waiting
    assert "retried as:   m2: 1 stored\n" in stored
    assert "retried as:   m2: dead letter 15\n" in dead
    assert waiting.endswith(
        "record as it came:\nPID|1\nOBX|\\x1b[2J\n\nrecord as edited (1):\nPID|2\n"
    )


def test_json_has_the_names_of_the_columns() -> None:
    """Records are left out of a list, and part of what is told of one."""
    (listed,) = json.loads(letters_as_json([LETTER]))
    assert (12, "open", "type", 3) == tuple(listed[k] for k in ("id", "state", "code", "record"))
    assert not {"payload", "edited"} & listed.keys()
    found = json.loads(told_as_json(Told(RETRIED, entry("m2", dead=1), (15,))))
    assert ("PID|1\rOBX|\x1b[2J", "PID|2", [15], 1) == (
        found["payload"],
        found["edited"],
        found["became"],
        found["retried"]["dead"],
    )


def test_an_export_has_a_line_for_each_letter() -> None:
    """JSON is part of it to the digit, text is a string, other bytes are base64."""
    odd = letter("m2", id=13, payload=b"\xff")
    first, second, third = ndjson_lines([[LETTER, RETRIED], [odd]])
    assert '"payload":{"total":1.50},"edited":null' in first
    assert "PID|2" == json.loads(second)["edited"]
    assert "/w==" == json.loads(third)["payload_base64"]
    assert "payload" not in json.loads(third)


def test_csv_has_a_header_and_the_same_columns() -> None:
    """Quoted where needed; an empty export is a header."""
    written = io.StringIO("".join(csv_lines([[LETTER], [RETRIED]])), newline="")
    first, second = csv.DictReader(written)
    assert ("12", "2026-01-02T12:00:00+00:00", "", '{"total": 1.50}') == (
        first["id"],
        first["dead_at"],
        first["retried_as"],
        first["payload"],
    )
    assert ("retried", "PID|1\rOBX|\x1b[2J") == (second["state"], second["payload"])
    assert 1 == len(list(csv_lines([])))
