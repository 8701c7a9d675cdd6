"""The steps that a round is made of, as values."""

from __future__ import annotations

from dataclasses import dataclass

API = "api"
QUEUE = "nats"
DATABASE = "postgresql"
UP = "up"


def worker_name(number: int) -> str:
    """What a worker is called; they count from 0."""
    return f"worker-{number}"


@dataclass(frozen=True, slots=True)
class Kill:
    """`kill -9` these at once, and start them again after so many seconds."""

    targets: tuple[str, ...]
    seconds: float

    @property
    def kind(self) -> str:
        return "kill several" if len(self.targets) > 1 else f"kill {self.targets[0].split('-')[0]}"

    def __str__(self) -> str:
        return f"kill -9 {' and '.join(self.targets)}, back after {self.seconds:.2f} s"


@dataclass(frozen=True, slots=True)
class Restart:
    """Kill the workers, let a backlog grow by that share of the load, kill the rest, start all, in an order."""

    order: tuple[str, ...]
    share: float
    kind: str = "restart everything"

    def __str__(self) -> str:
        return f"restart everything with a backlog: {', '.join(self.order)}"


@dataclass(frozen=True, slots=True)
class Terminate:
    """End every connection to the database, several times in a row."""

    times: int
    kind: str = "terminate connections"

    def __str__(self) -> str:
        return f"terminate all database connections, {self.times} times"


@dataclass(frozen=True, slots=True)
class Freeze:
    """SIGSTOP a process (of the database, all), SIGCONT after so many seconds."""

    target: str
    seconds: float
    kind: str = "freeze"

    def __str__(self) -> str:
        return f"freeze {self.target} for {self.seconds:.2f} s"


@dataclass(frozen=True, slots=True)
class Outlive:
    """Freeze a worker until the queue has given its messages to another, then let it go on."""

    target: str
    kind: str = "outlive a frozen worker"

    def __str__(self) -> str:
        return f"freeze {self.target} past its ack wait"


@dataclass(frozen=True, slots=True)
class Fill:
    """Leave room for so many more requests in the stream, freeze the workers until publishing is refused."""

    requests: int
    kind: str = "fill the stream"

    def __str__(self) -> str:
        return f"fill the stream, room for {self.requests} requests"


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Publish up to so many messages again that were accepted before."""

    same_ids: bool
    most: int

    @property
    def kind(self) -> str:
        return f"redeliver with {'the same' if self.same_ids else 'new'} ids"

    def __str__(self) -> str:
        return (
            f"publish {self.most} messages again with {'the same' if self.same_ids else 'new'} ids"
        )


Step = Kill | Restart | Terminate | Freeze | Outlive | Fill | Redeliver

KINDS = frozenset(
    {
        "kill worker",
        "kill api",
        "kill nats",
        "kill postgresql",
        "kill several",
        "restart everything",
        "terminate connections",
        "freeze",
        "outlive a frozen worker",
        "fill the stream",
        "redeliver with the same ids",
        "redeliver with new ids",
    }
)
"""Every kind of step."""
