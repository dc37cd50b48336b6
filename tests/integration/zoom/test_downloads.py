"""Downloads: the token goes to Zoom's hosts only, redirects included, and a file has an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.asgi import answer_lifespan
from sandbox.serve import Handle, run_in_thread
from tests.builders import NoPacer
from webinar_sync.zoom import downloads
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Site:
    """A host that answers what a test says, and remembers who signed what."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.signed: list[tuple[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
            return
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        self.signed.append((scope["path"], headers.get("authorization", "")))
        body = b'{"access_token": "the-token", "expires_in": 3599}'
        status, more, body = self.answers.get(scope["path"], (200, {}, body))
        answered = {"date": "Fri, 20 Nov 2026 12:00:00 GMT", **more}
        raw = [(key.encode(), value.encode()) for key, value in answered.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    def redirect(self, path: str, to: str) -> None:
        self.answers[path] = (302, {"location": to}, b"")


@pytest.fixture
def sites() -> Iterator[tuple[Site, Handle, Site, Handle]]:
    """Serve Zoom, and somebody else."""
    zoom, other = Site(), Site()
    with run_in_thread(zoom) as zoom_server, run_in_thread(other) as other_server:
        yield zoom, zoom_server, other, other_server


def fetch(server: Handle, url: str) -> bytes:
    config = ZoomConfig(
        "zoom", "acc", "id", "secret", base_url=server.url, token_url=f"{server.url}/oauth/token"
    )
    client = ZoomClient(config, pacer=NoPacer(), sleep=lambda seconds: None)
    return client.downloads.fetch(url)


def test_a_redirect_within_zoom_is_followed_with_the_token(
    sites: tuple[Site, Handle, Site, Handle],
) -> None:
    zoom, server, *_ = sites
    zoom.redirect("/rec/download/1", "/files/1")
    zoom.answers["/files/1"] = (200, {}, b"WEBVTT")

    assert fetch(server, f"{server.url}/rec/download/1") == b"WEBVTT"
    assert zoom.signed[1:] == [
        ("/rec/download/1", "Bearer the-token"),
        ("/files/1", "Bearer the-token"),
    ]


def test_nothing_is_sent_to_another_host_whether_named_or_redirected_to(
    sites: tuple[Site, Handle, Site, Handle],
) -> None:
    zoom, server, other, other_server = sites
    for elsewhere in (
        f"{other_server.url}/file",
        f"http://localhost:{other_server.port}/file",
        f"//127.0.0.1:{other_server.port}/file",
        f"{server.url}@127.0.0.1:{other_server.port}/file",
    ):
        zoom.redirect("/rec/download/1", elsewhere)
        with pytest.raises(ZoomBadAnswerError, match="the file is at") as caught:
            fetch(server, f"{server.url}/rec/download/1")
        assert "/file" not in str(caught.value)
    with pytest.raises(ZoomBadAnswerError, match=r"127\.0\.0\.1, which is not Zoom's"):
        fetch(server, f"{other_server.url}/file")
    assert other.signed == []


@pytest.mark.parametrize(
    ("url", "is_zooms"),
    [
        ("https://zoom.us/rec/download/a", True),
        ("https://us02web.zoom.us/rec/download/a?x=1", True),
        ("https://ZOOM.us:443/a", True),
        ("https://file.zoomgov.com/a", True),
        ("http://zoom.us/a", False),
        ("https://zoom.us:8443/a", False),
        ("https://zoom.us.evil.example/a", False),
        ("https://notzoom.us/a", False),
        ("https://zoom.us@evil.example/a", False),
        ("https://evil.example\\@zoom.us/a", False),
        ("https://evil.example#@zoom.us/a", False),
        ("https://zoom.us\t.evil.example/a", False),
        ("https://zоom.us/a", False),  # a Cyrillic o
        ("ftp://zoom.us/a", False),
        ("file:///etc/passwd", False),
        ("https://169.254.169.254/a", False),
        ("", False),
    ],
)
def test_whose_an_address_is(url: str, is_zooms: bool) -> None:
    client = ZoomClient(ZoomConfig("zoom", "acc", "id", "secret"), pacer=NoPacer())

    assert client.downloads.is_zooms(url) is is_zooms


def test_a_file_that_is_too_large_and_redirects_without_end_are_bad_answers(
    sites: tuple[Site, Handle, Site, Handle], monkeypatch: pytest.MonkeyPatch
) -> None:
    zoom, server, *_ = sites
    monkeypatch.setattr(downloads, "MOST_BYTES", 1000)
    zoom.answers["/large"] = (200, {}, b"x" * 1001)
    zoom.redirect("/round", "/round")

    with pytest.raises(ZoomBadAnswerError, match="larger than 1000 bytes"):
        fetch(server, f"{server.url}/large")
    with pytest.raises(ZoomBadAnswerError, match="the redirects do not end"):
        fetch(server, f"{server.url}/round")
    zoom.answers["/gone"] = (404, {}, b'{"code": 3301, "message": "ann@people.example"}')
    with pytest.raises(ZoomResourceError, match="HTTP 404, code 3301") as caught:
        fetch(server, f"{server.url}/gone")
    assert "ann@" not in str(caught.value)
    for status, code in ((401, 300), (401, 124), (400, 4711)):
        zoom.answers["/gone"] = (status, {}, f'{{"code": {code}, "message": "No."}}'.encode())
        with pytest.raises(ZoomResourceError, match=f"HTTP {status}, code {code}"):
            fetch(server, f"{server.url}/gone")
