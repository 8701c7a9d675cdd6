"""What happens in a round, from its seed alone. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from chaos.campaign.steps import (
    API,
    DATABASE,
    QUEUE,
    UP,
    Fill,
    Freeze,
    Kill,
    Outlive,
    Redeliver,
    Restart,
    Step,
    Terminate,
    worker_name,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A step, and the share of the load after whose acceptance it is due; from 1 on all of it is accepted."""

    share: float
    step: Step

    def __str__(self) -> str:
        return f"at {self.share:.0%} {self.step}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A round: `seed` and `most_orders` say all the rest.

    `supervised` is one under `nomnom up`, whose supervisor has to bring back what dies; otherwise the campaign
    does. `orders` are sent, `chunk` in each request, by so many `senders` at once. With `forgetful` the queue
    knows ids for 0.1 s only, so that repeated messages reach the workers. Where `real_ack_wait` is False the
    messages of killed workers are delivered again soon, once the load is over.
    """

    seed: int
    most_orders: int
    supervised: bool
    workers: int
    senders: int
    orders: int
    chunk: int
    forgetful: bool
    real_ack_wait: bool
    moments: tuple[Moment, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Which kinds of steps it has."""
        return frozenset(moment.step.kind for moment in self.moments)

    def __str__(self) -> str:
        where = "nomnom up" if self.supervised else f"{self.workers} worker(s)"
        memory = ", queue forgets ids" if self.forgetful else ""
        waits = ", real ack wait" if self.real_ack_wait else ""
        load = f"{self.orders} orders by {self.chunk}, {self.senders} sender(s)"
        return f"seed {self.seed}: {where}, {load}{memory}{waits}"


def plan(seed: int, *, most_orders: int) -> Plan:
    """The round of a seed with so many orders at most, the same on every machine."""
    dice = Random(seed)
    supervised = dice.random() < 0.25
    workers = 1 if supervised else dice.choice((1, 2, 2))
    orders = dice.randint(most_orders // 3, most_orders)
    shares = sorted(dice.uniform(0.02, 1.1) for _ in range(dice.randint(3, 7)))
    return Plan(
        seed=seed,
        most_orders=most_orders,
        supervised=supervised,
        workers=workers,
        senders=dice.choice((1, 2, 3)),
        orders=orders,
        chunk=max(1, orders // dice.randint(150, 600)),
        forgetful=dice.random() < 0.5,
        real_ack_wait=dice.random() < 0.1,
        moments=tuple(Moment(share, _step(dice, supervised, workers)) for share in shares),
    )


def _step(dice: Random, supervised: bool, workers: int) -> Step:
    names = tuple(worker_name(number) for number in range(workers))
    everything = (*names, API, QUEUE, DATABASE)
    some_worker = dice.choice(names)
    away = dice.choice((0.0, dice.uniform(0, 0.5), dice.uniform(0.5, 2.0)))
    two = tuple(dice.sample(everything, 2))
    choices: list[tuple[int, Callable[[], Step]]] = [
        (3, lambda: Kill((some_worker,), away)),
        (3, lambda: Kill((QUEUE,), away)),
        (3, lambda: Kill((DATABASE,), away)),
        (3, lambda: Kill((API,), away)),
        (2, lambda: Kill(two, away)),
        (3, lambda: Terminate(dice.randint(1, 4))),
        (3, lambda: Freeze(dice.choice(everything), dice.uniform(0.1, 2.0))),
        (2, lambda: Fill(dice.randint(1, 5))),
        (2, lambda: Restart(_order(dice, everything, supervised), dice.uniform(0.1, 0.4))),
        (2, lambda: Redeliver(same_ids=True, most=dice.randint(5, 40))),
        (2, lambda: Redeliver(same_ids=False, most=dice.randint(5, 40))),
    ]
    if workers > 1:
        choices.append((2, lambda: Outlive(some_worker)))
    (make,) = dice.choices([make for _, make in choices], weights=[weight for weight, _ in choices])
    return make()


def _order(dice: Random, everything: tuple[str, ...], supervised: bool) -> tuple[str, ...]:
    """The order in which all is killed and started: under a supervisor, only that one itself."""
    return (UP,) if supervised else tuple(dice.sample(everything, len(everything)))
