"""What became of an attempt to handle one dead letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`letter` is the dead letter's id. `message_id` is the message that a retry sent, if one was sent.

    `problem` says what kept it from being done, and the cure; it is empty where it was done.
    """

    letter: int
    message_id: str = ""
    problem: str = ""
