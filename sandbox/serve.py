"""Serves a sandbox over HTTP, by default on loopback, in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any

import uvicorn

_STARTUP_SECONDS = 60.0


class Handle:
    """A running server: its address, and the way to stop it."""

    def __init__(self, server: uvicorn.Server, listener: socket.socket) -> None:
        host, self.port = listener.getsockname()
        self.url = f"http://{host}:{self.port}"
        self._server = server
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, daemon=True, name="sandbox"
        )

    def start(self) -> Handle:
        """Start the thread, and return when the server answers."""
        self._thread.start()
        deadline = time.monotonic() + _STARTUP_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Tell the server to stop and close its socket, which takes it a fifth of a second."""
        self._server.should_exit = True

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def run_in_thread(app: Any, port: int = 0, host: str = "127.0.0.1") -> Handle:
    """Serve an ASGI app on a port (0: the system chooses one).

    :param host: the address to listen at; `0.0.0.0`: at all of this machine's
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)
    return Handle(uvicorn.Server(config), listener).start()


def _is_worth_logging(record: logging.LogRecord) -> bool:
    # The fault `cut` ends an answer in the middle of its body on purpose.
    return "without completing response" not in record.getMessage()
