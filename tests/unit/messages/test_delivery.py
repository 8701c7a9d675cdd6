from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.messages import Delivery, fingerprint, ingest_subject, subject_entity

NOON = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)
DELIVERY = Delivery("messages.ingest.Order", b"{}", "MESSAGES", 7, NOON)


@given(st.text())
def test_a_subject_names_its_entity(entity: str) -> None:
    """Also one with dots in it, which no project has."""
    assert entity == subject_entity(ingest_subject(entity))


def test_the_publishers_id_names_a_message() -> None:
    """As it was given, up to 200 characters."""
    assert "id-1" == replace(DELIVERY, published_id="id-1").message_id
    assert "x" * 200 == replace(DELIVERY, published_id="x" * 200).message_id


@pytest.mark.parametrize("odd", ["x" * 201, "a\0b"])
def test_an_id_that_the_ledger_cannot_store_is_replaced_by_its_hash(odd: str) -> None:
    """The same one each time, and another one for another id."""
    known, other = (replace(DELIVERY, published_id=each).message_id for each in (odd, odd + "x"))

    assert known == replace(DELIVERY, published_id=odd, attempt=2).message_id
    assert known != other
    assert (36, 36) == (len(known), len(other))


def test_without_an_id_the_place_in_the_stream_names_a_message() -> None:
    """The same in every delivery; another in a stream that was made anew."""
    again = replace(DELIVERY, attempt=3)
    anew = replace(DELIVERY, received_at=NOON + dt.timedelta(microseconds=1))
    others = (replace(DELIVERY, sequence=8), replace(DELIVERY, stream="OTHER"), anew)

    assert DELIVERY.position_id == again.message_id
    assert 4 == len({DELIVERY.message_id, *(each.message_id for each in others)})


@pytest.mark.parametrize(
    ("expected", "subject"),
    [
        ("Order", "messages.ingest.Order"),
        ("a\N{SYMBOL FOR NULL}b", "messages.ingest.a\0b"),
        ("x" * 200, "messages.ingest." + "x" * 300),
    ],
)
def test_an_entity_is_storable_whatever_the_subject(expected: str, subject: str) -> None:
    """The server lets anybody publish to a subject that no table could name."""
    assert expected == replace(DELIVERY, subject=subject).entity


def test_a_fingerprint_is_a_signed_64_bit_number_of_the_payload() -> None:
    """That of `b2sum -l 64`, the same in every process and version: ledgers keep it."""
    assert 137279666008780115 == fingerprint(b"{}")


@given(st.binary(), st.binary())
def test_fingerprints_tell_payloads_apart(one: bytes, other: bytes) -> None:
    """Equal payloads have equal ones, others don't, and all fit into a BIGINT."""
    assert (one == other) == (fingerprint(one) == fingerprint(other))
    assert -(2**63) <= fingerprint(one) < 2**63
