"""Headers of messages in the stream MESSAGES, and reading them: whoever sent a message, nothing is trusted."""

from __future__ import annotations

import re

MESSAGE_ID = "Nats-Msg-Id"
"""The publisher's id of a message, by which JetStream and the ledger know it again."""

RETRY_OF = "Nomnom-Retry-Of"
"""The id of the dead letter whose record a message sends again."""

_LARGEST_ID = 2**63 - 1


def letter_id(text: str) -> int | None:
    """The dead letter's id in a header; None for what can't be one."""
    if not re.fullmatch("[0-9]{1,19}", text):
        return None
    number = int(text)
    return number if 0 < number <= _LARGEST_ID else None
