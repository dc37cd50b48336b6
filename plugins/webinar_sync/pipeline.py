"""The sync of one account, step by step, without Airflow: extract, check, load."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from webinar_sync.hubspot.mirror import mirror_for_load
from webinar_sync.hubspot.work import Work
from webinar_sync.quality.check import ContractError, check_landed
from webinar_sync.runs import (
    Report,
    clear_errors,
    finish_run,
    note_account,
    note_error,
    start_run,
)
from webinar_sync.transform.errors import ConservationError
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.words import is_own, words_for
from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomError, ZoomScopeError
from webinar_sync.zoom.extraction import AccountBusyError, extract_account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.window import Window
    from webinar_sync.zoom.client import ZoomClient


log = logging.getLogger(__name__)


class StepFailedError(Exception):
    """A step met an error that is not foreseen: nothing of what it concerns was committed."""


_OF_ONE_ACCOUNT = (
    AccountBusyError,
    ZoomError,
    ContractError,
    ConservationError,
    StepFailedError,
    WarehouseError,
)
_LOAD_FAILED = ("load", "marts", "load_failed")
_ACCOUNT_ERRORS = ("auth", "scope", "daily_limit", "unavailable")


def extract(
    warehouse: Warehouse, client: ZoomClient, window: Window, run_id: str, *, is_full: bool
) -> dict[str, int]:
    """Read what an account has new. What stops it is noted, in words, and raised again.

    A scheduled window begins at the account's watermark, if that is earlier.
    """
    settings = client.settings
    note_account(warehouse, run_id, settings.account_id, settings.label, "running")
    words = ""
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
            warehouse,
            run_id,
            settings.account_id,
            settings.label,
            "failed",
            message=str(error),
            counts=dict(error.counts),
        )
        note_error(
            warehouse,
            run_id,
            ("account", settings.account_id, code),
            f"The account {settings.label} could not be read to its end: {error}",
            remedy,
        )
        raise
    except Exception as error:
        words = words_for(error)
        note_account(
            warehouse, run_id, settings.account_id, settings.label, "failed", message=words
        )
        if is_own(error):
            raise
    if words:
        raise StepFailedError(words)  # without the error that it stands for
    clear_errors(warehouse, run_id, "account", settings.account_id, _ACCOUNT_ERRORS)
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
        words = words_for(error)
        note_account(warehouse, run_id, account_id, label, "failed", message=words)
        if is_own(error):
            raise
    raise StepFailedError(words)  # without the error that it stands for


def load_account(warehouse: Warehouse, run_id: str, account_id: str, label: str) -> dict[str, int]:
    """Compute and commit marts, and note that the account is done."""
    # Imported here: it brings pandas, which a task that only reads has no use for.
    from webinar_sync.load import load

    try:
        counts = load(warehouse, run_id, account_id)
    except Exception as error:
        words = words_for(error)
        note_account(warehouse, run_id, account_id, label, "failed", message=words)
        note_error(
            warehouse,
            run_id,
            _LOAD_FAILED,
            f"Marts could not be computed, and stay as they were: {words}.",
            "Clear the task load_marts, or wait for the next run: nothing is asked of Zoom again. "
            "If it fails again, report it to webinar-sync with these words.",
        )
        if is_own(error):
            raise
    else:
        clear_errors(warehouse, run_id, *_LOAD_FAILED[:2], [_LOAD_FAILED[2]])
        if not counts["webinars_not_computed"]:
            note_account(warehouse, run_id, account_id, label, "done", counts=counts)
            return counts
        words = (
            f"{counts['webinars_not_computed']} webinars cannot be computed and stay as they were; "
            "all others are done. sync.errors says which, and why"
        )
        note_account(warehouse, run_id, account_id, label, "failed", message=words, counts=counts)
        raise StepFailedError(words)
    raise StepFailedError(f"Nothing was committed: {words}")  # without the error that it stands for


def sync(
    warehouse: Warehouse,
    clients: Iterable[ZoomClient],
    window: Window,
    run_id: str,
    *,
    is_full: bool,
    dag_id: str = "sync",
    hubspot: HubspotClient | None = None,
) -> Report:
    """Run the whole sync without Airflow, account by account, and return its report.

    An account that fails, or is busy, does not keep the others from their turn.

    :param hubspot: what it has decides about some people; None: HubSpot is not connected
    """
    start_run(warehouse, run_id, dag_id=dag_id, run_type="function", window=window)
    count = 0
    for client in clients:
        count += 1
        settings = client.settings
        try:
            extract(warehouse, client, window, run_id, is_full=is_full)
            check(warehouse, run_id, settings.account_id, settings.label)
            if hubspot is not None:
                mirror_for_load(Work(warehouse, hubspot, run_id))
            load_account(warehouse, run_id, settings.account_id, settings.label)
        except _OF_ONE_ACCOUNT as error:
            log.warning("account %s: %s", settings.label, error)  # noted in sync.account_runs
    return finish_run(warehouse, run_id, count)
