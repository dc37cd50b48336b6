"""A sandbox's Zoom over real HTTP, and a client of it that sends what a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.integration.sandbox.zoom_account import NOW

if TYPE_CHECKING:
    from sandbox.zoom.model import Account


class Zoom:
    """A sandbox and a client of it."""

    def __init__(self, *accounts: Account, **options: Any) -> None:
        self.account = accounts[0]
        self.clock = SandboxClock(NOW, ticking=False)
        self.app = create_zoom_app(accounts, self.clock, **options)
        self.handle = run_in_thread(self.app)
        self.http = requests.Session()
        self.log_in()

    def token(self, **fields: str) -> requests.Response:
        body = {"grant_type": "account_credentials", "account_id": self.account.account_id}
        auth = (self.account.client_id, self.account.client_secret)
        return self.http.post(f"{self.handle.url}/oauth/token", data={**body, **fields}, auth=auth)

    def log_in(self) -> None:
        self.http.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.http.get(f"{self.handle.url}/v2{path}", params=query, timeout=60)

    def register(self, webinar_id: int, email: str) -> requests.Response:
        url = f"{self.handle.url}/v2/webinars/{webinar_id}/registrants"
        return self.http.post(url, json={"email": email, "first_name": "New"}, timeout=60)

    def control(self, method: str, what: str, **body: Any) -> Any:
        url = f"{self.handle.url}/_sandbox/{what}"
        return self.http.request(method, url, json=body, timeout=60).json()

    def fault(self, path: str, kind: str, **options: Any) -> None:
        self.control("POST", "faults", path_contains=path, kind=kind, **options)

    def close(self) -> None:
        self.http.close()
        self.handle.stop()


def refusal(response: requests.Response) -> tuple[int, int]:
    """Return HTTP status and Zoom's code."""
    return response.status_code, response.json()["code"]
