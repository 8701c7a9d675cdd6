"""The worker's loop: fetch and derive the next batch while the last one is written; ack after commit.

What is published goes out between the two: before the ack, so that a crash can't lose it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from nomnom.bus import OUTLET, Bus, Inbox, Received
from nomnom.errors import ConfigurationError, DataError, OutageError, QueueFullError
from nomnom.extraction import Plan
from nomnom.messages import Delivery, Publication
from nomnom.store import Store
from nomnom.worker.backoff import parent_waits, pause
from nomnom.worker.batch import Work, prepare
from nomnom.worker.publishing import Due, lanes
from nomnom.worker.sizing import Limits, Seen, next_fetch
from nomnom.worker.writing import Written, write

log = structlog.get_logger(__name__)

FETCH_SECONDS = 0.1
"""How long a fetch collects messages: bounds what a lone message waits."""

KEEP_SECONDS = 5.0
"""How often the server is told that held messages are being worked on; well below its ack wait."""

STOP_SECONDS = 7.0
"""How long a stop waits for the batch being written: with all the rest below the 10 seconds that process
managers give."""

PUT_OFF_SECONDS = 1.0

PARENT_SECONDS = 30.0
"""How long a message with a foreign key that leads nowhere is tried again before that is a dead letter."""

Result = TypeVar("Result")


@dataclass(eq=False, slots=True)
class Batch:
    """Messages that were fetched together, and what they hold."""

    received: list[Received]
    works: tuple[Work, ...]

    @property
    def seen(self) -> Seen:
        """Its size, for choosing the next fetch's."""
        return Seen(
            len(self.works),
            sum(work.extract.total for work in self.works),
            sum(len(work.delivery.payload) for work in self.works),
        )


