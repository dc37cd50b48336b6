"""Decides which part of the past a run reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

ZOOM_KEEPS = timedelta(days=183)
"""Zoom's reports go back six months."""


@dataclass(frozen=True)
class Window:
    """A window of session ends: from `since` (included) to `until` (excluded).

    - since: None where nobody chose a window; each account then continues from its watermark
    - is_exact: a backfill or a form chose the window; only sessions that ended in it are read, and
      the watermark stays
    - webinar_ids: only these, read again even if settled; empty: all
    - account: only this one, by account id, connection id or brand; empty: all
    - is_backfill: of the webinars named, too, only those with sessions that ended in the window
    - is_by_webhook: webhooks name the webinars; of their sessions only what is due is read
    """

    since: datetime | None
    until: datetime
    is_exact: bool
    webinar_ids: tuple[int, ...] = ()
    account: str = ""
    is_backfill: bool = False
    is_by_webhook: bool = False

    @property
    def is_chosen(self) -> bool:
        """Whether somebody asked for just this time and these webinars: all of it is read."""
        return self.is_exact and not self.is_by_webhook

    def chosen_parameters(self) -> dict[str, Any]:
        """Return what somebody asked for, as queries take it; all null if nobody did."""
        if not self.is_chosen:
            return {"window_from": None, "window_to": None, "webinar_ids": None}
        webinar_ids = list(self.webinar_ids) or None
        return {"window_from": self.since, "window_to": self.until, "webinar_ids": webinar_ids}

    def as_dict(self) -> dict[str, Any]:
        """Return the window as JSON can hold it, to hand it from task to task."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat(),
            "is_exact": self.is_exact,
            "webinar_ids": list(self.webinar_ids),
            "account": self.account,
            "is_backfill": self.is_backfill,
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Window:
        """Read what `as_dict` returned."""
        return cls(
            since=datetime.fromisoformat(fields["since"]) if fields["since"] else None,
            until=datetime.fromisoformat(fields["until"]),
            is_exact=bool(fields["is_exact"]),
            webinar_ids=tuple(fields["webinar_ids"]),
            account=str(fields["account"]),
            is_backfill=bool(fields["is_backfill"]),
        )


def may_skip(window: Window, *, is_full: bool) -> bool:
    """Tell whether a run may skip a busy account, as the next hourly run reads the same.

    A window that somebody chose, and what only the nightly run reads, must not be skipped.
    """
    return not window.is_exact and not is_full


def resolve_window(
    conf: Mapping[str, Any],
    *,
    is_backfill: bool,
    interval: tuple[datetime, datetime] | None,
    run_after: datetime,
) -> Window:
    """Return the window of a run.

    :param conf: `from`, `to` (dates, both included), `webinar_ids`, `account`; each may be absent
    :param is_backfill: then the window is the data interval, exactly; `webinar_ids` and `account`
        narrow it
    :param interval: the run's data interval; None for a run without a date
    :param run_after: the time for which the run was scheduled
    :raises InvalidInput: if the conf makes no sense; names the field
    """
    webinar_ids = _parse_webinar_ids(conf.get("webinar_ids"))
    account = str(conf.get("account") or "").strip()
    if is_backfill:
        if interval is None:
            raise InvalidInput("A backfill run has no data interval; start it from a date range.")
        return Window(*interval, True, webinar_ids, account, is_backfill=True)
    since, until = _parse_day("from", conf.get("from")), _parse_day("to", conf.get("to"))
    if since or until or webinar_ids:
        end = datetime.combine(until + timedelta(days=1), time(), UTC) if until else run_after
        start = datetime.combine(since, time(), UTC) if since else end - ZOOM_KEEPS
        if start >= end:
            raise InvalidInput(
                f"The window is empty: from {start:%Y-%m-%d} is not before its end "
                f"{end:%Y-%m-%d %H:%M} UTC. Change `from` or `to`."
            )
        return Window(start, end, True, webinar_ids, account)
    # A run by hand has the interval of the last night or hour; its window ends when it starts.
    if interval is None:
        return Window(None, run_after, False, (), account)
    return Window(interval[0], max(interval[1], run_after), False, (), account)


def _parse_day(name: str, value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InvalidInput(
            f"`{name}` is {value!r}; it must be a date such as 2026-11-22."
        ) from None


def _parse_webinar_ids(value: object) -> tuple[int, ...]:
    """Accept a list, or text with the ids separated by commas or blanks.

    Blanks and dashes within an id, as Zoom shows them (987 6543 2100), are understood in a list.
    """
    if value in (None, "", []):
        return ()
    parts = value if isinstance(value, list) else str(value).replace(",", " ").split()
    try:
        return tuple(int(str(part).replace(" ", "").replace("-", "")) for part in parts)
    except ValueError:
        raise InvalidInput(
            "`webinar_ids` must be Zoom webinar ids (10 or 11 digits), separated by commas."
        ) from None
