"""Sends requests to an API, with one session for each thread; its errors name no URL."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.errors import Unavailable

TIMEOUT_SECONDS = (10, 60)
"""To connect, and to wait for the next byte."""
USER_AGENT = "webinar-sync"

Outcome = TypeVar("Outcome")


class Transport:
    """Prepares and sends requests. Safe to share by threads.

    :param no_answer: makes the error, of its text, for a request that no whole response came to
    :param is_for_files: no redirect is followed, and the caller reads the body, and closes it
    """

    def __init__(
        self, no_answer: Callable[[str], Unavailable], *, is_for_files: bool = False
    ) -> None:
        self._no_answer = no_answer
        self._options = {"allow_redirects": False, "stream": True} if is_for_files else {}
        self._local = threading.local()
        self._environments: dict[tuple[str, str], Any] = {}

    def prepare(self, name: str, request: requests.Request) -> requests.PreparedRequest:
        """Sign a request, and make it ready to be sent.

        :param name: what errors call the request: its method and path template
        """
        return self._without_url(name, lambda: self._session().prepare_request(request))

    def send(self, name: str, prepared: requests.PreparedRequest) -> requests.Response:
        """Send a request, and return its response, whatever the status."""
        session = self._session()
        environment = self._environment_of(session, prepared.url or "")
        return self._without_url(
            name,
            lambda: session.send(
                prepared, timeout=TIMEOUT_SECONDS, **{**environment, **self._options}
            ),
        )

    def _environment_of(self, session: requests.Session, url: str) -> Any:
        """Return the proxies and certificates that the environment names, as session.request does.

        They are looked up once for each host: that takes longer than all else of a request.
        """
        host = urlsplit(url)[:2]
        environment = self._environments.get(host)
        if environment is None:
            environment = session.merge_environment_settings(url, {}, None, None, None)
            self._environments[host] = environment
        return environment

    def _without_url(self, name: str, function: Callable[[], Outcome]) -> Outcome:
        """Call a function, and name what broke without requests' own text: it holds the URL."""
        try:
            return function()
        except requests.RequestException as error:
            kind = type(error).__name__
        raise self._no_answer(f"{name}: no whole answer ({kind})")

    def _session(self) -> requests.Session:
        """Return this thread's session: requests does not promise to share one among threads."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers["Accept"] = "application/json"
            session.headers["User-Agent"] = USER_AGENT
            self._local.session = session
        return session
