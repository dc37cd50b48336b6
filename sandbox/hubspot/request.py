"""A request to the sandbox's HubSpot, with its undecoded path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.hubspot.errors import validation

if TYPE_CHECKING:
    from sandbox.asgi import Scope


class Request:
    """What the sandbox needs of a request."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.method: str = scope["method"]
        self.path: str = bytes(scope["raw_path"]).decode("latin-1")
        self.query = dict(parse_qsl(bytes(scope["query_string"]).decode("latin-1")))
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        self.authorization = headers.get("authorization")
        self.body = body


def read_json(body: bytes) -> Any:
    """Return a body as JSON; an empty one is an empty object.

    :raises HubspotError: 400 if it is no JSON
    """
    if not body.strip():
        return {}
    try:
        return json.loads(body)
    except ValueError:
        raise validation("Invalid input JSON") from None
