"""Airflow's folder, for tests that import it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package", autouse=True)
def _airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what Airflow writes when it is imported out of the home directory, and it quiet."""
    with pytest.MonkeyPatch.context() as patch:
        if "airflow.sdk" not in sys.modules:
            patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
            patch.setenv("AIRFLOW__LOGGING__LOGGING_LEVEL", "ERROR")
        import airflow.sdk  # noqa: F401

        yield
