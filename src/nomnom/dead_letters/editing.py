"""Editing a dead letter: the record as it came stays, the edited one stands beside it."""

from __future__ import annotations

from dataclasses import replace

import structlog

from nomnom.dead_letters.reading import not_there
from nomnom.dead_letters.records import compact, tidied
from nomnom.errors import NomnomError, RecordError
from nomnom.extraction import Plan
from nomnom.spec.nearest import did_you_mean
from nomnom.store import DeadLetter, LetterFilter, Store

log = structlog.get_logger(__name__)


def edit(
    store: Store,
    letter: DeadLetter,
    record: bytes,
    *,
    plan: Plan | None = None,
    force: bool = False,
) -> DeadLetter:
    """Keep an edited record beside the original; the letter as it is then.

    `letter` is as it was read before. A record that is the same as before isn't another edit. With a plan the
    record is checked as the API checks one. Raises RecordError for one that breaks rules, and NomnomError for
    one that isn't a single document of the form that it had; `force` keeps it all the same. Raises NomnomError
    too where the letter was retried, or edited by somebody else meanwhile.
    """
    assert letter.id is not None, "it was never stored"
    place = f"dead letter {letter.id}"
    if letter.state == "retried":
        raise NomnomError(
            f"it was retried as {letter.retried_as}, so an edit would change nothing",
            place=place,
            cure="edit the dead letter that this message became, if it did",
        )
    kept = tidied(record)
    if not force:
        _check(letter, kept, plan, place)
    if kept == tidied(letter.document):
        return letter
    with store.transaction() as transaction:
        is_kept = transaction.amend(letter, kept)
    if not is_kept:
        raise NomnomError(
            "somebody else edited or retried it meanwhile",
            place=place,
            cure="look at it again, then edit what is there now",
        )
    log.info("letter.edited", letter=letter.id, edit=letter.edits + 1, checked=plan is not None)
    return replace(letter, edited=kept, edits=letter.edits + 1)


def read_again(store: Store, letter: DeadLetter) -> DeadLetter:
    """The letter as it is now. Raises NomnomError where it is gone."""
    assert letter.id is not None, "it was never stored"
    found = store.letters(LetterFilter(ids=(letter.id,)), limit=1)
    if not found:
        raise not_there(letter.id)
    return found[0]


def _check(letter: DeadLetter, record: bytes, plan: Plan | None, place: str) -> None:
    """Raise the error that keeps a record from being kept, if there is one."""
    if not record.strip():
        raise NomnomError("the record is empty", place=place, cure="to give it up, discard it")
    if plan is None:
        if compact(letter.payload) is not None and compact(record) is None:
            raise NomnomError("expected one JSON document, as the original is", place=place)
        return
    root = plan.roots.get(letter.entity)
    if root is None:
        cure = did_you_mean(letter.entity, plan.roots, otherwise="give the project it is of")
        raise NomnomError(f'there is no root entity "{letter.entity}"; {cure}', place=place)
    documents = root.documents(record)
    if problems := [p for bad in root.extract_documents(documents).bad for p in bad.problems]:
        raise RecordError(tuple(problems), place=place)
    if len(documents) != 1:
        raise NomnomError(f"expected one document, got {len(documents)}", place=place)
