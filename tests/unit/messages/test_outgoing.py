from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nomnom.messages import Outgoing, pack

_documents = st.lists(st.binary(max_size=12))


@given(_documents, st.integers(0, 40))
def test_packing_keeps_every_document_in_order_and_within_the_limit(
    documents: list[bytes], limit: int
) -> None:
    """Only a document that is too large by itself makes a message larger than the limit."""
    packed = list(pack(documents, limit))

    assert documents == [document for message in packed for document in message]
    assert all(packed)
    for message in packed:
        assert len(message) == 1 or len(Outgoing("Order", message).payload) <= limit


@given(_documents, st.integers(0, 40))
def test_a_message_is_filled_before_the_next_one(documents: list[bytes], limit: int) -> None:
    """What follows wouldn't have fitted, not even exactly."""
    packed = list(pack(documents, limit))

    for message, following in pairwise(packed):
        assert len(Outgoing("Order", (*message, following[0])).payload) > limit


def test_a_message_is_ndjson_under_the_subject_of_its_entity() -> None:
    """Its id is the header by which JetStream and the ledger know it again."""
    message = Outgoing("Order", (b'{"a": 1}', b'{"a": 2}'), "id-1")

    assert "messages.ingest.Order" == message.subject
    assert b'{"a": 1}\n{"a": 2}' == message.payload
    assert {"Nats-Msg-Id": "id-1"} == message.headers


def test_a_retry_names_its_dead_letter() -> None:
    """So that the letter it may become links back to that one."""
    message = Outgoing("Order", (b"{}",), "id-1", retry_of=12)

    assert {"Nats-Msg-Id": "id-1", "Nomnom-Retry-Of": "12"} == message.headers


def test_ids_are_new_and_grow_with_time() -> None:
    """Two messages made one after the other are apart, and neighbours in an index."""
    first, second = (Outgoing("Order", (b"{}",)).message_id for _ in range(2))

    assert first < second
