"""What the Dags share: task profiles with their retry policies, and the bodies of their tasks.

Each body opens the warehouse, calls one function, and hands on numbers, ids and labels: never a
row with a person in it.
"""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import (
    AirflowNotFoundException,
    AirflowRescheduleException,
    AirflowSkipException,
)

from webinar_sync.window import Window, may_skip, resolve_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.work import Work
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)

MARTS = Asset(name="webinar_marts", uri="warehouse://marts", group="webinars")
"""What a load commits: the sync makes it, the push goes by it."""

INBOX_NAME, INBOX_URI = "registration_inbox", "warehouse://registration/requests"
"""What workflows ask for: the registration action goes by it."""

BUSY_RETRY = timedelta(minutes=5)
PUSH_BUSY_RETRY = timedelta(minutes=1)
AFTER_MIDNIGHT = timedelta(minutes=1)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "webinar-sync",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception=[
                    "webinar_sync.zoom.errors.ZoomAuthError",
                    "webinar_sync.zoom.settings.ConnectionSettingsError",
                    "webinar_sync.hubspot.errors.HubspotAuthError",
                    "webinar_sync.hubspot.errors.HubspotPortalError",
                    "webinar_sync.hubspot.settings.HubspotSettingsError",
                    "airflow.sdk.exceptions.AirflowNotFoundException",
                ],
                action=RetryAction.FAIL,
                reason="Credentials, scopes or a connection must be mended by somebody.",
            ),
            RetryRule(
                exception=[
                    "webinar_sync.registration.errors.FormError",
                    "webinar_sync.registration.errors.UnknownContactsError",
                ],
                action=RetryAction.FAIL,
                reason="The form makes no sense, or names unknown contacts: see its message.",
            ),
            RetryRule(
                exception="webinar_sync.window.WindowError",
                action=RetryAction.FAIL,
                reason="The window asked for makes no sense; start the run with another one.",
            ),
            RetryRule(
                exception="webinar_sync.warehouse.settings.values.SettingsError",
                action=RetryAction.FAIL,
                reason="The settings asked for make no sense; its message says what to write.",
            ),
            RetryRule(
                exception="webinar_sync.warehouse.errors.WarehouseNotReadyError",
                action=RetryAction.FAIL,
                reason="The warehouse's schemas must be migrated first: make migrate.",
            ),
            RetryRule(
                exception="webinar_sync.quality.check.ContractError",
                action=RetryAction.FAIL,
                reason="Zoom's answers broke a contract: the next run asks again.",
            ),
            RetryRule(
                exception="webinar_sync.runs.RunFailedError",
                action=RetryAction.FAIL,
                reason="The report tells how the run went; telling it again changes nothing.",
            ),
            RetryRule(
                exception="webinar_sync.hubspot.reconcile.TooManyDifferencesError",
                action=RetryAction.FAIL,
                reason="What differs in HubSpot is in hubspot.differences; again is in vain.",
            ),
            RetryRule(
                exception="webinar_sync.pipeline.StepFailedError",
                action=RetryAction.FAIL,
                reason="Something not foreseen: sync.errors and sync.account_runs say what.",
            ),
            RetryRule(
                exception="webinar_sync.transform.errors.ConservationError",
                action=RetryAction.FAIL,
                reason="The ledger does not hold: trying again would not mend it.",
            ),
            RetryRule(
                exception=[
                    "webinar_sync.zoom.errors.ZoomUnavailableError",
                    "webinar_sync.hubspot.errors.HubspotError",
                    "webinar_sync.warehouse.errors.WarehouseUnavailableError",
                ],
                action=RetryAction.RETRY,
                reason="Zoom, HubSpot or the warehouse was not there: what is done stays done.",
            ),
        ]
    ),
}


ACCOUNT_LABEL = "account_label"
"""What the map_index_template of the account's tasks shows."""


def run_id_of(context: Any) -> str:
    """Return the name of a run in the warehouse: its Dag's and its own."""
    return f"{context['dag'].dag_id} {context['run_id']}"


def _run_type(context: Any) -> str:
    run_type = context["dag_run"].run_type
    return str(getattr(run_type, "value", run_type))


def begin_run(context: Any) -> dict[str, Any]:
    """Resolve the run's window, and note in sync.runs that it began."""
    from webinar_sync.runs import start_run
    from webinar_sync.warehouse.connection import open_warehouse

    run = context["dag_run"]
    interval = None
    if context.get("data_interval_start") and context.get("data_interval_end"):
        interval = (context["data_interval_start"], context["data_interval_end"])
    window = resolve_window(
        context["params"],
        is_backfill=run.run_type == "backfill",
        interval=interval,
        run_after=run.run_after,
    )
    with open_warehouse() as warehouse:
        start_run(
            warehouse,
            run_id_of(context),
            dag_id=context["dag"].dag_id,
            run_type=_run_type(context),
            window=window,
        )
    log.info(
        "the window is %s to %s%s",
        window.since or "the watermark",
        window.until,
        ", exactly" if window.is_exact else "",
    )
    return window.as_dict()


