"""Whether a round kept every promise: rows, ledger, dead letters, and what clients were told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chaos.campaign.comparison import SHOWN, Columns, Facts, Row, differences, facts
from chaos.campaign.database import connected
from chaos.campaign.load import Documents
from chaos.campaign.source import RECEIPTS, TABLES, expected_rows, order_key


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says of a message."""

    records: int
    stored: int
    dead: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds after a round."""

    rows: Mapping[str, Sequence[Row]]
    ledger: Mapping[str, Entry]
    letters: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent in a round.

    `accepted` are the messages that are in the queue for certain, by id, with their documents; `doubtful` the
    documents of requests without a clear answer, which may be there under ids that nobody knows.
    """

    documents: Sequence[bytes]
    accepted: Mapping[str, Documents]
    doubtful: Sequence[Documents]


def read(database_url: str) -> Found:
    """Everything that a round is judged by."""
    with connected(database_url) as connection:

        def rows(table: str, names: Sequence[str]) -> list[Row]:
            columns = ", ".join(names)
            return connection.execute(f"SELECT {columns} FROM {table}".encode()).fetchall()

        tables = {each.table: rows(each.table, each.names) for each in (*TABLES, RECEIPTS)}
        ledger = rows("nomnom_messages", ("message_id", "records", "stored", "dead"))
        letters = rows("nomnom_dead_letters", ("message_id", "record", "rule", "reason"))
    entries = {str(row[0]): Entry(*row[1:]) for row in ledger}  # type: ignore[arg-type]
    return Found(tables, entries, letters)


def judge(sent: Sent, found: Found) -> list[str]:
    """What is wrong, in words; nothing where every promise was kept."""
    wanted = expected_rows(sent.documents)
    problems = [
        line
        for table in TABLES
        for line in differences(table, wanted[table.table], found.rows[table.table])
    ]
    problems += _ledger(sent, found)
    problems += _receipts(sent, found)
    if found.letters:
        problems.append(f"{len(found.letters)} dead letters, for example {found.letters[:SHOWN]}")
    return problems


def all_facts(found: Found) -> dict[str, Facts]:
    """The facts about each table."""
    return {table.table: facts(table, found.rows[table.table]) for table in _compared()}


def _compared() -> tuple[Columns, ...]:
    return (*TABLES, RECEIPTS)


def _ledger(sent: Sent, found: Found) -> list[str]:
    """Accepted = stored + dead, for each message and for all of them; nothing is in flight any more."""
    lines: list[str] = []
    lost = [each for each in sent.accepted if each not in found.ledger]
    if lost:
        lines.append(f"{len(lost)} accepted messages aren't in the ledger: {lost[:SHOWN]}")
    wrong = {
        message_id: entry
        for message_id, documents in sent.accepted.items()
        if (entry := found.ledger.get(message_id))
        and entry != Entry(len(documents), len(documents), 0)
    }
    if wrong:
        some = dict(list(wrong.items())[:SHOWN])
        lines.append(f"{len(wrong)} ledger entries don't count what was accepted: {some}")
    every = found.ledger.values()
    records, settled = sum(e.records for e in every), sum(e.stored + e.dead for e in every)
    if records != settled:
        lines.append(f"the ledger has {records} records, but {settled} stored or dead")
    return lines


def _receipts(sent: Sent, found: Found) -> list[str]:
    """Each message had its effect once: a row for each of its orders, and for no others."""
    keys: dict[str, list[str]] = defaultdict(list)
    for message_id, key in found.rows[RECEIPTS.table]:
        keys[str(message_id)].append(str(key))
    wanted = {each: [order_key(d) for d in docs] for each, docs in sent.accepted.items()}
    strangers = {each: there for each, there in keys.items() if each not in wanted}
    possible = Counter(tuple(sorted(map(order_key, documents))) for documents in sent.doubtful)
    unexplained = [
        message_id
        for message_id, there in strangers.items()
        if not _take(possible, tuple(sorted(there)))
    ]
    lines = []
    if unexplained:
        lines.append(
            f"{len(unexplained)} messages had an effect that nobody sent, or not exactly once:"
            f" {[(each, sorted(strangers[each])) for each in unexplained[:SHOWN]]}"
        )
    unknown = [each for each in found.ledger if each not in wanted and each not in strangers]
    if unknown:
        lines.append(f"{len(unknown)} ledger entries have no rows: {unknown[:SHOWN]}")
    expected: list[Row] = [(each, key) for each, all_keys in wanted.items() for key in all_keys]
    there = [(each, key) for each in keys if each in wanted for key in keys[each]]
    return lines + differences(RECEIPTS, expected, there)


def _take(possible: Counter[tuple[str, ...]], keys: tuple[str, ...]) -> bool:
    """Whether there is still a request of these orders that may have become a message."""
    if possible[keys] <= 0:
        return False
    possible[keys] -= 1
    return True
