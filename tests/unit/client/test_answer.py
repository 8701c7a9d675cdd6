"""Reading what the API answers."""

from __future__ import annotations

import json

import pytest

from nomnom.client.answer import (
    Accepted,
    BatchAnswer,
    Busy,
    Response,
    Status,
    StatusAnswer,
    TooLarge,
    ValueProblem,
    Verdict,
    batch_answer,
    status_answer,
)
from nomnom.errors import ClientError

URL = "http://api:8080"


def _response(status: int, body: object, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, json.dumps(body).encode(), names)


def test_a_partly_accepted_batch_has_messages_and_verdicts() -> None:
    """A 207 says how many are queued in which messages, and why each other line isn't."""
    problem = {
        "pointer": "/total_price",
        "path": "$.total_price",
        "entity": "Order",
        "rule": "type",
        "message": "expected a number",
        "value": '"x"',
    }
    body = {
        "status": "partial",
        "accepted": 2,
        "rejected": 1,
        "messages": [{"message_id": "m1", "records": 2}],
        "problems": [
            {"index": 1, "line": 2, "problems": [problem]},
            {"index": 3, "line": 4, "status": "not_queued", "reason": "full"},
        ],
    }
    expected = BatchAnswer(
        accepted=2,
        messages=(Accepted("m1", 2),),
        problems=(
            Verdict(
                1, "rejected", (ValueProblem("expected a number", "/total_price", "type", '"x"'),)
            ),
            Verdict(3, "not_queued", reason="full"),
        ),
    )
    assert expected == batch_answer(_response(207, body), URL)


def test_a_422_that_judges_lines_is_an_answer() -> None:
    """Nothing of the batch is valid, which is the lines' fault and not the request's."""
    body = {"title": "invalid", "problems": [{"index": 0, "problems": [{"message": "no JSON"}]}]}
    expected = BatchAnswer(problems=(Verdict(0, problems=(ValueProblem("no JSON"),)),))
    assert expected == batch_answer(_response(422, body), URL)


def test_a_422_that_judges_no_line_refuses_the_request() -> None:
    """It ends the load, in the API's words."""
    response = _response(422, {"title": "Invalid", "detail": "say ?entity=Order"})
    with pytest.raises(ClientError) as caught:
        batch_answer(response, URL)
    expected = f"{URL}: answers 422: say ?entity=Order; check the name given with --entity"
    assert expected == str(caught.value)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_api_is_asked_again(status: int) -> None:
    """Also a gateway may say so; Retry-After is read in its form of seconds."""
    response = _response(status, {"detail": "the queue is full"}, retry_after="3")
    expected = Busy(f"answers {status}: the queue is full", 3.0)
    assert expected == batch_answer(response, URL)
    assert expected == status_answer(response, URL)


@pytest.mark.parametrize("header", ["Fri, 31 Dec 1999 23:59:59 GMT", "-1", "²", ""])
def test_a_retry_after_that_is_no_number_is_left_out(header: str) -> None:
    """Our own pauses stand in for it."""
    assert Busy("answers 503") == batch_answer(Response(503, b"", {"retry-after": header}), URL)


def test_a_body_that_is_too_large_is_told_apart() -> None:
    """A smaller one may pass, so it is no error yet."""
    assert TooLarge() == batch_answer(_response(413, {}), URL)


def test_an_unknown_entity_is_refused_in_the_words_of_the_api() -> None:
    """The API knows the nearest name; the cure names our options."""
    response = _response(404, {"detail": 'unknown entity "Oder"; did you mean "Order"?'})
    with pytest.raises(ClientError, match='did you mean "Order"') as caught:
        batch_answer(response, URL)
    assert "check the names given with --entity and --url" == caught.value.cure


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"accepted": "many"}', b"\xff"])
def test_another_server_is_recognised(content: bytes) -> None:
    """Whatever answers 202 without being nomnom is named, with the option that mends it."""
    with pytest.raises(ClientError, match="something else than an ingestion API") as caught:
        batch_answer(Response(202, content), URL)
    assert URL == caught.value.place
    assert "--url" in str(caught.value.cure)


def test_statuses_say_what_became_of_messages() -> None:
    """Only processed and dead-lettered messages have come to their end."""
    body = {
        "statuses": [
            {"message_id": "a", "status": "processed", "records": 3, "stored": 3, "dead": 0},
            {"message_id": "b", "status": "dead_lettered", "records": 2, "stored": 1, "dead": 1},
            {"message_id": "c", "status": "accepted"},
            {"message_id": "d", "status": "unknown"},
        ],
        "summary": {"processed": 1},
    }
    answer = status_answer(_response(200, body), URL)
    assert isinstance(answer, StatusAnswer)
    assert (Status("a", "processed", 3), Status("b", "dead_lettered", 1, 1)) == answer.statuses[:2]
    assert [True, True, False, False] == [status.is_final for status in answer.statuses]


def test_an_api_without_database_is_not_asked_for_ever() -> None:
    """It will never know what became of a message, so waiting ends at once, with the way around."""
    response = _response(
        503, {"type": "/problems/no-database", "detail": "DATABASE_URL is missing"}
    )
    with pytest.raises(ClientError, match="DATABASE_URL is missing") as caught:
        status_answer(response, URL)
    assert "--no-wait" in str(caught.value.cure)
