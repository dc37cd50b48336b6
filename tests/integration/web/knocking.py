"""Sends requests to the webhooks' app without a server between."""

from __future__ import annotations

from typing import Any


async def knock(
    app: Any, method: str, path: str, body: bytes, headers: dict[str, str], query_string: str = ""
) -> int:
    """Send a request to the app without a server between; return its status."""
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": query_string.encode("latin-1", "replace"), "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in headers.items()
        ],
        "scheme": "http", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2),
        "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    return status