def list_accounts(context: Any, window: dict[str, Any]) -> list[dict[str, str]]:
    """Return the accounts of the run: connection, account id and label. No secrets."""
    from webinar_sync.runs import clear_errors, note_error
    from webinar_sync.warehouse.connection import open_warehouse
    from webinar_sync.zoom.settings import ConnectionSettingsError

    about = ("connections", "zoom", "unusable")
    with open_warehouse() as warehouse:
        try:
            found = _accounts_called(Window.from_dict(window).account)
        except (ConnectionSettingsError, AirflowNotFoundException) as error:
            remedy = (
                "Mend the connection in Airflow (Admin, Connections), or ask for an account that "
                "there is, and start the run again."
            )
            note_error(warehouse, run_id_of(context), about, str(error), remedy)
            raise
        clear_errors(warehouse, run_id_of(context), *about[:2], [about[2]])
    return found


def _accounts_called(name: str) -> list[dict[str, str]]:
    """Return the connected accounts with this account id, connection id or brand; "": all."""
    from webinar_sync.zoom.connection import read_accounts
    from webinar_sync.zoom.settings import ConnectionSettingsError

    wanted = name.lower()
    found = [
        {"conn_id": one.conn_id, "account_id": one.account_id, "label": one.label}
        for one in read_accounts()
    ]
    chosen = [
        one for one in found if not wanted or wanted in {value.lower() for value in one.values()}
    ]
    if not chosen:
        raise ConnectionSettingsError(
            f"No connected Zoom account is called {wanted!r}. `account` takes an account id, a "
            f"connection id or a brand: {', '.join(one['label'] for one in found)}."
        )
    return chosen


def extract_account(
    context: Any, account: dict[str, str], window: dict[str, Any], *, is_full: bool
) -> dict[str, int]:
    """Read one account; an hourly run that finds it busy skips it, any other comes back."""
    from webinar_sync.pipeline import extract
    from webinar_sync.warehouse.connection import open_warehouse
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.connection import ZoomHook
    from webinar_sync.zoom.errors import ZoomDailyLimitError
    from webinar_sync.zoom.extraction import AccountBusyError

    context[ACCOUNT_LABEL] = account["label"]
    wanted = Window.from_dict(window)
    client = ZoomClient(ZoomHook(account["conn_id"]).settings)
    with open_warehouse() as warehouse:
        try:
            counts = extract(warehouse, client, wanted, run_id_of(context), is_full=is_full)
        except ZoomDailyLimitError as error:
            log.warning("%s; going on after %s", error, error.resets_at)
            raise AirflowRescheduleException(error.resets_at + AFTER_MIDNIGHT) from None
        except AccountBusyError as error:
            log.warning("%s", error)
            if not may_skip(wanted, is_full=is_full):
                raise AirflowRescheduleException(datetime.now(UTC) + BUSY_RETRY) from None
            raise AirflowSkipException(str(error)) from None
    _say(counts)
    return counts


def check_landed(context: Any, account: dict[str, str]) -> dict[str, int]:
    """Check what landed in one account."""
    from webinar_sync.pipeline import check
    from webinar_sync.warehouse.connection import open_warehouse

    context[ACCOUNT_LABEL] = account["label"]
    with open_warehouse() as warehouse:
        counts = check(warehouse, run_id_of(context), account["account_id"], account["label"])
    _say(counts)
    return counts


def mirror_hubspot(context: Any, account: dict[str, str]) -> dict[str, int]:
    """Read what HubSpot has for the addresses about to be loaded; without HubSpot, nothing.

    A connection that says something impossible holds up no load: the push fails by it, in words.
    """
    from webinar_sync.hubspot.mirror import mirror_for_load
    from webinar_sync.hubspot.settings import HubspotSettingsError

    context[ACCOUNT_LABEL] = account["label"]
    try:
        with _hubspot(context) as work:
            counts = dict(mirror_for_load(work)) if work else {}
    except HubspotSettingsError as error:
        log.warning("HubSpot cannot be read, so its last mirror serves: %s", error)
        counts = {}
    _say(counts)
    return counts


