"""Each column that can hold more of a person than an address or an id is dealt with by name.

Addresses and ids are replaced in all columns of all tables, by the catalogue; names and other texts
of a person cannot be found that way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

STRIPPED = {
    "zoom.users.payload",
    "zoom.staff.payload",
    "zoom.registrants.payload",
    "zoom.connections.payload",
    "zoom.polls.payload",
    "zoom.questions.payload",
    "zoom.webhook_events.payload",
    "zoom.transcript_passages.speaker",
    "sync.rejected_rows.row",
}
"""Emptied, or deleted with its row (include/sql/queries/erasure/strip.sql)."""
OF_NOBODY_ERASED = {
    # Webinars, sessions and their recordings; whoever is named there is a host.
    "zoom.webinars.payload",
    "zoom.history.payload",
    "zoom.recorded_sessions.payload",
    "zoom.recordings.payload",
    # Counts, names of properties and settings.
    "sync.runs.counts",
    "sync.run_steps.counts",
    "sync.validations.result",
    "settings.history.old_row",
    "settings.history.new_row",
    "hubspot.portal.properties",
    "hubspot.portal.event_types",
    # Itself: emptied at its end.
    "settings.erasures.person",
}
NAMES = {
    "marts.contacts.first_name",
    "marts.contacts.last_name",
    "marts.registrations.first_name",
    "marts.registrations.last_name",
    "hubspot.sent_contacts.first_name",
    "hubspot.sent_contacts.last_name",
    "registration.requests.first_name",
    "registration.requests.last_name",
}
"""Deleted with their rows, which have an address; requests are emptied."""


def test_every_json_and_name_of_the_warehouse_has_its_place(warehouse: Warehouse) -> None:
    columns = query(
        warehouse,
        "select c.table_schema || '.' || c.table_name || '.' || c.column_name,"
        " exists (select 1 from information_schema.columns as e"
        "  where e.table_schema = c.table_schema and e.table_name = c.table_name"
        "  and e.column_name = 'email' and c.table_schema in ('marts', 'hubspot'))"
        " from information_schema.columns as c"
        " join information_schema.tables as t using (table_schema, table_name)"
        " where t.table_type = 'BASE TABLE'"
        " and c.table_schema not in ('pg_catalog', 'information_schema', 'public')"
        " and (c.data_type in ('json', 'jsonb')"
        "  or c.column_name in ('speaker', 'first_name', 'last_name'))",
    )

    unknown = {name for name, goes_with_address in columns if not goes_with_address}
    assert unknown - NAMES == STRIPPED | OF_NOBODY_ERASED
    assert {name for name, _ in columns} >= NAMES
