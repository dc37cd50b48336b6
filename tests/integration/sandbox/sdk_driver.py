"""Makes calls of HubSpot's SDK to the sandbox; prints one JSON line for each.

A line holds the name of the call, and what did not fit, or null. Part of `sdk_script.py`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import hubspot_sdk

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubspot_sdk import HubSpot


class Driver:
    """Makes calls, and prints for each whether it fits."""

    def __init__(self, client: HubSpot) -> None:
        self.client = client

    def call(self, name: str, send: Callable[[], Any]) -> Any:
        """Make one call, print how it went, and return its response."""
        response, problem = None, None
        try:
            response = send()
            pages = getattr(response, "_get_page_items", None)
            if pages is not None:
                list(response)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}; {error.__cause__}"[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)
        return response

    def disagrees(self, name: str, text: str, send: Callable[[], Any]) -> None:
        """Make a call whose response does not fit for the SDK: docs/hubspot-sdk.md says why."""
        problem = "fits: docs/hubspot-sdk.md says that it does not"
        try:
            send()
        except hubspot_sdk.APIResponseValidationError as error:
            problem = None if text in str(error.__cause__ or error) else str(error)[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)

    def refused(self, name: str, kind: type[Exception], send: Callable[[], Any]) -> None:
        """Make a call that is refused, with the exception that the SDK has for that refusal."""
        problem = "was not refused"
        try:
            send()
        except Exception as error:
            problem = None if type(error) is kind else f"{type(error).__name__}: {error}"[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)
