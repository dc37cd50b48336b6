"""What both servers share of ASGI: names of its types, a request's body, and lifespan messages.

Plain ASGI, without a framework's routes: those decode the path first, and Zoom's UUIDs need the
undecoded path (`%2F` and `%252F` mean different things).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def read_body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


async def answer_lifespan(receive: Receive, send: Send) -> None:
    """Acknowledge startup and shutdown; return after the shutdown."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
