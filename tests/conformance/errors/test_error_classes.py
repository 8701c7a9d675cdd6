"""Every refusal that a real database can be brought to, and what the worker does with the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal

import pymysql
import pytest

from nomnom.errors import ConfigurationError, DataError, NomnomError, OutageError
from nomnom.migrate import bring_up
from samples.databases import Place
from samples.provoked import CASES, Becomes, Bench, Case
from samples.provoked.case import PROJECT, THING, works_of

Servers = Callable[[str], Place]


@pytest.fixture
def place_of(request: pytest.FixtureRequest) -> Servers:
    """A function that gives an empty database of a kind."""

    def found(kind: str) -> Place:
        place = request.getfixturevalue(kind)
        assert isinstance(place, Place)
        return place

    return found


@contextmanager
def arranged(place: Place, case: Case) -> Iterator[Bench]:
    """A bench where a case has been arranged."""
    bring_up(place.url, PROJECT)
    with ExitStack() as stack:
        bench = Bench(place, stack)
        bench.run(*case.before)
        if case.arrange:
            case.arrange(bench)
        yield bench


def cases(*classes: Becomes) -> pytest.MarkDecorator:
    """The cases of some classes, on every kind of database."""
    found = [(kind, case) for kind in CASES for case in CASES[kind] if case.becomes in classes]
    names = [f"{kind}: {case.what}" for kind, case in found]
    return pytest.mark.parametrize(("kind", "case"), found, ids=names)


def code_of(error: NomnomError) -> str:
    """What the driver told: the SQLSTATE, the number or the name; empty where it told none."""
    cause = error.__cause__
    if isinstance(cause, pymysql.MySQLError):
        return str(cause.args[0])
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", ""))


def counts(bench: Bench) -> list[int]:
    """How many things, messages and dead letters are stored."""
    tables = ("things", "nomnom_messages", "nomnom_dead_letters")
    return [bench.run(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


@cases("data")
def test_a_refused_value_costs_its_record(kind: str, case: Case, place_of: Servers) -> None:
    """The bad record alone becomes a dead letter, with the database's code; the others are stored."""
    with arranged(place_of(kind), case) as bench:
        (work,) = works_of(case)
        (before, *_) = counts(bench)
        with pytest.raises(DataError) as refused, bench.store.transaction() as transaction:
            transaction.merge(THING, work.extract.rows[0])
        assert case.code == code_of(refused.value)

        written = bench.write([work])

        assert (2, 1) == (written.stored, written.dead)
        assert [before + 2, 1, 1] == counts(bench)
        (letter,) = bench.store.dead_letters("m1")
        assert (1, refused.value.sqlstate) == (letter.record, letter.sqlstate)
        assert letter.sqlstate


@cases("transient", "configuration")
def test_what_no_record_is_to_blame_for_costs_none(
    kind: str, case: Case, place_of: Servers
) -> None:
    """Nothing is changed and nothing is dead; once the cause is gone the same store writes the same batch."""
    with arranged(place_of(kind), case) as bench:
        expected = OutageError if case.becomes == "transient" else ConfigurationError
        with pytest.raises(expected) as caught:
            bench.write(works_of(case))
        assert code_of(caught.value) in (case.code, *case.or_else)
        assert caught.value.cure
        bench.end_the_cause()
        bench.run(*case.after)
        assert [0, 0] == counts(bench)[1:]

        written = bench.write(works_of(case))

        assert (3, 0) == (written.stored, written.dead)
        assert [3, 1, 0] == counts(bench)


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("text", ["a\0b", "a\ud800"], ids=["NUL", "half a character"])
def test_text_that_is_none_is_a_data_error(kind: str, text: str, place_of: Servers) -> None:
    """What the door refuses no store takes either, whatever the database itself would do with it."""
    with arranged(place_of(kind), Case("text", "22021", "data")) as bench:
        with pytest.raises(DataError) as caught, bench.store.transaction() as transaction:
            transaction.merge(THING, [("a", None, 1, Decimal(1), text)])
        assert "22021" == caught.value.sqlstate
        assert str(caught.value.place).startswith("things")
        assert 0 == bench.store.count(THING)
