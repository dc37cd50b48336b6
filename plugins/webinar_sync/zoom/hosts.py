"""Reads an account's users and the webinars that each host's listing has.

Only that listing tells which webinars belong to Zoom Events, and that one is certainly gone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_users
from webinar_sync.zoom.errors import (
    MISSING,
    Refusal,
    ZoomPlanMissingError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.issues import RESOURCE_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from webinar_sync.zoom.context import ExtractionContext


class Hosts:
    """Reads users and hosts' listings of one account.

    :param began_at: Zoom's clock when the extraction began
    """

    def __init__(self, context: ExtractionContext, began_at: datetime) -> None:
        self._context = context
        self._began_at = began_at

    def read_users(self) -> None:
        """Land the account's users, in the nightly run, and where they were never read."""
        readings = self._context.warehouse.rows(
            "zoom/select_reading", kind="users", object_key="all"
        )
        if readings and (readings[0]["is_fresh"] or not self._context.rules.is_full):
            return
        users: list[dict[str, Any]] = []
        try:
            for status in ("active", "inactive"):
                listing = self._context.client.list(zoom.USERS, query={"status": status})
                users += [{"status": status, **row} for row in listing.rows]
                answered_at = listing.answered_at
            self._judge_users(users, previous=readings[0]["row_count"] if readings else 0)
        except (ZoomResourceError, ZoomUnavailableError) as error:
            self._context.defer("users", self._context.account_id, error)
            return
        self._context.keep(
            "users",
            self._context.account_id,
            lambda: self._context.landing.keep_users(users, answered_at),
        )
        self._context.counts["users"] = len(users)

    def _judge_users(self, users: list[dict[str, Any]], *, previous: int) -> None:
        refusals = self._context.warehouse.rows(
            "zoom/select_refusal", object_kind="users", object_key=self._context.account_id
        )
        judge_users(
            zoom.USERS.name,
            users,
            previous,
            refused_before=refusals[0]["attempts"] if refusals else 0,
        )

    def read_listings(self) -> None:
        """List every user's webinars, inactive users' too; most users have no webinar plan."""
        rows = self._context.warehouse.rows(
            "zoom/select_hosts",
            is_nightly=self._context.rules.is_nightly,
            answered_at=self._began_at,
        )
        plans = self._list_webinars_of([row["user_id"] for row in rows])
        # A key of its own: what the account as a whole answers is another matter.
        run, key = self._context.warehouse.run, f"{self._context.account_id} hosts"
        if any(plans):
            run.close_issues("account", key, ["plan_missing"])
        elif plans:
            run.open_issue(
                "account",
                key,
                "plan_missing",
                message="No user of this Zoom account has a webinar plan, so there is nothing to "
                "read of its webinars to come.",
                resources=len(plans),
            )

    def learn_events_flags(self, webinar_ids: list[int]) -> None:
        """Ask whether webinars belong to Zoom Events: one listing for each host of them."""
        now = self._context.client.now()
        self._give_up_events_flags(now)
        hosts = self._context.warehouse.rows(
            "zoom/select_hosts_to_ask",
            webinar_ids=webinar_ids,
            is_nightly=self._context.rules.is_nightly,
            answered_at=now,
        )
        if hosts:
            self._list_webinars_of([row["user_id"] for row in hosts])
            self._give_up_events_flags(now)

    def _give_up_events_flags(self, now: datetime) -> None:
        self._context.warehouse.execute("zoom/update_unlisted_webinars")
        self._context.warehouse.execute("zoom/update_unknowable_events_flags", answered_at=now)

    def find_gone(self, webinar_ids: list[int]) -> set[int]:
        """Return which of the webinars that were answered to be missing are gone for certain.

        A listing of their hosts tells, which is asked for where this extraction has none yet.
        """
        missing = self._select_missing(webinar_ids)
        unasked = {
            row["user_id"]
            for row in missing
            if row["user_id"] and not row["is_asked"] and not row["is_gone"]
        }
        if unasked:
            self._list_webinars_of(sorted(unasked))
            missing = self._select_missing(webinar_ids)
        return {row["webinar_id"] for row in missing if row["is_gone"]}

    def _select_missing(self, webinar_ids: list[int]) -> list[dict[str, Any]]:
        return self._context.warehouse.rows(
            "zoom/select_missing_webinars",
            webinar_ids=webinar_ids,
            answered_at=self._context.client.now(),
        )

    def _list_webinars_of(self, user_ids: Iterable[str]) -> list[bool]:
        """Land the webinars of some hosts; return, of those who answered, who has a plan.

        Who has no listing is not believed to have no webinars before a second answer, a day later.
        """
        plans: list[bool] = []
        for user_id, listing in self._context.read_each(
            "medium",
            user_ids,
            lambda user_id: self._context.client.list(zoom.HOST_WEBINARS, user_id=user_id),
        ):
            if isinstance(listing, MISSING):
                plans += [False] if isinstance(listing, ZoomPlanMissingError) else []
                self._context.landing.keep_host_without_listing(user_id, self._context.client.now())
                self._context.remember_refusal("host", user_id, listing)
                self._context.warehouse.run.close_issues("host", user_id, RESOURCE_CODES)
            elif isinstance(listing, Refusal):
                self._context.defer("host", user_id, listing)
            else:
                plans.append(True)
                keep = partial(self._context.landing.keep_host_listing, user_id)
                self._context.keep(
                    "host", user_id, partial(keep, listing.rows, listing.answered_at)
                )
        return plans
