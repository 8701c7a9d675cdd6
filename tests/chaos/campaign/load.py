"""The load: orders sent over HTTP by several senders, and every answer remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from threading import Condition, Event, Lock, Thread

from chaos.campaign.patience import PATIENCE_SECONDS
from nomnom.client.answer import NOT_QUEUED, BatchAnswer, Busy, TooLarge
from nomnom.client.api import Api
from nomnom.client.chunk import Chunk
from nomnom.client.retry import Retries
from nomnom.client.sending import send_chunk

Documents = tuple[bytes, ...]

ENTITY = "Order"
ALL = 2.0
"""More than any share of a load."""

ASK_EVERY = 7
"""After so many requests a sender asks what became of some accepted messages."""


CERTAIN = ("queue is full", "isn't connected", "Connection refused")
"""Parts of answers by which it is certain that nothing was queued."""


class Eager(Retries):
    """Tries again sooner than a client should: servers that come back meet a load at once."""

    def wait(self, busy: Busy, *, failed: str, place: str) -> None:
        """See `Retries`: the patience is the same, the pauses don't grow."""
        self._tries = 0
        super().wait(Busy(busy.reason), failed=failed, place=place)


class Load:
    """Orders on their way to an API, which may go away and come back at any time.

    `accepted` are the messages that were answered with 202 or 207, by id, with their documents. `doubtful` are
    documents whose request had no clear answer: they may be in the queue, under an id that nobody told us, and
    are sent again. `refusals` counts answers that the queue is full; `forgotten` are accepted messages of which
    the API said that it doesn't know them.
    """

    def __init__(
        self, url: Callable[[], str], documents: Sequence[bytes], chunk: int, senders: int
    ) -> None:
        self._url = url
        self._chunks = [tuple(documents[at : at + chunk]) for at in range(0, len(documents), chunk)]
        self._chunks.reverse()
        self._lock = Lock()
        self._go_on = Condition(self._lock)
        self._allowed = 0.0
        self._stopping = Event()
        self._threads = [
            Thread(target=self._run, args=(number,), name=f"sender-{number}", daemon=True)
            for number in range(senders)
        ]
        self.documents = len(documents)
        self.chunk_bytes = max(len(b"\n".join(each)) for each in self._chunks)
        self.accepted: dict[str, Documents] = {}
        self.doubtful: list[Documents] = []
        self.refusals = 0
        self.forgotten: list[str] = []
        self.asked = 0
        self._records = 0
        self._failure: Exception | None = None

    def allow(self, share: float) -> None:
        """Let the senders go on until that share is accepted, so that steps find a load to meet."""
        with self._go_on:
            self._allowed = share
            self._go_on.notify_all()

    def start(self) -> None:
        """Begin to send, as far as it is allowed."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Give up what isn't sent yet."""
        self._stopping.set()
        self.allow(ALL)
        for thread in self._threads:
            thread.join()

    @property
    def share(self) -> float:
        """How much of the load is accepted, from 0 to 1."""
        return self._records / self.documents

    @property
    def over(self) -> bool:
        """Whether everything was sent."""
        return not any(thread.is_alive() for thread in self._threads)

    def check(self) -> None:
        """Raise what ended a sender, if anything did."""
        if self._failure is not None:
            raise self._failure

    def sample(self, dice: Random, most: int) -> list[tuple[str, Documents]]:
        """Some accepted messages."""
        with self._lock:
            known = sorted(self.accepted.items())
        return dice.sample(known, min(most, len(known)))

    def _run(self, number: int) -> None:
        dice = Random(number)
        try:
            with Api(self._url()) as api:
                sent = 0
                while (chunk := self._next()) and not self._stopping.is_set():
                    self._send(api, chunk)
                    sent += 1
                    if sent % ASK_EVERY == 0:
                        self._ask(api, dice)
        except Exception as error:  # noqa: BLE001  whatever it is, the round has to tell it
            self._failure = self._failure or error

    def _next(self) -> Documents | None:
        with self._go_on:
            self._go_on.wait_for(lambda: self.share < self._allowed)
            return self._chunks.pop() if self._chunks else None

    def _send(self, api: Api, documents: Documents) -> None:
        def post(body: bytes) -> BatchAnswer | Busy | TooLarge:
            answer = api.send(ENTITY, body, "application/x-ndjson")
            self._note(tuple(body.splitlines()), answer)
            return answer

        lines = tuple(document + b"\n" for document in documents)
        chunk = Chunk(lines, tuple(range(1, len(lines) + 1)), 0)
        retries = Eager(PATIENCE_SECONDS, self._stopping)
        sent = send_chunk(post, chunk, retries, place=api.url)
        assert (sent.accepted, sent.rejected) == (len(documents), 0), sent

    def _note(self, documents: Documents, answer: BatchAnswer | Busy | TooLarge) -> None:
        assert not isinstance(answer, TooLarge), "a chunk of the campaign is never too large"
        with self._lock:
            if isinstance(answer, Busy):
                self.refusals += "queue is full" in answer.reason
                if not any(words in answer.reason for words in CERTAIN):
                    self.doubtful.append(documents)
                return
            assert len(answer.messages) <= 1, "a chunk of the campaign fits into one message"
            assert not [p for p in answer.problems if p.status != NOT_QUEUED], answer
            for message in answer.messages:
                self.accepted[message.message_id] = documents
                self._records += len(documents)

    def _ask(self, api: Api, dice: Random) -> None:
        """Every accepted message is known, at any time at which the API can tell."""
        ids = [message_id for message_id, _ in self.sample(dice, 50)]
        if not ids:
            return
        answer = api.statuses(ids)
        if isinstance(answer, Busy):
            return
        unknown = [each.message_id for each in answer.statuses if each.status == "unknown"]
        with self._lock:
            self.asked += len(ids)
            self.forgotten += unknown
