"""Addresses as text and as columns: both follow the same rules.

SQL's `settings.in_domain` is held against the same `DOMAIN_CASES`, in
`tests/integration/settings/test_domains.py`.
"""

from __future__ import annotations

import pandas as pd
import pytest

from webinar_sync import email
from webinar_sync.transform import addresses

DOMAIN = "example.com"
DOMAIN_CASES = [
    ("ann@example.com", True),
    ("ann@eu.example.com", True),
    ("ann@a.b.example.com", True),
    ("ann@notexample.com", False),
    ("ann@example.com.org", False),
    ("ann@example.org", False),
    ("ann@exampleXcom", False),
    ("example.com@shop.org", False),
    ("ann@example.com@shop.org", False),
    ("ann@shop.org@example.com", True),
    ("ann@com", False),
    ("ann@", False),
    ("@example.com", True),
    ("example.com", True),
    ("", False),
    (None, False),
]
"""Normalised addresses, and whether they are in `DOMAIN`."""


def column(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


@pytest.mark.parametrize(("address", "is_in"), DOMAIN_CASES)
def test_a_domain_matches_itself_and_its_subdomains(address: str | None, is_in: bool) -> None:
    if address is not None:
        assert email.is_in_domain(address, DOMAIN) is is_in
    domains = ("other.net", DOMAIN)
    assert addresses.is_in_domains(column(address), domains).tolist() == [is_in]
    assert addresses.is_in_domains(column(address, "x@y.zz"), domains).tolist() == [is_in, False]


def test_no_domains_match_nobody() -> None:
    assert addresses.is_in_domains(column("ann@example.com", None), ()).tolist() == [False, False]


@pytest.mark.parametrize(
    ("address", "normalised"),
    [
        (" Ann@Example.COM ", "ann@example.com"),
        ("\tEVE@Shop.Org\n", "eve@shop.org"),
        ("bob@example.com", "bob@example.com"),
        ("   ", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_addresses_are_trimmed_and_in_lower_case(address: str | None, normalised: str) -> None:
    """What is empty is an empty text, and null in a column."""
    assert email.normalise(address) == normalised
    assert addresses.normalise(column(address)).fillna("").tolist() == [normalised]


@pytest.mark.parametrize("address", ["ann@example.com", "o'neil@example.com", "ann@müller.de"])
def test_what_is_an_address(address: str) -> None:
    assert email.is_valid(address)
    assert addresses.is_valid(column(address)).tolist() == [True]


@pytest.mark.parametrize(
    "address", ["", "ann", "ann@example", "an..n@example.com", "ann@-example.com"]
)
def test_what_is_no_address(address: str) -> None:
    assert not email.is_valid(address)
    assert addresses.is_valid(column(address)).tolist() == [False]
