"""A request to the sandbox's Zoom, with its undecoded path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from sandbox.asgi import Scope


class Request:
    """What the sandbox needs of a request."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.method: str = scope["method"]
        self.path: str = bytes(scope["raw_path"]).decode("latin-1")
        self.raw_query: str = bytes(scope["query_string"]).decode("latin-1")
        self.query = dict(parse_qsl(self.raw_query, keep_blank_values=True))
        self.body = body
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        self.authorization = headers.get("authorization", "")
        self.host = headers.get("host", "127.0.0.1")

    @property
    def target(self) -> str:
        """Return the undecoded path with the query."""
        return f"{self.path}?{self.raw_query}" if self.raw_query else self.path

    def json(self) -> Any:
        """Return the body as JSON; an empty one is an empty object.

        :raises ValueError: if it is no JSON
        """
        return json.loads(self.body) if self.body.strip() else {}

    def form(self) -> dict[str, str]:
        """Return the fields of the query and of a form body."""
        return {**self.query, **dict(parse_qsl(self.body.decode("latin-1")))}
