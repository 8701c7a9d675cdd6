from __future__ import annotations

from dataclasses import replace

from nomnom.messages import MOST_HEADER_BYTES, Publication

ROW = Publication("OrderEvent", b'{"a":1}', "sent-1", 7, 3, 0)


def test_a_row_goes_to_the_subject_of_its_entity() -> None:
    """Its headers lead back to the message, and to the record in there."""
    assert "entities.OrderEvent" == ROW.subject
    assert {
        "Nats-Msg-Id": ROW.publication_id,
        "Nomnom-Message-Id": "sent-1",
        "Nomnom-Record": "3",
        "Nomnom-Stream-Sequence": "7",
    } == ROW.headers


def test_an_id_is_the_same_each_time_and_another_for_each_row() -> None:
    """Consumers keep ids, so they are the same in every version; the content isn't part of them."""
    others = (
        replace(ROW, entity="Order"),
        replace(ROW, message_id="sent-2"),
        replace(ROW, record=4),
        replace(ROW, place=1),
    )

    assert "d0ff4a5e-e96a-587b-baa3-d2ce46b19099" == ROW.publication_id
    assert ROW.publication_id == replace(ROW, payload=b"{}", stream_sequence=8).publication_id
    assert 5 == len({each.publication_id for each in (ROW, *others)})


def test_headers_never_take_more_than_is_set_aside_for_them() -> None:
    """Not even of a message whose id has 200 characters of four bytes each."""
    widest = replace(ROW, message_id="\N{GRINNING FACE}" * 200, stream_sequence=2**64, record=2**31)
    stream = {"Nats-Expected-Stream": "ENTITIES"}
    lines = (f"{name}: {value}\r\n" for name, value in (widest.headers | stream).items())

    assert len("NATS/1.0\r\n" + "\r\n") + sum(len(line.encode()) for line in lines) <= (
        MOST_HEADER_BYTES
    )
