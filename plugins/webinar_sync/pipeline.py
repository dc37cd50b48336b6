"""The sync of one account, step by step, without Airflow: extract, check, load."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from webinar_sync.quality.check import check_landed
from webinar_sync.runs import Report, finish_run, note_account, start_run
from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomError, ZoomScopeError
from webinar_sync.zoom.extraction import AccountBusyError, extract_account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.window import Window
    from webinar_sync.zoom.client import ZoomClient


class LoadFailedError(Exception):
    """The load met an error that is not foreseen. Nothing was committed."""


_ACCOUNT_ERRORS = ("auth", "scope", "daily_limit", "unavailable")


def extract(
    warehouse: Warehouse, client: ZoomClient, window: Window, run_id: str, *, is_full: bool
) -> dict[str, int]:
    """Read what an account has new. What stops it is noted, in words, and raised again.

    A scheduled window begins at the account's watermark, if that is earlier.
    """
    settings = client.settings
    note_account(warehouse, run_id, settings.account_id, settings.label, "running")
    try:
        window = _from_watermark(warehouse, settings.account_id, window)
        counts = extract_account(warehouse, client, window, run_id, is_full=is_full)
    except AccountBusyError as error:
        note_account(
            warehouse, run_id, settings.account_id, settings.label, "skipped", message=str(error)
        )
        raise
    except ZoomError as error:
        code, remedy = _account_error(error)
        note_account(
            warehouse, run_id, settings.account_id, settings.label, "failed", message=str(error)
        )
        warehouse.execute(
            "sync/upsert_error",
            object_kind="account",
            object_key=settings.account_id,
            code=code,
            message=f"The account {settings.label} could not be read to its end: {error}",
            remedy=remedy,
            run_id=run_id,
        )
        raise
    warehouse.execute(
        "sync/clear_errors",
        object_kind="account",
        object_key=settings.account_id,
        codes=list(_ACCOUNT_ERRORS),
        run_id=run_id,
    )
    note_account(warehouse, run_id, settings.account_id, settings.label, "running", counts=counts)
    return counts


def _from_watermark(warehouse: Warehouse, account_id: str, window: Window) -> Window:
    if window.is_exact:
        return window
    rows = warehouse.rows("sync/select_watermark", account_id=account_id)
    watermark: datetime | None = rows[0]["watermark"] if rows else None
    if watermark is None:
        return replace(window, since=None)
    return replace(window, since=min(window.since or watermark, watermark))


def _account_error(error: ZoomError) -> tuple[str, str]:
    if isinstance(error, ZoomScopeError):
        return "scope", (
            f"Add the scopes {', '.join(error.scopes) or 'named in the README'} to the "
            "Server-to-Server OAuth app in Zoom's App Marketplace, and activate it again."
        )
    if isinstance(error, ZoomAuthError):
        return "auth", (
            "Check the Airflow connection's client id, client secret and account_id, and that the "
            "app is activated in Zoom's App Marketplace."
        )
    if isinstance(error, ZoomDailyLimitError):
        return "daily_limit", (
            f"Nothing: the run goes on by itself after {error.resets_at:%Y-%m-%d %H:%M} UTC. If it "
            "happens every day, see which other apps use this account's requests."
        )
    return "unavailable", "Nothing: it is tried again. If this lasts, look at Zoom's status page."


def check(warehouse: Warehouse, run_id: str, account_id: str, label: str) -> dict[str, int]:
    """Hold what landed in an account against the contracts."""
    try:
        return check_landed(warehouse, run_id, account_id)
    except Exception as error:
        note_account(warehouse, run_id, account_id, label, "failed", message=_words(error))
        raise


def load_account(warehouse: Warehouse, run_id: str, account_id: str, label: str) -> dict[str, int]:
    """Compute and commit marts, and note that the account is done."""
    # Imported here: it brings pandas, which a task that only reads has no use for.
    from webinar_sync.load import load

    try:
        counts = load(warehouse, run_id)
    except Exception as error:
        note_account(warehouse, run_id, account_id, label, "failed", message=_words(error))
        if _is_own(error):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        words = f"{_words(error)} in {Path(place.filename).name}, line {place.lineno}"
    else:
        note_account(warehouse, run_id, account_id, label, "done", counts=counts)
        return counts
    # A library's own words may quote an address; what it was and where is enough to find it.
    raise LoadFailedError(f"Nothing was committed: {words}")


def _words(error: Exception) -> str:
    """Return an error's own words if they are this project's: others may quote values."""
    return str(error) if _is_own(error) else f"an unexpected {type(error).__name__}"


def _is_own(error: Exception) -> bool:
    return type(error).__module__.startswith("webinar_sync.")


def sync(
    warehouse: Warehouse,
    clients: Iterable[ZoomClient],
    window: Window,
    run_id: str,
    *,
    is_full: bool,
    dag_id: str = "sync",
) -> Report:
    """Run the whole sync without Airflow, account by account, and return its report."""
    start_run(warehouse, run_id, dag_id=dag_id, run_type="function", window=window)
    count = 0
    for client in clients:
        count += 1
        settings = client.settings
        extract(warehouse, client, window, run_id, is_full=is_full)
        check(warehouse, run_id, settings.account_id, settings.label)
        load_account(warehouse, run_id, settings.account_id, settings.label)
    return finish_run(warehouse, run_id, count)
