"""`http.client`, `http.pages` and `http.transport`: what both API clients do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from tenacity import wait_fixed

from webinar_sync.errors import Unavailable
from webinar_sync.http.client import ATTEMPTS, ApiClient
from webinar_sync.http.pages import MAX_PAGES, follow_pages
from webinar_sync.http.transport import USER_AGENT, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET_URL = "http://127.0.0.1:9/people?email=somebody.private@example.com"


class Client(ApiClient[str]):
    """A client of nothing, which records for how long it would have slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        super().__init__(Transport(Unavailable), self.slept.append)

    def call(self, send: Callable[[], str]) -> str:
        return self._retry(send, on=Unavailable, wait=wait_fixed(2))

    def get(self) -> requests.Response:
        prepared = self._transport.prepare("GET /people", requests.Request("GET", SECRET_URL))
        return self._send_counted("people", "GET /people", prepared)


def answer_with(monkeypatch: pytest.MonkeyPatch, status: int | Exception) -> list[dict[str, Any]]:
    """Let sessions answer with a status, or fail; return what they were sent."""
    sent: list[dict[str, Any]] = []

    def send(
        self: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        sent.append({"headers": dict(request.headers), **options})
        if isinstance(status, Exception):
            raise status
        response = requests.Response()
        response.status_code = status
        return response

    monkeypatch.setattr(requests.Session, "send", send)
    return sent


def test_what_passes_by_itself_is_tried_again_a_few_times() -> None:
    client, results = Client(), iter([Unavailable("1"), Unavailable("2"), "done"])

    def send() -> str:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    assert client.call(send) == "done"
    assert client.slept == [2, 2]


def test_what_does_not_pass_is_raised_as_it_is() -> None:
    client, errors = Client(), []

    def send() -> str:
        errors.append(Unavailable(f"attempt {len(errors) + 1}"))
        raise errors[-1]

    with pytest.raises(Unavailable, match=f"attempt {ATTEMPTS}"):
        client.call(send)
    assert len(client.slept) == ATTEMPTS - 1


def test_another_error_is_not_tried_again() -> None:
    client = Client()

    def send() -> str:
        raise ValueError("not mine")

    with pytest.raises(ValueError, match="not mine"):
        client.call(send)
    assert client.slept == []


def test_requests_and_refusals_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    for status in (200, 429, 500):
        answer_with(monkeypatch, status)
        client.get()

    assert client.sent == {"people": 3}
    assert client.refused == {"people": 1}


def test_each_request_says_who_sends_it_and_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = answer_with(monkeypatch, 200)

    Client().get()

    assert sent[0]["headers"]["User-Agent"] == USER_AGENT
    assert all(seconds > 0 for seconds in sent[0]["timeout"])


def test_an_error_names_the_request_and_no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    answer_with(monkeypatch, requests.ConnectionError(f"no route to {SECRET_URL}"))

    with pytest.raises(Unavailable) as caught:
        client.get()

    assert str(caught.value) == "GET /people: no whole answer (ConnectionError)"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert client.sent == {"people": 1}


def test_pages_are_read_up_to_the_last() -> None:
    pages = {"": ("first", "a"), "a": ("second", "b"), "b": ("third", "")}
    endless = RuntimeError("the pages do not end")

    read = list(follow_pages(pages.__getitem__, lambda page: page[1], endless))

    assert [text for text, _ in read] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("next_token", "pages"),
    [(lambda page: "same", 2), (lambda page: f"{page}+", MAX_PAGES + 1)],
    ids=["a token comes back", "too many"],
)
def test_pages_that_never_end_are_an_error(next_token: Callable[[str], str], pages: int) -> None:
    read: list[str] = []

    def read_page(token: str) -> str:
        read.append(token)
        return str(len(read))

    with pytest.raises(RuntimeError, match="do not end"):
        list(follow_pages(read_page, next_token, RuntimeError("the pages do not end")))
    assert len(read) == pages
