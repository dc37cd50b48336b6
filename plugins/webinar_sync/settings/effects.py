"""Finds out what a change of the settings would do, before it is saved.

The change is made in a transaction that is rolled back. Which webinars come and go the views of the
settings then say exactly; of what is in marts and in HubSpot is counted who leaves. Who enters is
an estimate: what was never read, nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from webinar_sync.settings.plan import Plan, make_plan
from webinar_sync.settings.stored import read_settings
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from webinar_sync.settings.model import Settings, Update
    from webinar_sync.warehouse.engine import Warehouse

Keys = set[tuple[str, int]]
ZOOM_EVENTS = "zoom_events"


@dataclass(frozen=True)
class Effect:
    """One thing that a change does.

    - kind: which; the page has a sentence for each
    - counts: how many it concerns
    """

    kind: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a change would do: the plan, and its effects on marts and HubSpot."""

    plan: Plan
    effects: list[Effect]


def preview(warehouse: Warehouse, update: Update) -> Preview:
    """Find out what an update of the settings would do. Nothing is changed.

    :raises SettingsError: if the update is refused
    """
    with warehouse.transaction() as transaction:
        transaction.execute(query("locks/limit_waiting"))
        plan = make_plan(transaction, update)
        now = read_settings(transaction)
        new = update(now)
        effects = list(_find_effects(transaction, now, new))
        transaction.rollback()
    return Preview(plan, effects)


def _find_effects(transaction: Connection, now: Settings, new: Settings) -> Iterator[Effect]:
    before = _read_webinars(transaction, now)
    history_before = _count(transaction, "settings/count_history")
    _try_out(transaction, now, new)
    after = _read_webinars(transaction, new)
    yield from _webinar_effects(transaction, before, after)
    yield from _recording_effects(transaction, now, new, before, after)
    yield from _people_effects(transaction, now, new)
    if now.sync.push_since != new.sync.push_since:
        history = _count(transaction, "settings/count_history")
        names = ("events", "completed", "no_shows")
        counts = {name: history_before[name] - history[name] for name in names}
        yield Effect("push_since", {**counts, "is_connected": history["is_connected"]})
    yield from _hubspot_effects(transaction, now, new)
    yield from _kept_effects(transaction, now, new)


def _try_out(transaction: Connection, now: Settings, new: Settings) -> None:
    """Make the change, but for what would mark everybody for HubSpot, under the load's lock."""
    sync = replace(new.sync, custom_events=now.sync.custom_events)
    make_plan(transaction, lambda _: replace(new, sync=sync)).apply(transaction, "")


@dataclass(frozen=True)
class _Webinars:
    """Which webinars are synced, shown in marts, and recorded."""

    synced: Keys
    shown: Keys
    recorded: Keys


def _read_webinars(transaction: Connection, settings: Settings) -> _Webinars:
    webinars = _keys(transaction, "settings/select_every_webinar")
    codes = {
        (row.account_id, row.webinar_id): row.code
        for row in transaction.execute(query("settings/select_exclusions"))
    }
    kept = settings.sync.on_exclude == "keep"
    stays = {key for key, code in codes.items() if kept and code != ZOOM_EVENTS}
    synced = webinars - codes.keys()
    recorded = _keys(transaction, "settings/select_recorded")
    return _Webinars(synced, synced | stays, recorded)


def _webinar_effects(
    transaction: Connection, before: _Webinars, after: _Webinars
) -> Iterator[Effect]:
    leaving = before.shown - after.shown
    if leaving:
        counts = _count(transaction, "settings/count_leaving", **_arrays(leaving))
        yield Effect("webinars_leave", {"webinars": len(leaving), **counts})
    if frozen := (before.synced - after.synced) & after.shown:
        counts = _count(transaction, "settings/count_leaving", **_arrays(frozen))
        yield Effect("webinars_stop", {"webinars": len(frozen), **counts})
    if begins := (after.synced - before.synced) | (after.shown - before.shown):
        counts = _count(transaction, "settings/count_entering", **_arrays(begins))
        yield Effect(
            "webinars_begin",
            {"webinars": len(begins), "read": counts["webinars"], "people": counts["people"]},
        )


