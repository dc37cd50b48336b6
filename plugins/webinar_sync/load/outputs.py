"""Checks the computed frames with Great Expectations before they are committed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from webinar_sync.quality.contracts import ContractError
from webinar_sync.quality.validation import ROW_KEY, Rule, validate

if TYPE_CHECKING:
    import pandas as pd

    from webinar_sync.runs.run import Run
    from webinar_sync.transform.frames import Outputs

ALL_ACCOUNTS = "*"
"""Stands for the account in sync.validations: a load computes webinars of all accounts."""

STATES = ("registered", "registered_late", "cancelled", "attended", "no_show")

_PARTICIPATIONS = (
    Rule("ExpectColumnValuesToNotBeNull", {"column": "email"}, "a participation has no address"),
    Rule(
        "ExpectColumnValuesToBeInSet",
        {"column": "state", "value_set": list(STATES)},
        "a participation has an unknown state",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "attended_share", "min_value": 0, "max_value": 1},
        "an attended share is not between 0 and 1",
    ),
    Rule(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "left_at",
            "column_B": "joined_at",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        "somebody left before they joined",
    ),
    Rule("ExpectColumnValuesToBeUnique", {"column": ROW_KEY}, "a participation occurs twice"),
)

_CONTACTS = (
    Rule("ExpectColumnValuesToBeUnique", {"column": ROW_KEY}, "a contact occurs twice"),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "registrations_total", "min_value": 0},
        "a contact has a negative number of registrations",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "attendances_total", "min_value": 0},
        "a contact has a negative number of attendances",
    ),
)


def check_outputs(run: Run, outputs: Outputs, contacts: pd.DataFrame) -> None:
    """Validate participations and contacts, and keep the results.

    Row keys are numbers of rows, not addresses: results hold no personal data.

    :raises ContractError: if something impossible came out; nothing is committed then
    """
    participations = outputs.participations.reset_index(drop=True)
    event = ["account_id", "webinar_id", "occurrence_key", "email"]
    wrong: list[str] = []
    for suite, frame, key, rules in (
        ("computed participations", participations, event, _PARTICIPATIONS),
        ("computed contacts", contacts.reset_index(drop=True), ["email"], _CONTACTS),
    ):
        # Equal keys get equal numbers, so that uniqueness can be judged without the addresses.
        numbered = frame.assign(**{ROW_KEY: frame.groupby(key, dropna=False).ngroup()})
        verdict = validate(numbered, suite, rules)
        run.warehouse.execute(
            "quality/upsert_validation",
            run_id=run.run_id,
            account_id=ALL_ACCOUNTS,
            suite=suite,
            success=verdict.success,
            result=json.dumps(verdict.result),
        )
        wrong += [f"{reason} ({len(rows)} rows)" for reason, rows in verdict.failed.items() if rows]
    if wrong:
        raise ContractError(f"Marts stay as they are: {'; '.join(wrong)}.")
