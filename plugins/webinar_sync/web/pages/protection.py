"""Guards every answer: no change from another site, no copy kept, no foreign script."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS = {
    # Pages hold addresses: neither a browser nor a proxy keeps them.
    "Cache-Control": "no-store",
    # vega draws with style attributes; there are no other inline styles, and no inline scripts.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
        "img-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Protection:
    """Middleware: refuses what another site makes a browser send, and sets headers.

    Airflow's login is a cookie with SameSite=Lax, which browsers do not send along when another
    site posts a form. This refuses such a request even where a cookie is sent (Sec-Fetch-Site,
    which all browsers send since 2023; else Origin).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start" and not _is_static(scope):
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["method"] not in SAFE_METHODS and not is_same_site(Headers(scope=scope)):
            refusal = PlainTextResponse("Another site asked for this change; it was not made.", 403)
            await refusal(scope, receive, send_guarded)
            return
        if b"%00" in scope.get("query_string", b"") or "\0" in scope["path"]:
            # PostgreSQL has no such character: no address of ours holds it.
            refusal = PlainTextResponse(
                "The address holds what no address of these pages has.", 422
            )
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def is_same_site(headers: Headers) -> bool:
    """Tell whether a request was made by one of our own pages, or by no page at all."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _is_static(scope: Scope) -> bool:
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.startswith("/static/")