def _recording_effects(
    transaction: Connection, now: Settings, new: Settings, before: _Webinars, after: _Webinars
) -> Iterator[Effect]:
    if begins := after.recorded - before.recorded:
        yield Effect("recordings_begin", {"webinars": len(begins)})
    if stops := before.recorded - after.recorded:
        counts = _count(transaction, "settings/count_recordings", **_arrays(stops))
        kind = "recordings_leave" if new.sync.on_exclude == "withdraw" else "recordings_stop"
        yield Effect(kind, {"webinars": len(stops), **counts})
    if now.sync.recordings != new.sync.recordings and not (begins or stops):
        yield Effect("recordings_of_nobody")


def _people_effects(transaction: Connection, now: Settings, new: Settings) -> Iterator[Effect]:
    before, after = now.domains["contacts"], new.domains["contacts"]
    if added := sorted(after - before):
        counts = _count(transaction, "settings/count_people_excluded", domains=added)
        yield Effect("people_excluded", counts)
    if removed := sorted(before - after):
        counts = _count(transaction, "settings/count_people_included", domains=removed)
        yield Effect("people_included", counts)
    if now.sync.match_secondary_emails != new.sync.match_secondary_emails:
        counts = _count(transaction, "settings/count_secondary_addresses")
        kind = "secondary_on" if new.sync.match_secondary_emails else "secondary_off"
        yield Effect(kind, counts)
    if now.sync.property_cutoff != new.sync.property_cutoff:
        yield Effect("property_cutoff", _count(transaction, "settings/count_contacts"))


def _hubspot_effects(transaction: Connection, now: Settings, new: Settings) -> Iterator[Effect]:
    if now.sync.contact_properties != new.sync.contact_properties:
        yield Effect("contact_properties", _count(transaction, "settings/count_sent_contacts"))
    if now.sync.custom_events != new.sync.custom_events:
        if new.sync.custom_events:
            yield Effect("custom_events_on", _count(transaction, "settings/count_timeline_events"))
        else:
            yield Effect("custom_events_off")
    if now.sync.beside_native_app != new.sync.beside_native_app:
        kind = "beside_native_on" if new.sync.beside_native_app else "beside_native_off"
        yield Effect(kind, _count(transaction, "settings/count_native_events"))
    for is_on in (True, False):
        names = [
            name
            for name, segment in new.segments.items()
            if segment.is_kept_as_list is is_on and now.segments[name] != segment
        ]
        if names:
            counts = _count(transaction, "settings/count_members", names=names)
            yield Effect("lists_on" if is_on else "lists_off", counts)


def _kept_effects(transaction: Connection, now: Settings, new: Settings) -> Iterator[Effect]:
    for name in ("polls", "questions", "registration_answers", "registration_sources"):
        is_on = getattr(new.sync, name)
        if is_on is not getattr(now.sync, name):
            yield Effect("answers_on" if is_on else "answers_off")
    for name, statement in (
        ("registrations_kept_days", "settings/count_forgotten_requests"),
        ("records_kept_days", "settings/count_forgotten_runs"),
    ):
        days = getattr(new.sync, name)
        if days < getattr(now.sync, name):
            yield Effect(name, _count(transaction, statement, days=days))


def _keys(transaction: Connection, statement: str) -> Keys:
    return {(row.account_id, row.webinar_id) for row in transaction.execute(query(statement))}


def _arrays(keys: Keys) -> dict[str, list[Any]]:
    return {
        "account_ids": [account_id for account_id, _ in keys],
        "webinar_ids": [webinar_id for _, webinar_id in keys],
    }


def _count(transaction: Connection, statement: str, **parameters: Any) -> dict[str, int]:
    (row,) = transaction.execute(query(statement), parameters).mappings()
    return {name: int(value) for name, value in row.items()}
