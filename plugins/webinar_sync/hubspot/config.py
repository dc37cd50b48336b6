"""What HubSpot's connection says: where HubSpot is, with which token, how fast, and who may call.

Pure: knows nothing of Airflow, so that tests and tools can make a configuration by hand.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import ConfigError
from webinar_sync.http.addresses import is_local

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://api.hubapi.com"
DEFAULT_API_VERSION = "2026-03"
"""Generally available for all APIs that are used here, and supported for 18 months."""


@dataclass(frozen=True)
class HubspotConfig:
    """One HubSpot account, as its connection describes it. Secrets are left out of `repr`.

    `portal_id`: the only HubSpot account that may be written to; None: the first one written to,
    which HubSpot must be able to name.
    `requests_per_10s`: None: what HubSpot's responses say.
    `subscription`: free, starter, professional or enterprise; empty: has workflows.
    """

    token: str = field(repr=False)
    conn_id: str = "hubspot_default"
    base_url: str = DEFAULT_BASE_URL
    api_version: str = DEFAULT_API_VERSION
    portal_id: int | None = None
    requests_per_10s: int | None = None
    subscription: str = ""

    @property
    def connection_sha256(self) -> str:
        """A digest that distinguishes tokens, and the addresses they are used at."""
        return hashlib.sha256(f"{self.base_url} {self.token}".encode()).hexdigest()

    @property
    def is_sandbox(self) -> bool:
        """Whether HubSpot's API is where only the sandbox's can be."""
        return is_local(self.base_url)

    @classmethod
    def from_parts(
        cls,
        conn_id: str,
        *,
        host: str | None,
        password: str | None,
        extra: Mapping[str, Any],
    ) -> HubspotConfig:
        """Read the parts of an Airflow connection.

        :param host: HubSpot's API base, `https://api.hubapi.com` by default
        :raises ConfigError: naming the connection and its field
        """
        if not password:
            raise ConfigError(
                f"The Airflow connection {conn_id} lacks its password: the access token of a "
                "service key (HubSpot: Development, Keys) or of a private app."
            )
        version = str(extra.get("api_version") or DEFAULT_API_VERSION)
        if not re.fullmatch(r"20\d\d-(03|09)", version):
            raise ConfigError(
                f"The Airflow connection {conn_id} has an api_version in its extra that is none of "
                "HubSpot's: write one such as 2026-03, or leave it empty."
            )
        base = (host or DEFAULT_BASE_URL).rstrip("/")
        return cls(
            token=password,
            conn_id=conn_id,
            base_url=base if "://" in base else f"https://{base}",
            api_version=version,
            portal_id=_number(conn_id, "portal_id", extra),
            requests_per_10s=_number(conn_id, "requests_per_10s", extra),
            subscription=str(extra.get("subscription") or ""),
        )


@dataclass(frozen=True)
class HubspotWebhooks:
    """What the connection says of HubSpot's webhooks. They need no token of HubSpot's API.

    `client_secret`: of the app with the workflow action; while it is changed, two with a blank
    between (`web/signing_secrets.py`). `public_url`: by which HubSpot calls.
    `accepts_v2`: also when it signs without a time. `portal_id`: as in `HubspotConfig`.
    """

    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    portal_id: int | None = None
    accepts_v2: bool = False

    @classmethod
    def from_extra(cls, conn_id: str, extra: Mapping[str, Any]) -> HubspotWebhooks:
        """Read the extra of an Airflow connection.

        :raises ConfigError: naming the connection and its field
        """
        return cls(
            client_secret=str(extra.get("client_secret") or ""),
            public_url=str(extra.get("public_url") or ""),
            portal_id=_number(conn_id, "portal_id", extra),
            accepts_v2=str(extra.get("accept_v2") or "").strip().lower()
            in ("true", "1", "yes", "on"),
        )


def _number(conn_id: str, name: str, extra: Mapping[str, Any]) -> int | None:
    value = str(extra.get(name) or "").strip()
    if not value:
        return None
    if not re.fullmatch(r"[1-9]\d{0,17}", value):
        raise ConfigError(
            f"The Airflow connection {conn_id} has a {name} in its extra that is not a number "
            "above 0."
        )
    return int(value)
