"""What every connection to the warehouse is told, and its URL as libpq reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import URL

APPLICATION_NAME = "webinar-sync"
SERVER_SETTINGS = {
    "timezone": "UTC",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
    "statement_timeout": "30min",
    # A load waits for the load before, which takes its time for a portion.
    "lock_timeout": "15min",
    "idle_in_transaction_session_timeout": "30min",
    # It is for long queries (postgresql.org/docs/current/jit-decision.html): what a push asks has
    # hundreds of expressions to compile, and few rows.
    "jit": "off",
}
"""PostgreSQL's, for the session."""
SETTINGS = {
    "connect_timeout": "10",
    # A dead network is noticed within two minutes, by this side and by the server's.
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "6",
    "tcp_user_timeout": "90000",
    "options": " ".join(f"-c {name}={value}" for name, value in SERVER_SETTINGS.items()),
    "application_name": APPLICATION_NAME,
}
"""libpq's: nothing may wait for ever, nor hold locks for the dead."""


def settings_of(url: URL) -> dict[str, str]:
    """Return our settings; `options` of the URL, such as a role, stand beside ours."""
    options = " ".join([*url.normalized_query.get("options", ()), SETTINGS["options"]])
    return {**SETTINGS, "options": options}


def libpq_url(url: URL) -> str:
    """Return a URL with our settings as libpq reads it."""
    return render(url.set(drivername="postgresql").update_query_dict(settings_of(url)))


def render(url: URL) -> str:
    """Return a URL as libpq reads it, with its password: there, a plus is no blank."""
    base, question_mark, query = url.render_as_string(hide_password=False).partition("?")
    return f"{base}{question_mark}{query.replace('+', '%20')}"
