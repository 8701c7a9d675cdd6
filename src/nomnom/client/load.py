"""Loading a file: read, send, follow, sum up."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

from nomnom.client.answer import Busy
from nomnom.client.api import Api
from nomnom.client.chunk import Chunk, cut
from nomnom.client.following import Following
from nomnom.client.formats import Format, format_of
from nomnom.client.progress import OnProgress, Progress
from nomnom.client.retry import Patience, Retries
from nomnom.client.sending import Sent, send_chunk
from nomnom.client.source import Source, open_source
from nomnom.client.summary import Summary


def load_file(
    file: str | Path,
    entity: str,
    *,
    url: str,
    concurrency: int = 1,
    wait: bool = True,
    on_progress: OnProgress | None = None,
    patience: Patience | None = None,
) -> Summary:
    """Send a file (`-`: standard input; gzip is recognised) of records of the root `entity`.

    The API says how they are written: JSON documents or text, one per line; CSV, where a record may have line
    breaks between quotes; HL7 v2 messages, from MSH to the next one.

    Up to `concurrency` requests run at once. With one, records enter the queue in file order. More are
    faster over a slow network, but then chunks overtake each other: use them where no record occurs twice,
    or where `version_by` decides which one wins. With `wait` it returns when every accepted record is a row
    or a dead letter, otherwise when all are accepted.

    Records that the API refuses are counted, and nothing is raised for them. Raises ClientError where the file
    can't be read, or the API can't be reached, refuses the request, or makes no headway for longer than
    `patience`; what was accepted before stays accepted.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency is {concurrency}, expected 1 or more")
    started = time.monotonic()
    patience = patience or Patience()
    with Api(url) as api:
        form = _asked(api, entity, patience)
        with open_source(file) as source:
            load = _Load(api, entity, form, source, patience, on_progress)
            load.send(concurrency, glance=wait)
            if wait:
                load.wait()
            return load.summary(time.monotonic() - started)


def _asked(api: Api, entity: str, patience: Patience) -> Format:
    """How the API says that records of the entity are written, before anything of a file is read."""
    retries = Retries(patience.sending, Event())
    while isinstance(answer := api.input_of(entity), Busy):
        failed = f'how "{entity}" messages are written could not be asked'
        retries.wait(answer, failed=failed, place=api.url)
    return format_of(answer, api.url)


class _Load:
    """A load on its way."""

    def __init__(
        self,
        api: Api,
        entity: str,
        form: Format,
        source: Source,
        patience: Patience,
        on_progress: OnProgress | None,
    ) -> None:
        self._api = api
        self._entity = entity
        self._form = form
        self._source = source
        self._patience = patience
        self._on_progress = on_progress
        self._following = Following(api.statuses)
        self._stopping = Event()
        self._sent = Sent()
        self._bytes_read = 0

    def send(self, concurrency: int, *, glance: bool) -> None:
        """Send every chunk; with `glance`, look now and then at what became of the first ones."""
        chunks = cut(self._form.records(self._source))
        with closing(_in_order(self._send, chunks, concurrency, self._stopping)) as answers:
            for chunk, sent in answers:
                self._following.add(sent.message_ids)
                self._sent = self._sent.count(sent)
                self._bytes_read = chunk.bytes_read
                if glance:
                    self._following.glance()
                self._tell()

    def wait(self) -> None:
        """Wait until every accepted record is a row or a dead letter."""
        self._following.wait(self._patience.storing, self._tell, place=self._api.url)

    def summary(self, seconds: float) -> Summary:
        """How it ended."""
        sent, following = self._sent, self._following
        return Summary(
            accepted=sent.accepted,
            stored=following.stored,
            dead=following.dead,
            rejected=sent.rejected,
            problems=sent.problems,
            seconds=seconds,
        )

    def _send(self, chunk: Chunk) -> tuple[Chunk, Sent]:
        retries = Retries(self._patience.sending, self._stopping)
        api, entity, content_type = self._api, self._entity, self._form.content_type
        return chunk, send_chunk(
            lambda body: api.send(entity, body, content_type), chunk, retries, place=api.url
        )

    def _tell(self) -> None:
        if self._on_progress is not None:
            progress = Progress(
                bytes_read=self._bytes_read,
                total_bytes=self._source.total_bytes,
                accepted=self._sent.accepted,
                rejected=self._sent.rejected,
                stored=self._following.stored,
                dead=self._following.dead,
            )
            self._on_progress(progress)


def _in_order(
    send: Callable[[Chunk], tuple[Chunk, Sent]],
    chunks: Iterable[Chunk],
    concurrency: int,
    stopping: Event,
) -> Generator[tuple[Chunk, Sent]]:
    """Send up to `concurrency` chunks at once, and yield what became of them in file order."""
    if concurrency == 1:
        # In this thread, so that Ctrl-C ends even a request that hangs.
        yield from map(send, chunks)
        return
    with ThreadPoolExecutor(concurrency, thread_name_prefix="nomnom-load") as threads:
        running: deque[Future[tuple[Chunk, Sent]]] = deque()
        try:
            for chunk in chunks:
                if len(running) == concurrency:
                    yield running.popleft().result()
                running.append(threads.submit(send, chunk))
            while running:
                yield running.popleft().result()
        finally:
            stopping.set()
            threads.shutdown(wait=False, cancel_futures=True)
