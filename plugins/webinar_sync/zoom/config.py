"""What an account's connection says: where Zoom is, with which app, how fast, and which account.

Pure: knows nothing of Airflow, so that tests and tools can make one by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_args

from webinar_sync.errors import ConfigError
from webinar_sync.zoom.pacing import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://api.zoom.us"
DEFAULT_TOKEN_URL = "https://zoom.us/oauth/token"


@dataclass(frozen=True)
class ZoomConfig:
    """One Zoom account, as its connection describes it. Secrets are left out of `repr`."""

    conn_id: str
    account_id: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    base_url: str = DEFAULT_BASE_URL
    token_url: str = DEFAULT_TOKEN_URL
    plan: Plan = "pro"
    rate_share: float = 0.5
    brand: str = ""
    primary: bool | None = None
    connected_user: str = ""
    both_endpoints: bool = False
    """Whether first syncs and backfills read participants from two endpoints at once."""

    @property
    def label(self) -> str:
        """What people call this account: its brand, else its connection."""
        return self.brand or self.conn_id

    @classmethod
    def from_parts(
        cls,
        conn_id: str,
        *,
        host: str | None,
        login: str | None,
        password: str | None,
        extra: Mapping[str, Any],
    ) -> ZoomConfig:
        """Read the parts of an Airflow connection.

        :param host: Zoom's API base, `https://api.zoom.us` by default; with or without `/v2`
        :raises ConfigError: its text names the connection and the field
        """
        missing = [
            name
            for name, value in (
                ("login (the app's client id)", login),
                ("password (the app's client secret)", password),
                ("extra: account_id", extra.get("account_id")),
            )
            if not value
        ]
        if missing:
            raise ConfigError(
                f"The Airflow connection {conn_id} lacks {', '.join(missing)}. They are on the "
                "page of your Server-to-Server OAuth app in Zoom's App Marketplace."
            )
        plan = str(extra.get("plan") or "pro").lower()
        if plan not in get_args(Plan):
            raise ConfigError(
                f"The Airflow connection {conn_id} has the plan {plan!r} in its extra; "
                f"it must be one of {', '.join(get_args(Plan))}."
            )
        base = (host or DEFAULT_BASE_URL).rstrip("/").removesuffix("/v2")
        return cls(
            conn_id=conn_id,
            account_id=str(extra["account_id"]),
            client_id=str(login),
            client_secret=str(password),
            base_url=base if "://" in base else f"https://{base}",
            token_url=str(extra.get("token_url") or DEFAULT_TOKEN_URL),
            plan=cast("Plan", plan),
            rate_share=_rate_share(conn_id, extra.get("rate_share")),
            brand=str(extra.get("brand") or ""),
            primary=_truth(extra.get("primary")),
            connected_user=str(extra.get("connected_user") or "").strip(),
            both_endpoints=bool(_truth(extra.get("both_endpoints"))),
        )


def _rate_share(conn_id: str, value: object) -> float:
    try:
        share = 0.5 if value in (None, "") else float(str(value))
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise ConfigError(
            f"The Airflow connection {conn_id} has a rate_share that is not a number "
            "above 0 and up to 1 in its extra."
        )
    return share


def _truth(value: object) -> bool | None:
    if value in (None, ""):
        return None
    return str(value).lower() in ("true", "1", "yes", "on")


def check_primary(accounts: list[ZoomConfig]) -> None:
    """Require exactly one primary account; a single account is primary without saying so.

    :raises ConfigError: with none or several, or the same account twice
    """
    ids = [account.account_id for account in accounts]
    doubled = sorted({account_id for account_id in ids if ids.count(account_id) > 1})
    if doubled:
        names = [account.conn_id for account in accounts if account.account_id in doubled]
        raise ConfigError(
            f"The Airflow connections {', '.join(names)} are of the same Zoom account; keep one."
        )
    primary = [account.conn_id for account in accounts if account.primary]
    if len(accounts) == 1 and accounts[0].primary is not False:
        return
    if len(primary) != 1:
        raise ConfigError(
            f"Exactly one Zoom account must be primary, and {len(primary)} are"
            f'{": " + ", ".join(primary) if primary else ""}. Set "primary": true in the extra of '
            f"one of the connections {', '.join(account.conn_id for account in accounts)}."
        )
