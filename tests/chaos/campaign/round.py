"""One round: a plan carried out on a site of its own, and its verdict."""

from __future__ import annotations

import shutil
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from chaos.campaign.actions import Scene
from chaos.campaign.apart import Apart
from chaos.campaign.comparison import Facts
from chaos.campaign.diary import Diary
from chaos.campaign.load import ALL, Load
from chaos.campaign.patience import until
from chaos.campaign.plan import Plan
from chaos.campaign.queue import Queue
from chaos.campaign.site import DiedError, Site
from chaos.campaign.supervised import Supervised
from chaos.campaign.verdict import Sent, all_facts, judge, read

HURRY_SECONDS = 1.0
AHEAD = 0.15
"""How far the load may run ahead of the step that is under way."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What rounds have in common: an initialised cluster to copy, a project, and the orders to send."""

    template: Path
    project: Path
    documents: Sequence[bytes]


@dataclass(slots=True)
class Outcome:
    """What became of a round: passed where there are no problems. `folder` has its servers' data and logs."""

    plan: Plan
    folder: Path
    seconds: float = 0.0
    diary: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    messages: int = 0
    doubtful: int = 0
    asked: int = 0

    @property
    def passed(self) -> bool:
        return not self.problems


def run(plan: Plan, grounds: Grounds, folder: Path) -> Outcome:
    """Carry a plan out in `folder`, which must not exist yet. Raises nothing that a round can bring about."""
    shutil.copytree(grounds.template, folder)
    outcome = Outcome(plan, folder)
    diary = Diary()
    site = _site(plan, grounds, folder)
    try:
        _carry_out(plan, grounds, site, diary, outcome)
    except Exception as error:  # noqa: BLE001  whatever ended the round is what has to be told
        outcome.problems.append(f"{type(error).__name__}: {error}")
        outcome.problems += traceback.format_exc().splitlines()
    finally:
        site.clear()
    outcome.seconds = diary.seconds
    outcome.diary = diary.lines
    return outcome


def _site(plan: Plan, grounds: Grounds, folder: Path) -> Site:
    if plan.supervised:
        return Supervised(folder, grounds.project)
    return Apart(folder, grounds.project, plan.workers)


def _carry_out(plan: Plan, grounds: Grounds, site: Site, diary: Diary, outcome: Outcome) -> None:
    dice = Random(plan.seed)
    first = dice.randint(0, len(grounds.documents) - plan.orders)
    documents = grounds.documents[first : first + plan.orders]
    queue = Queue(lambda: site.nats_url)
    site.start(lambda: queue.create(forgetful=plan.forgetful))
    load = Load(lambda: site.http_url, documents, plan.chunk, plan.senders)
    scene = Scene(site, queue, load, diary, dice, {})
    diary.note("everything runs, the load begins")
    load.start()
    try:
        for moment in plan.moments:
            load.allow(moment.share + AHEAD)
            until(
                lambda share=moment.share: load.share >= share or load.over,  # type: ignore[misc]
                "the load got on",
                check=scene.check,
            )
            diary.note(f"{load.share:4.0%} accepted: {moment.step}")
            scene.do(moment.step)
        load.allow(ALL)
        until(lambda: load.over, "the load was over", check=scene.check)
        scene.check()
    finally:
        load.stop()
    diary.note(f"{load.share:4.0%} accepted: the load is over")
    accepted = load.accepted | scene.published
    _drain(plan, scene)
    diary.note("the queue is empty")
    found = read(site.database_url)
    outcome.problems += judge(Sent(documents, accepted, load.doubtful), found)
    if load.forgotten:
        outcome.problems.append(
            f"the API didn't know {len(load.forgotten)} accepted messages: {load.forgotten[:5]}"
        )
    outcome.facts = all_facts(found)
    outcome.messages, outcome.doubtful = len(found.ledger), len(load.doubtful)
    outcome.asked = load.asked
    try:
        site.stop()
    except DiedError as error:
        outcome.problems.append(str(error))


def _drain(plan: Plan, scene: Scene) -> None:
    """Wait until no message is to do. Acked messages leave the stream, and they are acked after the commit."""
    hurried = time.monotonic() - HURRY_SECONDS

    def empty() -> bool:
        nonlocal hurried
        if not plan.real_ack_wait and time.monotonic() - hurried >= HURRY_SECONDS:
            scene.queue.hurry()
            hurried = time.monotonic()
        return scene.queue.left() == 0

    until(empty, "the queue was empty", check=scene.check)