class Worker:
    """One worker. `run` works until `stop` is called; a worker runs once.

    The store is used by threads of the worker's own, one at a time; nobody else may use it meanwhile.
    `set_up` makes sure of the tables, in a thread. `parent_waits` are the delays after which a message is tried
    again whose rows refer to one that isn't there.
    On the event loop, `on_started` is called when the tables and the queue are there, `on_written` after a
    batch is committed, published and acked.
    """

    def __init__(
        self,
        bus: Bus,
        store: Store,
        plan: Plan,
        *,
        set_up: Callable[[], object],
        limits: Limits | None = None,
        parent_waits: Sequence[float] = parent_waits(PARENT_SECONDS),
        on_started: Callable[[], None] = lambda: None,
        on_written: Callable[[Written], None] = lambda written: None,
    ) -> None:
        self._bus = bus
        self._store = store
        self._plan = plan
        self._limits = limits or Limits()
        self._parent_waits = parent_waits
        self._set_up = set_up
        self._on_started = on_started
        self._on_written = on_written
        self._stopping = asyncio.Event()
        self._held: list[Received] = []
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="nomnom-worker")

    def stop(self) -> None:
        """Ask for a clean stop: the batch being written is finished, others go to other workers."""
        self._stopping.set()

    async def run(self) -> None:
        """Make sure of the tables, then work until stopped.

        Raises ConfigurationError where the database or the queue isn't as declared: no message is lost then,
        they stay in the queue. Raises OutageError only where a stop could not finish a batch in time.
        """
        keeper = asyncio.create_task(self._keep_held())
        try:
            await self._persist("tables.set_up", lambda: self._in_thread(self._set_up))
            inbox = await self._persist("inbox.open", self._open_inbox)
            if inbox is not None:
                await self._work(inbox)
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            self._threads.shutdown(wait=False, cancel_futures=True)
            log.info("worker.stopped")

    async def _open_inbox(self) -> Inbox:
        await self._bus.ensure_stream()
        if self._plan.publishes:
            await self._bus.ensure_outlet()
        inbox = await self._bus.inbox()
        log.info("worker.started", entities=sorted(self._plan.roots))
        self._on_started()
        return inbox

    async def _work(self, inbox: Inbox) -> None:
        """Fetch and prepare while the batch before is written: at most two batches are held."""
        writing: asyncio.Task[None] | None = None
        seen = Seen()
        try:
            while not self._stopping.is_set():
                batch = await self._next_batch(inbox, seen)
                if writing is not None and (batch or writing.done()):
                    await self._written(writing)
                if batch and not self._stopping.is_set():
                    seen = batch.seen
                    writing = asyncio.create_task(self._write(inbox, batch))
        finally:
            await self._finish(inbox, writing)

    async def _written(self, writing: asyncio.Task[None]) -> None:
        """Wait until a batch is written, or a stop is asked for; raises what the writing raised."""
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({writing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if writing.done():
            writing.result()

    async def _finish(self, inbox: Inbox, writing: asyncio.Task[None] | None) -> None:
        """Let the batch being written end, and hand back whatever is still held."""
        try:
            if writing is not None:
                async with asyncio.timeout(STOP_SECONDS):
                    await asyncio.shield(writing)
        except TimeoutError:
            raise OutageError(
                f"the batch being written didn't end within {STOP_SECONDS:g} seconds",
                cure="nothing is lost: its messages are delivered again",
            ) from None
        finally:
            if self._held:
                with suppress(OutageError):
                    await inbox.put_off(self._held, seconds=PUT_OFF_SECONDS)

    async def _next_batch(self, inbox: Inbox, seen: Seen) -> Batch | None:
        try:
            received = await inbox.fetch(next_fetch(seen, self._limits), seconds=FETCH_SECONDS)
        except OutageError as error:
            log.warning("fetch.failed", error=str(error))
            await self._pause(pause(1))
            return None
        if not received:
            return None
        self._held += received
        deliveries = [each.delivery for each in received]
        return Batch(received, await self._in_thread(lambda: self._prepared(deliveries)))

    def _prepared(self, deliveries: Sequence[Delivery]) -> tuple[Work, ...]:
        most = self._bus.max_payload
        return tuple(prepare(self._plan, each, max_payload=most) for each in deliveries)

    async def _write(self, inbox: Inbox, batch: Batch) -> None:
        """Write a batch however long it takes, publish what it gave, then ack it.

        A stop during an outage hands it back.
        """
        written = await self._persist("batch.write", lambda: self._commit(batch.works))
        if written is None:
            return
        log.debug(
            "batch.written", messages=len(batch.works), stored=written.stored, dead=written.dead
        )
        if written.dead:
            log.warning("batch.dead_letters", dead=written.dead, stored=written.stored)
        if written.due and not await self._publish(written.due):
            return
        self._release(batch.received)
        early = [r for r in batch.received if r.delivery.message_id in written.put_off]
        try:
            await inbox.ack(
                r for r in batch.received if r.delivery.message_id not in written.put_off
            )
        except OutageError as error:
            log.warning("ack.failed", error=str(error), cure="none needed: the ledger knows them")
        if early:
            await self._put_off(inbox, early)
        self._on_written(written)

    async def _put_off(self, inbox: Inbox, early: Sequence[Received]) -> None:
        """Have messages whose parents may still come delivered again, each after the delay of its attempt."""
        log.info("batch.put_off", messages=len(early), reason="a foreign key leads to no row yet")
        try:
            for each in early:
                # A second copy of a message may have been delivered more often than the first one was.
                number = min(each.delivery.attempt, len(self._parent_waits))
                await inbox.put_off([each], seconds=self._parent_waits[number - 1])
        except OutageError as error:
            cure = "none needed: they are delivered again all the same"
            log.warning("put_off.failed", error=str(error), cure=cure)

    async def _publish(self, due: Sequence[Due]) -> bool:
        """Publish the rows of committed messages; False where a stop came first, so that they come again."""
        found = await self._persist(
            "publish.prepare", lambda: self._in_thread(lambda: lanes(self._store, due))
        )
        if found is None:
            return False
        rows = sum(map(len, found))
        if await self._persist("batch.publish", lambda: self._send(found)) is None:
            return False
        log.debug("batch.published", messages=len(found), rows=rows)
        return True

    async def _send(self, found: Sequence[deque[Publication]]) -> bool:
        try:
            await self._bus.publish_in_order(found)
        except QueueFullError as error:
            # Ours drops the oldest instead: somebody has given the stream other limits, or the disk is full.
            raise OutageError(f"{OUTLET} takes no more rows: {error.message}") from error
        return True

    async def _commit(self, works: Sequence[Work]) -> Written:
        try:
            return await self._in_thread(
                lambda: write(
                    self._store,
                    works,
                    dt.datetime.now(dt.UTC),
                    parent_tries=len(self._parent_waits) + 1,
                )
            )
        except DataError as error:
            # Rows are refused inside savepoints; here it is nomnom's own tables that refuse.
            raise ConfigurationError(
                f"nomnom's own tables refuse a batch: {error}",
                cure="compare nomnom_messages and nomnom_dead_letters with `nomnom schema sql`",
            ) from error

    async def _persist(
        self, action: str, attempt: Callable[[], Coroutine[Any, Any, Result]]
    ) -> Result | None:
        """Try until it works, with growing pauses while a server is away; None where a stop came first."""
        tries = 0
        while True:
            try:
                result = await attempt()
            except OutageError as error:
                tries += 1
                seconds = pause(tries, random.random())  # noqa: S311  no secret depends on it
                log.warning("outage", action=action, tries=tries, error=str(error), pause=seconds)
                await self._pause(seconds)
                if self._stopping.is_set():
                    return None
            else:
                if tries:
                    log.info("outage.over", action=action, tries=tries)
                return result

    async def _pause(self, seconds: float) -> None:
        """Wait, or until a stop is asked for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _keep_held(self) -> None:
        """Tell the server from time to time that held messages are being worked on."""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            for received in tuple(self._held):
                try:
                    await received.keep()
                except OutageError as error:
                    log.warning("keep.failed", error=str(error))
                    break

    def _release(self, received: Sequence[Received]) -> None:
        done = {id(each) for each in received}
        self._held = [each for each in self._held if id(each) not in done]

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
