"""The one place where errors of the NATS client become nomnom's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import nats.errors
from nats.js.errors import APIError, NoStreamResponseError

from nomnom.errors import ConfigurationError, OutageError, QueueFullError

# From nats-server's errors.json: a stream, account or server that has no room left.
_NO_ROOM = frozenset({10023, 10028, 10047, 10077})


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise nomnom's errors for the client's: OutageError, QueueFullError or ConfigurationError."""
    try:
        yield
    except APIError as error:
        raise _from_api(action, error) from error
    except NoStreamResponseError as error:
        raise OutageError(
            f"NATS can't {action}: no stream answers",
            cure="start nats-server with JetStream (-js), or wait until it has recovered its streams",
        ) from error
    except nats.errors.MaxPayloadError as error:
        raise ConfigurationError(
            f"NATS can't {action}: a message is larger than the server takes",
            cure="raise max_payload in the server's configuration",
        ) from error
    except (nats.errors.Error, TimeoutError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise OutageError(f"NATS can't {action}: {reason}", cure="check that it runs") from error


def _from_api(action: str, error: APIError) -> OutageError | QueueFullError | ConfigurationError:
    reason = error.description or str(error)
    if error.err_code in _NO_ROOM:
        return QueueFullError(f"the queue is full: {reason}", cure="send again in a while")
    if error.code is not None and error.code >= 500:
        return OutageError(f"NATS can't {action}: {reason}", cure="check its log")
    return ConfigurationError(f"NATS won't {action}: {reason}", cure="check the stream's settings")