def load_marts(context: Any, account: dict[str, str]) -> dict[str, int]:
    """Compute and commit marts."""
    from webinar_sync.pipeline import load_account
    from webinar_sync.warehouse.connection import open_warehouse

    context[ACCOUNT_LABEL] = account["label"]
    with open_warehouse() as warehouse:
        counts = load_account(
            warehouse, run_id_of(context), account["account_id"], account["label"]
        )
    _say(counts)
    return counts


def report_run(context: Any, accounts: list[dict[str, str]] | None) -> dict[str, Any]:
    """Write sync.runs, show the counts in the log, and fail if any account failed."""
    from webinar_sync.runs import RunFailedError, finish_run
    from webinar_sync.warehouse.connection import open_warehouse

    with open_warehouse() as warehouse:
        report = finish_run(warehouse, run_id_of(context), len(accounts or [None]))
    for line in report.lines:
        log.info("%s", line)
    if not report.success:
        raise RunFailedError(report.message)
    return report.counts


def begin_push(context: Any) -> bool:
    """Say what a push would do, and whether it is to be done: not in a dry run."""
    from webinar_sync.hubspot.connection import find_settings
    from webinar_sync.hubspot.push import steps
    from webinar_sync.runs import end_run
    from webinar_sync.warehouse.connection import open_warehouse

    run_id = run_id_of(context)
    if find_settings() is None:
        log.info("HubSpot is not connected: there is no hubspot_default")
        return False
    with open_warehouse() as warehouse:
        steps.begin_push(warehouse, run_id, context["dag"].dag_id, _run_type(context))
        changes = steps.plan(warehouse, with_refused=bool(context["params"].get("with_refused")))
        for line in steps.plan_lines(changes):
            log.info("%s", line)
        if changes:
            log.info("Contacts that HubSpot was not asked about yet count as to be created.")
        is_dry = bool(context["params"].get("dry_run"))
        message = "a dry run: nothing was sent" if is_dry else "nothing differs"
        try:
            steps.check_marts(warehouse)
        except steps.PushNotNowError as error:
            message = str(error)
        else:
            if not is_dry and steps.has_work(changes):
                return True
        end_run(warehouse, run_id, "success", message, {})
        if changes:
            log.info("%s", message)
        return False


def push_step(context: Any, name: str) -> dict[str, int]:
    """Do one step of a push; one that finds another push under way comes back."""
    from webinar_sync.hubspot.errors import HubspotLaterError
    from webinar_sync.hubspot.push import steps

    with _hubspot(context) as work:
        if work is None:
            raise AirflowSkipException("HubSpot is not connected any more.")
        try:
            counts = dict(steps.run_step(work, name))
        except HubspotLaterError as error:
            log.warning("%s; going on after %s", error, error.until)
            raise AirflowRescheduleException(error.until + AFTER_MIDNIGHT) from None
        except steps.PushNotNowError as error:
            log.warning("%s", error)
            raise AirflowRescheduleException(datetime.now(UTC) + PUSH_BUSY_RETRY) from None
    _say(counts)
    return counts


def report_push(context: Any) -> dict[str, Any]:
    """Write sync.runs, show the counts in the log, and fail if a step failed."""
    from webinar_sync.hubspot.push.steps import finish_push
    from webinar_sync.runs import RunFailedError
    from webinar_sync.warehouse.connection import open_warehouse

    with open_warehouse() as warehouse:
        report = finish_push(warehouse, run_id_of(context))
    for line in report.lines:
        log.info("%s", line)
    if not report.success:
        raise RunFailedError(report.message)
    return report.counts


def reconcile(context: Any) -> dict[str, int]:
    """Compare what HubSpot has with what it was sent, and fail beyond the setting's threshold."""
    from webinar_sync.hubspot.errors import HubspotLaterError
    from webinar_sync.hubspot.reconcile import DAYS, reconciliation
    from webinar_sync.runs import begin_run

    with _hubspot(context) as work:
        if work is None:
            raise AirflowSkipException("HubSpot is not connected: there is no hubspot_default.")
        begin_run(work.warehouse, work.run_id, context["dag"].dag_id, _run_type(context))
        try:
            counts = reconciliation(work, int(context["params"].get("days") or DAYS))
        except HubspotLaterError as error:
            log.warning("%s; going on after %s", error, error.until)
            raise AirflowRescheduleException(error.until + AFTER_MIDNIGHT) from None
    _say(counts)
    return counts


@contextmanager
def _hubspot(context: Any) -> Iterator[Work | None]:
    """Open the warehouse and HubSpot for a task; None if HubSpot is not connected."""
    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.connection import find_settings
    from webinar_sync.hubspot.pacing import Pacer
    from webinar_sync.hubspot.work import Work
    from webinar_sync.warehouse.connection import open_warehouse

    settings = find_settings()
    if settings is None:
        log.info("HubSpot is not connected: there is no hubspot_default")
        yield None
        return
    with open_warehouse() as warehouse:
        client = HubspotClient(settings, Pacer(warehouse, settings.requests_per_10s))
        with_refused = bool(context["params"].get("with_refused"))
        yield Work(warehouse, client, run_id_of(context), with_refused)


