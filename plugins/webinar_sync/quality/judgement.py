"""Judges what landed of one source against its contract. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.quality.contracts import find_breach
from webinar_sync.quality.validation import Rule, Verdict, validate
from webinar_sync.zoom.row_rules import RowTally

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from webinar_sync.quality.contracts import Contract
    from webinar_sync.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Landed:
    """What landed of one source in one account since it was last checked.

    `rows` have a `row_key`, the `object_key` of their resource, and the columns that the contract's
    rules are about; `keys` are the JSON keys that occur in some row of a resource.
    """

    rows: pd.DataFrame
    keys: Mapping[str, set[str]]


@dataclass(frozen=True)
class OddAnswers:
    """What an account's last extraction read of one source, and set aside as a whole.

    `tallies` are of what was set aside; `resources_read` counts what landed.
    """

    tallies: tuple[RowTally, ...] = ()
    resources_read: int = 0


@dataclass(frozen=True)
class Judgement:
    """What is wrong with the rows that landed.

    - row_keys: of all rows that were judged
    - reasons: by row key, why a row cannot be used
    - breach: how the resources of the endpoint break the contract; None if they do not
    - result: of the suite, without values; None if no row landed
    """

    row_keys: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    breach: str | None = None
    result: dict[str, Any] | None = None


def fetch_landed(warehouse: Warehouse, contract: Contract, account_id: str) -> Landed:
    """Fetch the rows of the contract's source that landed in an account and are unchecked."""
    with warehouse.snapshot() as snapshot:
        rows = snapshot.frame(f"quality/fetch_{contract.source}")
        keys = snapshot.frame(f"quality/fetch_keys_of_{contract.source}")
    keys = keys[keys["account_id"] == account_id]
    return Landed(
        rows[rows["account_id"] == account_id].reset_index(drop=True),
        {
            str(object_key): {*map(str, own)}
            for object_key, own in keys.groupby("object_key")["key"]
        },
    )


def judge(contract: Contract, landed: Landed | None, odd: OddAnswers) -> Judgement:
    """Validate the rows by the contract's suite. No row: nothing is imported, or validated.

    :param landed: None: no row landed
    """
    if landed is None or not len(landed.rows):
        breach = find_breach(odd.tallies, odd.resources_read + len(odd.tallies))
        return Judgement(breach=breach)
    verdict = _validate(contract, landed)
    reasons = first_reasons(contract, verdict)
    tallies = [*odd.tallies, *tally_resources(contract, landed, reasons)]
    resources_read = max(odd.resources_read + len(odd.tallies), len(tallies))
    return Judgement(
        row_keys=landed.rows["row_key"].tolist(),
        reasons=reasons,
        breach=find_breach(tallies, resources_read),
        result=verdict.result,
    )


def tally_resources(
    contract: Contract, landed: Landed, reasons: Mapping[str, str]
) -> list[RowTally]:
    """Count the rows of each resource, and those that are unreadable."""
    is_unreadable = landed.rows["row_key"].isin(list(reasons))
    return [
        RowTally(
            rows=len(own),
            unreadable=int(own.sum()),
            missing_keys=tuple(
                key for key in contract.keys if key not in landed.keys.get(str(object_key), ())
            ),
        )
        for object_key, own in is_unreadable.groupby(landed.rows["object_key"])
    ]


def first_reasons(contract: Contract, verdict: Verdict) -> dict[str, str]:
    """Return the reason of each row that broke a rule: the first in the contract's order."""
    reasons: dict[str, str] = {}
    for rule in contract.rules:
        for row_key in verdict.failed.get(rule.reason, []):
            reasons.setdefault(row_key, rule.reason)
    return reasons


def _validate(contract: Contract, landed: Landed) -> Verdict:
    """Run the contract's suite: keys as expected columns, then the rules of each row."""
    keys = [
        Rule("ExpectColumnToExist", {"column": f"key {key}"}, f"no row has the key {key}")
        for key in contract.keys
    ]
    keys_of_rows = set().union(*landed.keys.values())
    marks = {f"key {key}": True for key in contract.keys if key in keys_of_rows}
    return validate(landed.rows.assign(**marks), contract.source, [*keys, *contract.rules])
