"""`zoom.config`: what a connection must say, and which account is primary."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.errors import ConfigError
from webinar_sync.zoom.config import ZoomConfig, check_primary


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        ({}, "account_id"),
        ({"account_id": "a", "plan": "gold"}, "free, pro, business"),
        ({"account_id": "a", "rate_share": 2}, "rate_share"),
    ],
)
def test_a_connection_that_cannot_work_says_why(extra: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        ZoomConfig.from_parts("zoom_x", host=None, login="a", password="b", extra=extra)


def test_secrets_are_not_in_the_representation_of_a_connection() -> None:
    config = ZoomConfig("c", "a", "id", "very-secret-secret")

    assert "very-secret-secret" not in repr(config)
    assert config.base_url == "https://api.zoom.us"


@pytest.mark.parametrize(
    ("extra", "both_endpoints"),
    [({}, False), ({"both_endpoints": ""}, False), ({"both_endpoints": "true"}, True)],
)
def test_both_endpoints_are_used_where_the_connection_says_so(
    extra: dict[str, str], both_endpoints: bool
) -> None:
    config = ZoomConfig.from_parts(
        "c", host=None, login="id", password="secret", extra={"account_id": "a", **extra}
    )

    assert config.both_endpoints is both_endpoints


@pytest.mark.parametrize("primaries", [(None, None), (True, True)])
def test_none_or_two_primary_accounts_are_an_error(primaries: tuple[bool | None, ...]) -> None:
    accounts = [
        ZoomConfig(f"zoom_{n}", f"account {n}", "i", "s", primary=primary)
        for n, primary in enumerate(primaries)
    ]

    with pytest.raises(ConfigError, match="Exactly one Zoom account must be primary"):
        check_primary(accounts)

    check_primary(accounts[:1])
