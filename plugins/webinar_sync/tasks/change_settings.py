"""The task of `change_settings`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from webinar_sync.airflow.connections import open_warehouse, zoom_accounts_called
from webinar_sync.airflow.notes import leave_note
from webinar_sync.settings.form import check_fields, has_hosts_or_webinars, read_form
from webinar_sync.settings.plan import make_plan
from webinar_sync.settings.values import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)


def change_settings(form: Mapping[str, Any], changed_by: str) -> dict[str, int]:
    """Apply what a form asks for, all or nothing, and log a sentence for each difference.

    :param changed_by: who filled in the form, for settings.history
    :raises SettingsError: if the form makes no sense, or holds an address
    """
    check_fields(form)
    update = read_form(form, _account_of(form))
    with open_warehouse() as warehouse, warehouse.transaction() as transaction:
        plan = make_plan(transaction, update)
        plan.apply(transaction, changed_by)
    for line in plan.lines:
        log.info("%s", line)
    changes = len(plan.differences)
    leave_note(f"{changes or 'no'} setting{'' if changes == 1 else 's'} changed")
    return {"changes": len(plan.differences), "warnings": len(plan.warnings)}


def _account_of(form: Mapping[str, Any]) -> str:
    """Return the id of the account whose hosts and webinars a form names; "" if it names none."""
    if not has_hosts_or_webinars(form):
        return ""
    accounts = zoom_accounts_called(str(form.get("account") or ""))
    if len(accounts) > 1:
        raise SettingsError(
            "`account`: several Zoom accounts are connected. Write whose these hosts and webinars "
            f"are: {', '.join(account.label for account in accounts)}."
        )
    return accounts[0].account_id
