"""Reads the details of webinars: a light request for each that is new, or may have changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_dates
from webinar_sync.zoom.errors import Refusal, ZoomNotFoundError
from webinar_sync.zoom.hosts import Hosts
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import DetailReading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from webinar_sync.zoom.client import Answer, ZoomClient
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.reading_rules import KnownWebinar


Doubt = tuple[str, ZoomNotFoundError]
"""Of what of a webinar, by its kind in sync.errors, Zoom answered that it does not exist."""


class Details:
    """Reads details of one account's webinars.

    :param began_at: Zoom's clock when the extraction began
    :param moved: webinars that are listed with a start which is not theirs
    """

    def __init__(
        self, context: ExtractionContext, began_at: datetime, moved: Collection[int]
    ) -> None:
        self._context = context
        self._hosts = Hosts(context, began_at)
        self._known = {
            webinar.webinar_id: webinar for webinar in context.known_webinars(began_at, moved)
        }
        self._due = self._list_due(moved)
        self._pending = set(self._due)
        self._decided: list[int] = []
        self._missing: dict[int, ZoomNotFoundError] = {}
        self._doubts: dict[int, list[Doubt]] = {}
        self._doubted: list[int] = []
        self._gone: set[int] = set()
        missing_since = context.warehouse.rows("zoom/select_missing_since", object_kind="webinar")
        self._missing_since = {row["object_key"]: row["missing_since"] for row in missing_since}

    @property
    def is_done(self) -> bool:
        """Whether all details were read, or refused."""
        return not self._pending

    @property
    def others(self) -> list[KnownWebinar]:
        """The webinars whose detail is not read now."""
        due = set(self._due)
        return [webinar for webinar in self._known.values() if webinar.webinar_id not in due]

    def jobs(self, first: Iterable[int]) -> Iterator[Job]:
        """Return what is to be read.

        :param first: webinars whose details are to be read first, in this order
        """
        places = {webinar_id: place for place, webinar_id in enumerate(dict.fromkeys(first))}
        for webinar_id in self._due:
            yield self._job(webinar_id, places.get(webinar_id, len(places)))

    def doubt(self, webinar_id: int, object_kind: str, answer: ZoomNotFoundError) -> None:
        """Look whether a webinar is gone: Zoom answered that something of it does not exist."""
        if webinar_id not in self._doubts and webinar_id not in self._due:
            self._doubted.append(webinar_id)
            self._pending.add(webinar_id)
        self._doubts.setdefault(webinar_id, []).append((object_kind, answer))

    def doubted_jobs(self) -> list[Job]:
        """Return the readings of details that doubts ask for, each once."""
        doubted, self._doubted = self._doubted, []
        return [self._job(webinar_id) for webinar_id in doubted]

    def take_decided(self) -> list[int]:
        """Return the webinars whose details landed, or were refused, since this was asked last."""
        decided, self._decided = self._decided, []
        return decided

    def judge_missing(self) -> None:
        """Mark the missing webinars that are gone for certain, and ask for the others again."""
        missing, self._missing = self._missing, {}
        doubts, self._doubts = self._doubts, {}
        if missing:
            self._judge(missing)
        for webinar_id, doubted in doubts.items():
            key = self._context.issue_key(webinar_id)
            for object_kind, answer in doubted:
                if webinar_id in self._gone:
                    self._context.close_issues(object_kind, key)
                elif webinar_id in missing:  # the webinar's own issue says so
                    self._context.remember_refusal(object_kind, key, answer)
                else:
                    self._context.defer(object_kind, key, answer)

    def _judge(self, missing: dict[int, ZoomNotFoundError]) -> None:
        gone = self._hosts.find_gone(sorted(missing))
        for webinar_id, answer in missing.items():
            key = self._context.issue_key(webinar_id)
            if webinar_id in gone:
                self._context.landing.mark_webinar_gone(webinar_id, self._context.client.now())
                self._context.close_issues("webinar", key)
            else:
                self._context.defer("webinar", key, answer)
        self._gone |= gone

    def _list_due(self, moved: Collection[int]) -> list[int]:
        rules = self._context.rules
        due = [
            webinar_id
            for webinar_id, webinar in self._known.items()
            if rules.must_read_detail(webinar, is_moved=webinar_id in moved)
        ]
        # Named by hand, and new to the warehouse: of this account only if Zoom has them.
        named = [
            webinar_id for webinar_id in rules.webinars_to_look_for if webinar_id not in self._known
        ]
        return list(dict.fromkeys([*due, *named]))

    def _job(self, webinar_id: int, place: int = 0) -> Job:
        return Job(
            "light",
            "webinar",
            self._context.issue_key(webinar_id),
            partial(self._read, webinar_id),
            on_refusal=partial(self._defer, webinar_id),
            on_end=partial(self._end, webinar_id),
            rank=(place,),
        )

    def _read(self, webinar_id: int) -> DetailReading:
        answer = request_detail(self._context.client, webinar_id)
        known = self._known.get(webinar_id)
        since = self._missing_since.get(self._context.issue_key(webinar_id))
        judge_dates(
            zoom.WEBINAR.name,
            answer.body,
            len(known.occurrence_ids) if known else 0,
            missing_for=answer.answered_at - since if since else None,
        )
        return DetailReading.of(webinar_id, answer.body, answer.answered_at)

    def _defer(self, webinar_id: int, refusal: Refusal) -> None:
        """Defer a detail; whether one that is missing is gone for certain is judged in the end."""
        if not isinstance(refusal, ZoomNotFoundError):
            self._context.defer("webinar", self._context.issue_key(webinar_id), refusal)
        elif webinar_id in self._known or webinar_id in self._doubts:
            self._missing[webinar_id] = refusal

    def _end(self, webinar_id: int) -> None:
        self._pending.discard(webinar_id)
        if webinar_id not in self._missing:
            self._decided.append(webinar_id)


def request_detail(client: ZoomClient, reference: int | str) -> Answer:
    """Request a webinar's detail.

    :param reference: its id, or the encoded UUID of the report on events to come
    """
    return client.get(
        zoom.WEBINAR, query={"show_previous_occurrences": "true"}, webinar_id=reference
    )
