"""What `store.port` promises of dead letters that are read and handled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest

from nomnom.errors import ConfigurationError
from nomnom.migrate import bring_up
from nomnom.store import DeadLetter, LetterFilter, LetterGroup, Store, open_store
from samples.databases import Place, run
from samples.stored import EVERY_TABLE, NOON, letter

HOUR = dt.timedelta(hours=1)
ADDED = (
    "retry_of",
    "edits",
    "retried_as",
    "retried_at",
    "discarded_at",
    "discard_reason",
    "edited",
)


def buried(store: Store, *letters: DeadLetter) -> tuple[DeadLetter, ...]:
    """The letters as they are read after they were written, oldest first."""
    with store.transaction() as transaction:
        transaction.bury(letters)
    return store.letters(LetterFilter(), limit=100)


def records(letters: Iterable[DeadLetter]) -> list[int]:
    """What tells the letters of a test apart."""
    return [each.record for each in letters]


def test_a_letter_is_read_as_it_was_written_and_open(store: Store) -> None:
    """With its link to the letter before it, and nothing done about it."""
    written = letter("m1", retry_of=2**62)
    (found,) = buried(store, written)
    assert written == replace(found, id=None)
    assert ("open", "type", written.payload) == (found.state, found.code, found.document)


def test_pages_are_by_id_in_both_directions(store: Store) -> None:
    """Page by page, each letter comes once; none is beyond the last page."""
    buried(store, *(letter("m1", n) for n in range(5)))

    def walked(*, newest_first: bool) -> list[list[int]]:
        pages, after = [], None
        while page := store.letters(
            LetterFilter(), limit=2, after=after, newest_first=newest_first
        ):
            pages.append(records(page))
            after = page[-1].id
        return pages

    assert [[0, 1], [2, 3], [4]] == walked(newest_first=False)
    assert [[4, 3], [2, 1], [0]] == walked(newest_first=True)


@pytest.mark.parametrize(
    ("expected", "chosen"),
    [
        ([0, 1, 2, 3], LetterFilter()),
        ([0, 3], LetterFilter(entity="Order")),
        ([1, 3], LetterFilter(entity="Item")),
        ([1], LetterFilter(reason="23505")),
        ([1, 2], LetterFilter(reason="database")),
        ([2], LetterFilter(message_id="m2")),
        ([2, 3], LetterFilter(since=NOON + 2 * HOUR)),
        ([0, 1], LetterFilter(until=NOON + 2 * HOUR)),
        ([1, 2], LetterFilter(since=NOON + HOUR, until=NOON + 3 * HOUR, reason="database")),
        ([], LetterFilter(entity="Order", reason="database")),
        ([], LetterFilter(ids=(2**62,))),
    ],
)
def test_a_filter_means_the_letters_for_which_all_holds(
    expected: list[int], chosen: LetterFilter, store: Store
) -> None:
    """Entity is the root or the one whose rule is broken; reason a rule or a SQLSTATE; ends aren't included."""
    buried(
        store,
        letter("m1", 0, at_entity="Order"),
        letter("m1", 1, entity="Event", rule="database", sqlstate="23505", dead_at=NOON + HOUR),
        letter(
            "m2", 2, entity="Event", at_entity="Event", rule="database", dead_at=NOON + 2 * HOUR
        ),
        letter("m3", 3, dead_at=NOON + 3 * HOUR),
    )
    assert expected == records(store.letters(chosen, limit=100))
    assert len(expected) == store.letter_count(chosen)[0]


def test_times_are_compared_across_offsets(store: Store) -> None:
    """A moment is the same one in any zone."""
    buried(store, letter("m1"))
    east = NOON.astimezone(dt.timezone(5 * HOUR))
    assert (1, 0) == (
        store.letter_count(LetterFilter(since=east))[0],
        store.letter_count(LetterFilter(until=east))[0],
    )


def test_ids_choose_and_bound(store: Store) -> None:
    """By id one finds single ones, and those up to one; the count tells the largest."""
    assert (0, 0) == store.letter_count(LetterFilter())
    found = buried(store, *(letter("m1", n) for n in range(3)))
    ids = [each.id or 0 for each in found]
    assert [0, 2] == records(store.letters(LetterFilter(ids=(ids[2], ids[0])), limit=9))
    assert [0, 1] == records(store.letters(LetterFilter(up_to=ids[1]), limit=9))
    assert (3, ids[2]) == store.letter_count(LetterFilter())


def test_groups_are_by_root_and_code_the_largest_first(store: Store) -> None:
    """The code is the SQLSTATE where there is one; the times are the first and the last."""
    buried(
        store,
        letter("m1", rule="database", sqlstate="23505"),
        letter("m1", dead_at=NOON + HOUR),
        letter("m2", dead_at=NOON + 2 * HOUR),
        letter("m2", entity="Event"),
    )
    expected = [
        LetterGroup("Order", "type", 2, NOON + HOUR, NOON + 2 * HOUR),
        LetterGroup("Event", "type", 1, NOON, NOON),
        LetterGroup("Order", "23505", 1, NOON, NOON),
    ]
    assert expected == list(store.letter_groups(LetterFilter(), limit=9))
    assert expected[:1] == list(store.letter_groups(LetterFilter(), limit=1))
    assert () == store.letter_groups(LetterFilter(entity="Nobody"), limit=9)


