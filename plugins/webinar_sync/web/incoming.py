"""What all endpoints need of a request: backend, clock, headers, body, and how to refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from webinar_sync.errors import WebinarSyncError

if TYPE_CHECKING:
    from fastapi import Request

    from webinar_sync.web.backend import Backend

MAX_BODY_BYTES = 64 * 1024


class RefusedError(WebinarSyncError):
    """The response is a status and a short reason. Nothing of the request is kept."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def refuse_signature(error: WebinarSyncError, *, is_changing: bool) -> RefusedError:
    """Return how a request is refused that no known secret signed.

    Senders take a 401 for the last word, and send again what was answered with 503.

    :param is_changing: whether the secret is being changed, and the new one is not known yet
    """
    if is_changing:
        return RefusedError(503, "a secret is being changed")
    return RefusedError(401, str(error))


def backend_of(request: Request) -> Backend:
    """Return what the app stands on. The first call opens it, which may take a moment.

    :raises ConfigError: if a connection is missing
    """
    return cast("Backend", request.app.state.open_backend())


def now_of(request: Request) -> float:
    """Return the time by the app's clock, in seconds since 1970."""
    return float(request.app.state.clock())


def headers_of(request: Request) -> dict[str, str]:
    """Return the headers by name in lower case."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in request.scope["headers"]
    }


async def read_body(request: Request, most: int = MAX_BODY_BYTES) -> bytes:
    """Read the body, and stop where it is too large.

    :param most: so many bytes are read
    :raises RefusedError: if it is larger
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise RefusedError(413, "too large")
        parts.append(part)
    return b"".join(parts)
