"""Free TCP ports on the loopback interface."""

from __future__ import annotations

import random
import socket

from nomnom.errors import EmbeddedError

LOOPBACK = "127.0.0.1"

# Below the range from which systems take the ports of outgoing connections (Linux: from 32768): so
# no client takes the port while its server restarts, not even one that reconnects to it and would
# meet itself there.
CANDIDATES = range(20_000, 32_768)
ATTEMPTS = 100


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on now. Raises EmbeddedError where none is found."""
    for port in random.SystemRandom().sample(CANDIDATES, ATTEMPTS):
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise EmbeddedError(
        f"none of {ATTEMPTS} ports tried between {CANDIDATES.start} and {CANDIDATES.stop} is free",
        place=LOOPBACK,
        cure="stop what listens there, or give --database-url and --nats-url",
    )
