"""Doing the steps of a plan to a site under load."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from random import Random

from chaos.campaign.database import terminate_all
from chaos.campaign.diary import Diary
from chaos.campaign.load import ALL, ENTITY, Documents, Load
from chaos.campaign.patience import hold, until
from chaos.campaign.queue import SHORT_SECONDS, Queue
from chaos.campaign.site import Frozen, Site
from chaos.campaign.steps import Fill, Freeze, Kill, Outlive, Redeliver, Restart, Step, Terminate
from nomnom.messages import Outgoing


@dataclass(frozen=True)
class Scene:
    """What a round takes place in. `published` are the messages that the campaign itself sent, by id."""

    site: Site
    queue: Queue
    load: Load
    diary: Diary
    dice: Random
    published: dict[str, Documents]

    def check(self) -> None:
        """Raise what makes it pointless to go on."""
        self.site.check()
        self.load.check()

    @singledispatchmethod
    def do(self, step: Step) -> None:
        """Do a step; whoever was killed or frozen for it runs again at its end."""
        raise NotImplementedError(step)

    @do.register
    def _(self, step: Kill) -> None:
        self.site.kill(step.targets)
        hold(step.seconds)
        self.site.revive(step.targets)

    @do.register
    def _(self, step: Restart) -> None:
        workers = [name for name in self.site.workers if name in step.order]
        self.site.kill(workers)
        goal = min(1.0, self.load.share + step.share)
        self.load.allow(goal)
        until(
            lambda: self.load.share >= goal or self.load.over,
            "a backlog had grown",
            check=self.check,
        )
        self.site.kill([name for name in step.order if name not in workers])
        self.site.revive(step.order)

    @do.register
    def _(self, step: Terminate) -> None:
        for _ in range(step.times):
            ended = terminate_all(self.site.database_url)
            self.diary.note(f"  ended {ended} connections")
            hold(self.dice.uniform(0, 0.2))

    @do.register
    def _(self, step: Freeze) -> None:
        with Frozen(self.site.pid(step.target)):
            hold(step.seconds)

    @do.register
    def _(self, step: Outlive) -> None:
        self.queue.hurry()
        with Frozen(self.site.pid(step.target)):
            hold(3 * SHORT_SECONDS)

    @do.register
    def _(self, step: Fill) -> None:
        self.queue.leave_room(step.requests * self.load.chunk_bytes)
        self.load.allow(ALL)
        before = self.load.refusals
        with ExitStack() as frozen:
            for name in self.site.workers:
                frozen.enter_context(Frozen(self.site.pid(name)))
            until(
                lambda: self.load.refusals > before or self.load.over,
                "the stream was full",
                check=self.check,
            )
        self.queue.open_up()
        self.diary.note(f"  {self.load.refusals - before} requests were refused")

    @do.register
    def _(self, step: Redeliver) -> None:
        again = self.load.sample(self.dice, step.most)
        for message_id, documents in again:
            message = Outgoing(ENTITY, documents)
            if step.same_ids:
                message = replace(message, message_id=message_id)
            self.queue.publish(message)
            self.published[message.message_id] = documents
        self.diary.note(f"  {len(again)} were published again")
