"""Answers of registration forms, written to the properties of contacts that a setting names.

Only to contacts that HubSpot has, and only where the property takes the answer. What somebody in
HubSpot wrote stays, unless the setting says otherwise: the property is read right before. Nothing
is emptied, as the property is not ours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.answer_values import fit_value, unfit_reason
from webinar_sync.hubspot.batches import (
    BATCH_SIZE,
    BatchResult,
    Row,
    as_json,
    batches,
    send_split,
)
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.contact_answers import contacts_of, id_of
from webinar_sync.hubspot.contact_requests import update_contacts
from webinar_sync.hubspot.endpoints import LIST_PROPERTIES, READ_CONTACTS
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.property_values import is_same_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.run import HubspotRun

QUESTION_PROPERTY = "question_property"
_ISSUE_KIND = f"{OBJECT_KIND} properties"


def push_answers(run: HubspotRun) -> Counter[str]:
    """Write answers that differ from what HubSpot acknowledged; return counts."""
    run.warehouse.execute("hubspot/clear_unmapped_properties", run_id=run.run_id)
    rows = run.warehouse.rows("hubspot/select_answers_to_send", with_refused=run.with_refused)
    if not rows:
        return Counter()
    listed = rows_of(LIST_PROPERTIES, run.client.call(LIST_PROPERTIES).body)
    definitions = {str(row.get("name")): row for row in listed}
    unfit = _report_properties(run, definitions)
    counts = _record(run, [row for row in rows if row["property"] in unfit], "waits")
    by_contact: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["property"] not in unfit:
            by_contact[row["hubspot_id"]].append(row)
    contacts = [{"hubspot_id": contact_id} for contact_id in by_contact]
    for batch in batches(contacts, BATCH_SIZE):
        of_batch = [row for contact in batch for row in by_contact[contact["hubspot_id"]]]
        counts += _send_batch(run, of_batch, definitions)
    return counts


def _report_properties(run: HubspotRun, definitions: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Open or close the issue of each mapped property; return those that cannot be written."""
    unfit = set()
    for row in run.warehouse.rows("hubspot/select_mapped_properties"):
        name = row["property"]
        reason = unfit_reason(definitions.get(name))
        if not reason:
            run.close_issues(_ISSUE_KIND, name, [QUESTION_PROPERTY])
            continue
        unfit.add(name)
        run.open_issue(
            _ISSUE_KIND,
            name,
            QUESTION_PROPERTY,
            message=f"Answers are not written to HubSpot's property {name}: {reason}.",
        )
    return unfit


def _send_batch(
    run: HubspotRun, rows: Sequence[Row], definitions: Mapping[str, Mapping[str, Any]]
) -> Counter[str]:
    """Write the answers of up to a hundred contacts.

    What is about to be written is recorded before, so that after a kill it counts as ours.
    """
    present = _read_values(run, rows)
    states: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        definition = definitions[row["property"]]
        value = fit_value(definition, row["answer"])
        state = _choose_state(row, definition, value, present.get(row["hubspot_id"]))
        states[state].append({**row, "value": value})
    to_write = states.pop("sending", [])
    _record(run, to_write, "sending")
    accepted = {row["hubspot_id"] for row in _write(run, to_write).accepted}
    for row in to_write:
        states["written" if row["hubspot_id"] in accepted else "waits"].append(row)
    counts: Counter[str] = Counter()
    for state, of_state in states.items():
        counts += _record(run, of_state, state)
    return counts


def _choose_state(
    row: Row,
    definition: Mapping[str, Any],
    value: str | None,
    present: Mapping[str, str] | None,
) -> str:
    """Choose what becomes of an answer: one of `hubspot.sent_answers.state`.

    :param value: as the property takes it; None: it does not
    :param present: what the contact's properties hold; None: it was merged or deleted just now
    """
    if present is None:
        return "waits"
    if value is None:
        return "unfit"
    is_now = partial(is_same_value, str(definition["type"]), present.get(row["property"], ""))
    if is_now(value):
        return "written"
    is_ours = any(map(is_now, ("", *row["written"])))
    return "sending" if is_ours or row["overwrites"] else "kept"


def _read_values(run: HubspotRun, rows: Sequence[Row]) -> dict[int, dict[str, str]]:
    """Return what the properties hold now, by contact; contacts that are gone are missing."""
    contact_ids = sorted({row["hubspot_id"] for row in rows})
    body = {
        "inputs": [{"id": str(contact_id)} for contact_id in contact_ids],
        "properties": sorted({row["property"] for row in rows}),
        "propertiesWithHistory": [],
    }
    answer = run.client.call(READ_CONTACTS, body).body
    return {
        contact_id: {name: str(value or "") for name, value in contact["properties"].items()}
        for contact in contacts_of(answer, len(contact_ids))
        if (contact_id := id_of(contact)) is not None
    }


def _write(run: HubspotRun, rows: Sequence[Row]) -> BatchResult:
    """Write the values of rows, all of a contact at once."""
    contacts: dict[int, Row] = {}
    values: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        contact_id = row["hubspot_id"]
        contacts[contact_id] = {"hubspot_id": contact_id, "object_key": row["object_key"]}
        values[contact_id][row["property"]] = row["value"]

    def send(part: Sequence[Row]) -> BatchResult:
        return update_contacts(run.client, [(row, values[row["hubspot_id"]]) for row in part])

    return send_split(list(contacts.values()), send) if contacts else BatchResult()


def _record(run: HubspotRun, rows: Sequence[Row], state: str) -> Counter[str]:
    if not rows:
        return Counter()
    is_written = state in ("sending", "written")
    recorded = [
        {**row, "state": state, "value": row.get("value") if is_written else None} for row in rows
    ]
    run.warehouse.execute("hubspot/upsert_sent_answers", rows=as_json(recorded), run_id=run.run_id)
    return Counter({f"answers_{state}": len(rows)})
