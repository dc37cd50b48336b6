"""Rounding as people do it by hand: half up."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SLACK = 1e-9
"""Means of percents are not exact in binary; what is this close to a half counts as a half."""


def microseconds(durations: pd.Series) -> pd.Series:
    """Return durations as whole microseconds. Null becomes 0."""
    whole: pd.Series = durations.fillna(pd.Timedelta(0)).dt.as_unit("us").astype("int64")
    return whole


def whole_seconds(durations: pd.Series) -> pd.Series:
    """Return durations in whole seconds, half up, as nullable integers."""
    seconds = (microseconds(durations) + 500_000) // 1_000_000
    return seconds.astype("Int64").mask(durations.isna())


def percent_of(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return 100 × part ÷ whole of two durations, 0 to 100, two decimals, half up, exact."""
    parts, wholes = microseconds(part), microseconds(whole).clip(lower=1)
    hundredths = ((20_000 * parts + wholes) // (2 * wholes)).clip(0, 10_000)
    return _decimals(hundredths).mask(part.isna())


def round_percent(percents: pd.Series) -> pd.Series:
    """Round percents to two decimals, half up."""
    hundredths = np.floor(percents.fillna(0) * 100 + 0.5 + _SLACK).astype("int64")
    return _decimals(hundredths).mask(percents.isna())


def _decimals(hundredths: pd.Series) -> pd.Series:
    scaled = pa.array(hundredths.to_numpy(), pa.int64()).cast(pa.decimal128(21, 0))
    exact = pc.multiply(scaled, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2)))
    return pd.Series(
        exact.cast(pa.decimal128(5, 2)),
        index=hundredths.index,
        dtype=pd.ArrowDtype(pa.decimal128(5, 2)),
    )