def test_an_edit_stands_beside_the_original(store: Store) -> None:
    """Byte for byte, and counted; the next one takes its place."""
    (found,) = buried(store, letter("m1"))
    with store.transaction() as transaction:
        assert transaction.amend(found, b'{"a": "\xff\x00\\\'%s"}')
    (first,) = store.letters(LetterFilter(), limit=9)
    assert (b'{"a": "\xff\x00\\\'%s"}', found.payload, 1) == (
        first.document,
        first.payload,
        first.edits,
    )
    with store.transaction() as transaction:
        assert transaction.amend(first, b"{}")
    (second,) = store.letters(LetterFilter(), limit=9)
    assert (b"{}", 2, "open") == (second.document, second.edits, second.state)


def test_an_edit_of_what_was_edited_meanwhile_changes_nothing(store: Store) -> None:
    """Two people who read the same letter don't overwrite each other."""
    (found,) = buried(store, letter("m1"))
    with store.transaction() as transaction:
        assert transaction.amend(found, b"{1}")
        assert not transaction.amend(found, b"{2}")
        assert not transaction.mark_retried(found, "m2", NOON)
    assert [b"{1}"] == [each.document for each in store.letters(LetterFilter(), limit=9)]


def test_a_retried_letter_names_its_message_and_is_settled(store: Store) -> None:
    """It is neither edited, discarded nor linked a second time."""
    (found,) = buried(store, letter("m1"))
    with store.transaction() as transaction:
        assert transaction.mark_retried(found, "m2", NOON + HOUR)
    (retried,) = store.letters(LetterFilter(), limit=9)
    assert ("retried", "m2", NOON + HOUR) == (
        retried.state,
        retried.retried_as,
        retried.retried_at,
    )
    with store.transaction() as transaction:
        assert not transaction.amend(retried, b"{}")
        assert not transaction.mark_discarded(retried, "no", NOON)
        assert not transaction.mark_retried(retried, "m2", NOON + HOUR)
    assert (retried,) == store.letters(LetterFilter(), limit=9)


def test_a_discarded_letter_keeps_its_row_and_can_be_taken_up_again(store: Store) -> None:
    """It is discarded once, with the reason; a retry says that it no longer is."""
    (found,) = buried(store, letter("m1"))
    with store.transaction() as transaction:
        assert transaction.mark_discarded(found, "a tést's", NOON)
        assert not transaction.mark_discarded(found, "again", NOON)
    (discarded,) = store.letters(LetterFilter(), limit=9)
    assert ("discarded", NOON, "a tést's", found.payload) == (
        discarded.state,
        discarded.discarded_at,
        discarded.discard_reason,
        discarded.payload,
    )
    with store.transaction() as transaction:
        assert transaction.mark_retried(discarded, "m2", NOON)
    (retried,) = store.letters(LetterFilter(), limit=9)
    assert ("retried", None, None) == (
        retried.state,
        retried.discarded_at,
        retried.discard_reason,
    )


def test_states_choose(store: Store) -> None:
    """Each letter is in exactly one state."""
    first, second, _ = buried(store, *(letter("m1", n) for n in range(3)))
    with store.transaction() as transaction:
        transaction.mark_retried(first, "m2", NOON)
        transaction.mark_discarded(second, "no", NOON)
    assert [[2], [0], [1]] == [
        records(store.letters(LetterFilter(state=state), limit=9))
        for state in ("open", "retried", "discarded")
    ]


def test_what_is_rolled_back_was_not_handled(store: Store) -> None:
    """Marks are part of their transaction."""
    (found,) = buried(store, letter("m1"))
    with pytest.raises(RuntimeError), store.transaction() as transaction:
        transaction.mark_discarded(found, "no", NOON)
        raise RuntimeError
    assert (found,) == store.letters(LetterFilter(), limit=9)


def test_a_table_made_earlier_gets_the_columns_and_keeps_its_letters(place: Place) -> None:
    """Before a worker starts, what such a table lacks is added; its letters are open and never edited."""
    bring_up(place.url, EVERY_TABLE)
    run(place.url, *(f"ALTER TABLE nomnom_dead_letters DROP COLUMN {name}" for name in ADDED))
    old = "message_id, record, entity, at_entity, path, rule, reason, attempts, stream_sequence"
    values = "'m0', 0, 'Order', 'Order', '$', 'type', 'wrong', 1, 7"
    noon = "'2026-01-02 12:00:00.000000'"
    run(
        place.url,
        f"INSERT INTO nomnom_dead_letters ({old}, received_at, dead_at, payload)"
        f" VALUES ({values}, {noon}, {noon}, '{{}}')",
    )
    store = open_store(place.url, EVERY_TABLE)
    with pytest.raises(ConfigurationError, match=r"nomnom_dead_letters: .*`nomnom schema apply`"):
        store.letters(LetterFilter(), limit=1)
    store.close()
    steps = [step.name for step in bring_up(place.url, EVERY_TABLE)]
    assert {f"add column nomnom_dead_letters.{name}" for name in ADDED} == set(steps)
    assert () == bring_up(place.url, EVERY_TABLE)
    store = open_store(place.url, EVERY_TABLE)
    first, second = buried(store, letter("m1", 1))
    store.close()
    assert ([("open", 0, None)] * 2) == [
        (each.state, each.edits, each.edited) for each in (first, second)
    ]
