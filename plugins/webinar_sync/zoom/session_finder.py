"""Finds the sessions that ended: by the account-wide history or, where Zoom has none, by host."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from webinar_sync.zoom.by_host import HistoryByHost
from webinar_sync.zoom.errors import ZoomResourceError, is_not_permitted
from webinar_sync.zoom.history import History, stretch_to_read
from webinar_sync.zoom.hosts import Hosts

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.zoom.context import ExtractionContext

log = logging.getLogger(__name__)


class SessionFinder:
    """Finds sessions of one account.

    :param account: its row of `zoom/select_account`
    """

    def __init__(self, context: ExtractionContext, account: dict[str, Any]) -> None:
        self._context = context
        self._account = account
        self._by_host = HistoryByHost(context, account["history_read_until"])
        self._is_by_host = account["history_refused_at"] is not None

    def find_ended(self) -> datetime:
        """Land the sessions that ended in the run's window.

        Only the nightly run asks again for a history that Zoom refused.

        :return: Zoom's clock when the extraction began
        """
        if not self._is_by_host or self._context.rules.is_full:
            try:
                began_at = self._read_history()
            except ZoomResourceError as error:
                if not is_not_permitted(error):
                    raise
                log.info("the account has no account-wide history: %s", error)
                self._is_by_host = True
            else:
                self._is_by_host = False
                self._remember(None)
                return began_at
        began_at = self._context.client.now()
        self._remember(began_at)
        Hosts(self._context, began_at).read_users()
        return self._by_host.read()

    def find_missing(self) -> None:
        """Land sessions that no report by host lists, where the account is read by host."""
        if self._is_by_host:
            self._by_host.read_instances()

    def move_watermarks(self, until: datetime) -> None:
        """Record up to when the account's sessions are known."""
        warehouse = self._context.warehouse
        warehouse.execute("zoom/update_history_read_until", read_until=until)
        if not self._is_by_host:
            warehouse.execute("zoom/update_history_listed_until", listed_until=until)

    def _read_history(self) -> datetime:
        stretch = stretch_to_read(self._context, self._account["history_listed_until"])
        return History(self._context, self._account["history_read_until"]).read(stretch)

    def _remember(self, refused_at: datetime | None) -> None:
        self._context.warehouse.execute("zoom/update_history_refused", refused_at=refused_at)
