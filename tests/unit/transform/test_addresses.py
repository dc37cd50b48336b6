"""Columns of addresses: normalised, and valid or not. In a domain: `tests/unit/test_email.py`."""

from __future__ import annotations

import pandas as pd
import pytest

from webinar_sync.transform.addresses import is_valid, normalise


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def test_addresses_are_trimmed_and_in_lower_case() -> None:
    raw = texts(" Ann@Example.COM ", "", "   ", None, "bob@example.com", "\tEVE@Shop.Org\n")
    addresses = normalise(raw)
    assert addresses[[0, 4, 5]].tolist() == ["ann@example.com", "bob@example.com", "eve@shop.org"]
    assert addresses[[1, 2, 3]].isna().all()


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.com",
        "ann.bo-b_c+tag@eu.example.com",
        "o'neil@example.com",
        "a@b.co",
        "1@2.org",
        "ann@müller.de",
        "ann@xn--mller-kva.de",
        "ann@ann.test",
        "x" * 64 + "@example.com",
    ],
)
def test_what_is_an_address(address: str) -> None:
    assert is_valid(texts(address)).tolist() == [True]


@pytest.mark.parametrize(
    "address",
    [
        None,
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@@example.com",
        "ann@bob@example.com",
        "ann@example..com",
        "ann@.example.com",
        "ann@example.com.",
        "ann@-example.com",
        "ann bob@example.com",
        "ann@exam ple.com",
        ".ann@example.com",
        "ann.@example.com",
        "an..n@example.com",
        "ann@exa_mple.com",
        "ann,bob@example.com",
        "ann@example.com,bob@example.com",
        "ann <ann@example.com>",
        "ann@" + "x" * 64 + ".com",
        "ann@" + "example." * 32 + "com",
    ],
)
def test_what_is_no_address(address: str | None) -> None:
    assert is_valid(texts(address)).tolist() == [False]
