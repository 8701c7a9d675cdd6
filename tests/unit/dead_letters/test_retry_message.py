from __future__ import annotations

from uuid import UUID

from nomnom.dead_letters import retry_message
from samples.stored import letter

LETTER = letter("m1", 3, id=12)


def test_a_retry_sends_the_record_under_its_entity() -> None:
    """As it came, or as edited last; the message says which letter it is of."""
    message = retry_message(LETTER)
    assert ("Order", LETTER.payload, 12) == (message.entity, message.payload, message.retry_of)
    assert b"{}" == retry_message(letter("m1", id=12, edited=b"{}", edits=1)).payload


def test_the_id_is_made_of_the_letter_and_its_edit() -> None:
    """The same each time, and another one for another edit, letter, or table that was made anew."""
    first = retry_message(LETTER).message_id
    assert first == retry_message(letter("m1", 3, id=12, discard_reason="no")).message_id
    assert str(UUID(first)) == first
    others = (
        letter("m1", 3, id=12, edited=LETTER.payload, edits=1),
        letter("m1", 3, id=13),
        letter("m1", 4, id=12),
        letter("m2", 3, id=12),
    )
    assert 5 == len({first, *(retry_message(each).message_id for each in others)})
