"""A receiver of alerts on loopback: what Apprise sends to `json://…`, as it came."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/secret-path-kingbird"
"""As in the URLs of real services, the path is the secret."""


class AlertReceiver:
    """Keeps the alerts that it accepts; `refusals` is how many requests it answers with 503."""

    def __init__(self) -> None:
        self.alerts: list[dict[str, Any]] = []
        self.requests = 0
        self.refusals = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests += 1
                if receiver.refusals:
                    receiver.refusals -= 1
                    self.send_error(503)
                    return
                receiver.alerts.append(json.loads(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Write nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The URL of the receiver, as Apprise takes it."""
        return f"json://127.0.0.1:{self._server.server_port}{PATH}"

    @property
    def connection(self) -> dict[str, Any]:
        """An Airflow connection to it."""
        return {"conn_type": "apprise", "extra": {"config": {"path": self.url}}}

    @property
    def titles(self) -> list[str]:
        """The titles of the alerts, in the order in which they came."""
        return [alert["title"].removeprefix("webinar-sync: ") for alert in self.alerts]
