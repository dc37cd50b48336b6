"""Where the pages are, by what Airflow's configuration says of its own address."""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.sdk.configuration import conf

PAGES = "/webinars"
"""Under Airflow's address: the pages by themselves. Airflow's frame has them in its navigation."""


def pages_path() -> str:
    """Return the path of the pages from the root of the server."""
    return f"{urlsplit(_base_url()).path}{PAGES}"


def pages_url() -> str | None:
    """Return the address of the pages for people; None if `[api] base_url` says none."""
    base_url = _base_url()
    return f"{base_url}{PAGES}" if urlsplit(base_url).netloc else None


def _base_url() -> str:
    return (conf.get("api", "base_url", fallback="") or "").rstrip("/")
