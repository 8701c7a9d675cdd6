"""What somebody would write instead of declaring entities: loops that build the very same rows.

They take what arrives at its word: no type, range or length is checked, and one bad record ends them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from nomnom.extraction import MessageFacts

Rows = tuple[list[tuple[Any, ...]], ...]
Own = Mapping[str, Callable[..., Any]]
"""The example's own transforms, by name."""

_BRANCH = re.compile("^refs/heads/(.+)$")


def orders(payload: bytes, _: MessageFacts) -> Rows:
    """TPC-H orders and their line items."""
    found: list[tuple[Any, ...]] = []
    items: list[tuple[Any, ...]] = []
    for line in payload.split(b"\n"):
        order = json.loads(line, parse_float=Decimal)
        key = order["order_key"]
        found.append(
            (
                key,
                order["customer_key"],
                order["order_status"],
                Decimal(order["total_price"]),
                order["order_date"],
                order.get("order_priority"),
                order.get("clerk"),
                order.get("ship_priority"),
                order.get("comment"),
            )
        )
        for item in order["line_items"]:
            items.append(  # noqa: PERF401  as one writes it
                (
                    key,
                    item["line_number"],
                    item["part_key"],
                    item["supplier_key"],
                    Decimal(item["quantity"]),
                    Decimal(item["extended_price"]),
                    Decimal(item["discount"]),
                    Decimal(item["tax"]),
                    item["return_flag"],
                    item["line_status"],
                    dt.date.fromisoformat(item["ship_date"]),
                    dt.date.fromisoformat(item["commit_date"]),
                    dt.date.fromisoformat(item["receipt_date"]),
                    item["ship_instruct"],
                    item["ship_mode"],
                    item.get("comment"),
                )
            )
    return found, items


def pushes(payload: bytes, message: MessageFacts) -> Rows:
    """Pushes, their commits, and the files of each."""
    found, commits = [], []
    files: dict[str, list[tuple[Any, ...]]] = {"added": [], "modified": [], "removed": []}
    for line in payload.split(b"\n"):
        push = json.loads(line, parse_float=Decimal)
        repository, branch = push["repository"]["id"], _BRANCH.search(push["ref"])
        sender, head = push.get("sender"), push.get("head_commit")
        found.append(
            (
                repository,
                message.received_at,
                push["ref"],
                push["created"],
                push["deleted"],
                push["forced"],
                push["before"],
                push["after"],
                branch and branch[1],
                push["repository"]["full_name"],
                push["pusher"]["name"],
                sender and sender["login"],
                head and _utc(head["timestamp"]),
                len(push["commits"]),
            )
        )
        for commit in push["commits"]:
            author, email = commit["author"], commit["author"].get("email")
            commits.append(
                (
                    repository,
                    message.received_at,
                    commit["id"],
                    commit["tree_id"],
                    commit["message"],
                    _utc(commit["timestamp"]),
                    author["name"],
                    email and email.lower(),
                    author.get("username"),
                    commit["committer"]["name"],
                )
            )
            for kind, rows in files.items():
                rows += [
                    (repository, message.received_at, commit["id"], path, kind)
                    for path in commit[kind]
                ]
    return found, commits, files["added"], files["modified"], files["removed"]


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


_ORDER = {"P": "preliminary", "A": "partial", "F": "final", "C": "corrected", "X": "cancelled"}
_RESULT = {
    "P": "preliminary",
    "F": "final",
    "C": "corrected",
    "X": "impossible",
    "D": "deleted",
    "W": "wrong",
}
_ALARM = {"HH": "critically high", "LL": "critically low", "AA": "critically abnormal"}
_ESCAPES = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", ".br": "\n"}
_TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_CHICAGO = ZoneInfo("America/Chicago")
_ESCAPE = re.compile(r"\\(F|S|T|R|E|\.br)\\")


def results(own: Own) -> Callable[[bytes, MessageFacts], Rows]:
    """The loop for HL7 results: orders, observations and notes; `own` are the example's transforms."""

    def built(payload: bytes, message: MessageFacts) -> Rows:
        rows: Rows = ([], [], [], [], [])
        for text in re.split(r"\r(?=MSH)", payload.decode().replace("\n", "\r").strip("\r")):
            _result(text.split("\r"), rows, message.message_id, own)
        return rows

    return built


def _result(lines: Sequence[str], rows: Rows, message: str, own: Own) -> None:
    """The rows of one message, segment by segment."""
    orders, observations, notes, order_notes, alarms = rows
    patient = visit = number = code = sub_id = None
    in_order = in_observation = 0
    for line in lines:
        fields = line.split("|")
        match fields[0]:
            case "PID":
                patient = _medical_record_number(fields)
            case "PV1":
                visit = _part(fields, 19, 1)
            case "OBR":
                number, code, in_order, in_observation = _part(fields, 3, 1), None, 0, 0
                status = _part(fields, 25)
                orders.append(
                    (
                        message,
                        number,
                        _part(fields, 2, 1),
                        patient,
                        visit,
                        _part(fields, 4, 1),
                        _part(fields, 4, 2),
                        _ORDER.get(status) if status else None,
                        _time(_part(fields, 7)),
                        _time(_part(fields, 22)),
                    )
                )
            case "OBX":
                kind, code = _part(fields, 2), _part(fields, 3, 1)
                sub_id, in_observation = _part(fields, 4) or "1", 0
                first, second = _part(fields, 5, 1), _part(fields, 5, 2)
                shown, flag = own["spelled"](first, second, kind), _part(fields, 8)
                name, unit = _part(fields, 3, 2), _part(fields, 6, 1)
                observations.append(
                    (
                        message,
                        patient,
                        visit,
                        number,
                        code,
                        sub_id,
                        name,
                        shown,
                        own["measured"](first, second, kind),
                        unit,
                        _part(fields, 7),
                        flag,
                        _RESULT.get(_part(fields, 11) or "", "other"),
                        _time(_part(fields, 14)),
                    )
                )
                if flag in _ALARM:
                    alarms.append((patient, visit, number, code, name, shown, unit, _ALARM[flag]))
            case "NTE" if code is None:
                in_order += 1
                order_notes.append((message, number, in_order, _part(fields, 3)))
            case "NTE":
                in_observation += 1
                notes.append((message, number, code, sub_id, in_observation, _part(fields, 3)))


def _part(fields: Sequence[str], field: int, component: int | None = None) -> str | None:
    """A field's first repetition, or a component of it."""
    if field >= len(fields):
        return None
    text = fields[field].split("~", 1)[0]
    if component is not None:
        parts = text.split("^")
        text = parts[component - 1] if component <= len(parts) else ""
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _ESCAPES[found[1]], text)
    return None if text in ("", '""') else text


def _medical_record_number(fields: Sequence[str]) -> str | None:
    for repetition in fields[3].split("~"):
        parts = repetition.split("^")
        if parts[4:5] == ["MR"]:
            return parts[0]
    return None


def _time(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    if text[-5:-4] in ("+", "-"):
        return dt.datetime.strptime(text, f"{_TIMES[len(text) - 5]}%z").astimezone(dt.UTC)
    time = dt.datetime.strptime(text, _TIMES[len(text)])  # noqa: DTZ007  the next line says where
    return time.replace(tzinfo=_CHICAGO).astimezone(dt.UTC)
