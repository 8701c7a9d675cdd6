from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.worker.sizing import FIRST_FETCH, Limits, Seen, next_fetch

LIMITS = Limits(records=1000, payload_bytes=100_000)
_counts = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        (FIRST_FETCH, Seen()),
        (100, Seen(messages=50, records=500, payload_bytes=1)),
        (20, Seen(messages=100, records=100, payload_bytes=500_000)),
        (400, Seen(messages=100, records=100, payload_bytes=100)),
        (4 * FIRST_FETCH, Seen(messages=1, records=1, payload_bytes=10)),
        (1, Seen(messages=1, records=50_000, payload_bytes=10)),
        (1000, Seen(messages=1000, records=1000, payload_bytes=0)),
    ],
)
def test_the_next_batch_is_full_if_messages_stay_alike(expected: int, seen: Seen) -> None:
    """Records and bytes bound it, and so does growth: messages may become larger."""
    assert expected == next_fetch(seen, LIMITS)


@given(_counts, _counts, _counts, _counts, _counts)
def test_at_least_one_message_is_fetched_and_never_many_more_than_last_time(
    messages: int, records: int, size: int, most_records: int, most_bytes: int
) -> None:
    """Whatever was seen: a message larger than a batch has to be fetched as well."""
    fetch = next_fetch(Seen(messages, records, size), Limits(most_records, most_bytes))

    assert 1 <= fetch <= 4 * max(messages, FIRST_FETCH)