def register_contacts(context: Any) -> dict[str, int]:
    """Put what a form asks for into the inbox, empty it, and say what became of each request."""
    from webinar_sync.registration.draining import Action, summary_lines
    from webinar_sync.registration.errors import InboxBusyError
    from webinar_sync.registration.inbox import add_by_hand, read_form
    from webinar_sync.runs import begin_run, end_run
    from webinar_sync.words import words_for
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.connection import read_accounts
    from webinar_sync.zoom.pacing import KEPT_FOR_REGISTRATION, Pacer

    form = context["params"]
    clients = [
        ZoomClient(one, pacer=Pacer(one.plan, one.rate_share, part=KEPT_FOR_REGISTRATION))
        for one in read_accounts()
    ]
    with _open_for_registration(context) as (warehouse, hubspot):
        run_id = run_id_of(context)
        begin_run(warehouse, run_id, context["dag"].dag_id, _run_type(context))
        subscription = hubspot.settings.subscription if hubspot else ""
        action = Action(warehouse, clients, hubspot, run_id, subscription)
        try:
            asked = read_form(form)
            if asked is not None:
                add_by_hand(warehouse, run_id, *asked)
            counts = action.drain()
            lines = summary_lines(warehouse, run_id, counts)
        except InboxBusyError as error:
            end_run(warehouse, run_id, "success", str(error), {})
            raise AirflowSkipException(str(error)) from None
        except Exception as error:
            end_run(warehouse, run_id, "failed", words_for(error), {})
            raise
        end_run(warehouse, run_id, "success", "what was due is decided or put off", counts)
    for line in lines:
        log.info("%s", line)
    return counts


@contextmanager
def _open_for_registration(context: Any) -> Iterator[tuple[Warehouse, HubspotClient | None]]:
    from webinar_sync.warehouse.connection import open_warehouse

    with _hubspot(context) as work:
        if work is not None:
            yield work.warehouse, work.client
            return
    with open_warehouse() as warehouse:
        yield warehouse, None


def load_registered(context: Any) -> dict[str, int]:
    """Compute marts for those who were just registered; nothing to do, nothing done."""
    from webinar_sync.pipeline import check, load_account
    from webinar_sync.warehouse.connection import open_warehouse
    from webinar_sync.zoom.connection import read_accounts

    run_id = run_id_of(context)
    with open_warehouse() as warehouse:
        waiting = warehouse.rows("registration/select_accounts_to_load", run_id=run_id)
        accounts = {one.account_id: one.label for one in read_accounts()}
        counts: Counter[str] = Counter()
        for account_id in (one["account_id"] for one in waiting):
            label = accounts.get(account_id, account_id)
            check(warehouse, run_id, account_id, label)
            counts.update(load_account(warehouse, run_id, account_id, label))
    if not waiting:
        raise AirflowSkipException("nobody was registered")
    _say(counts)
    return dict(counts)


def change_settings(context: Any) -> dict[str, int]:
    """Apply what a form asks for, all or nothing, and log each difference in words.

    :raises SettingsError: if the form makes no sense, or holds an address
    """
    from webinar_sync.warehouse.connection import open_warehouse
    from webinar_sync.warehouse.settings.form import read_form, refuse_addresses
    from webinar_sync.warehouse.settings.state import make_plan

    form, run = context["params"], context["dag_run"]
    refuse_addresses(form)
    wish = read_form(form, _account_of(form))
    with open_warehouse() as warehouse, warehouse.transaction() as transaction:
        plan = make_plan(transaction, wish)
        plan.apply(transaction, run.triggering_user_name or run.run_id)
    for line in plan.lines:
        log.info("%s", line)
    return {"changes": len(plan.differences), "warnings": len(plan.warnings)}


def _account_of(form: Any) -> str:
    """Return the id of the account whose hosts and webinars a form names; "" if it names none."""
    from webinar_sync.warehouse.settings.form import names_an_object
    from webinar_sync.warehouse.settings.values import SettingsError

    if not names_an_object(form):
        return ""
    accounts = _accounts_called(str(form.get("account") or "").strip())
    if len(accounts) > 1:
        raise SettingsError(
            "`account`: several Zoom accounts are connected. Write whose these hosts and webinars "
            f"are: {', '.join(one['label'] for one in accounts)}."
        )
    return accounts[0]["account_id"]


def _say(counts: dict[str, int]) -> None:
    log.info("%s", ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing new")
