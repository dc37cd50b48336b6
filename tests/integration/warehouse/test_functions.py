"""Functions in PostgreSQL that read what Zoom wrote: they take what is right, and never fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worlds import query
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

SHAPE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$"
"""What a moment must look like, besides being one to PostgreSQL."""

TWO_DIGITS = st.integers(0, 99).map("{:02d}".format)
MOMENTS = st.builds(
    "{}-{}-{}T{}:{}:{}{}{}".format,
    st.sampled_from(["0000", "0001", "1900", "2000", "2024", "2026", "9999"]),
    st.integers(0, 13).map("{:02d}".format),
    st.integers(0, 32).map("{:02d}".format),
    st.integers(0, 25).map("{:02d}".format),
    st.integers(0, 60).map("{:02d}".format),
    st.integers(0, 59).map("{:02d}".format),
    st.sampled_from(["", ".", ".5", ".000", ".999999999999"]),
    st.one_of(
        st.sampled_from(["", "Z", "z", " Z", "UTC"]),
        st.builds(
            "{}{}{}{}".format,
            st.sampled_from("+-"),
            TWO_DIGITS,
            st.sampled_from([":", ""]),
            TWO_DIGITS,
        ),
    ),
)
NUMBERS = st.one_of(
    st.integers(-(2**64), 2**64).map(str),
    st.text("0123456789+- .e\t٣", max_size=24),
    st.sampled_from(
        ["", " 7\n", "\xa07", "٣", "seven", "--7", "+7", "7 7", "1,000", "null", "NaN"]
    ),
)


@pytest.fixture(scope="module")
def read_only(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Return a warehouse that this module's tests only read."""
    with Warehouse(cluster.url(template)) as warehouse:
        yield warehouse


@settings(max_examples=20)
@given(texts=st.lists(MOMENTS, min_size=50, max_size=100))
def test_a_moment_is_what_postgresql_takes_for_one(read_only: Warehouse, texts: list[str]) -> None:
    rows = query(
        read_only,
        "select value, zoom.to_timestamp_or_null(value) as moment,"
        " case when value ~ :shape and pg_input_is_valid(value, 'timestamptz')"
        "  then cast(value as timestamptz) end as expected"
        " from unnest(cast(:texts as text[])) as listed (value)",
        texts=texts,
        shape=SHAPE,
    )

    assert len(rows) == len(texts)
    assert [row for row in rows if row[1] != row[2]] == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-02-28T23:59:59Z", True),
        ("2026-02-29T00:00:00Z", False),
        ("2024-02-29T00:00:00Z", True),
        ("2026-11-31T00:00:00Z", False),
        ("2026-12-31T23:59:60Z", True),
        ("2026-12-31T24:00:00Z", True),
        ("2026-12-31T24:00:01Z", False),
        ("2026-12-31T12:00:00+15:59", True),
        ("2026-12-31T12:00:00+1600", False),
        ("2026-12-31 12:00:00Z", False),
        ("2026-12-31T12:00:00", False),
        ("٢٠٢٦-12-31T12:00:00Z", False),
        ("", False),
        ("now", False),
        ("2026-12-31T12:00:00." + "1" * 5000 + "Z", False),
    ],
)
def test_what_is_a_moment(read_only: Warehouse, text: str, is_one: bool) -> None:
    rows = query(read_only, "select zoom.to_timestamp_or_null(:text) is not null", text=text)

    assert rows == [(is_one,)]


@settings(max_examples=20)
@given(texts=st.lists(NUMBERS, min_size=50, max_size=100))
def test_a_number_is_what_postgresql_takes_for_one(read_only: Warehouse, texts: list[str]) -> None:
    rows = query(
        read_only,
        "select value, zoom.to_bigint_or_null(value) as number,"
        " case when pg_input_is_valid(value, 'bigint') then cast(value as bigint) end as expected"
        " from unnest(cast(:texts as text[])) as listed (value)",
        texts=texts,
    )

    assert len(rows) == len(texts)
    assert [row for row in rows if row[1] != row[2]] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("91000000001", 91000000001),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("0" * 5000 + "7", 7),
        ("9" * 200_000, None),
        ("1.5", None),
        ("1e3", None),
        ("", None),
        ("-", None),
    ],
)
def test_what_is_a_number(read_only: Warehouse, text: str, number: int | None) -> None:
    assert query(read_only, "select zoom.to_bigint_or_null(:text)", text=text) == [(number,)]
