"""Judges what landed of one source against its contract. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.quality.contracts import UNREADABLE_ROWS, UNREADABLE_SHARE
from webinar_sync.quality.validation import Rule, Verdict, validate

if TYPE_CHECKING:
    import pandas as pd

    from webinar_sync.quality.contracts import Contract
    from webinar_sync.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Landed:
    """What landed of one source in one account since it was last checked.

    `rows` have a `row_key` and the columns that the contract's rules are about; `keys` are the
    JSON keys that occur in at least one of them.
    """

    rows: pd.DataFrame
    keys: set[str]


@dataclass(frozen=True)
class Judgement:
    """What is wrong with the rows that landed.

    - row_keys: of all rows that were judged
    - reasons: by row key, why a row cannot be used
    - breach: how the rows as a whole break the contract; None if they do not
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
    return Landed(
        rows[rows["account_id"] == account_id].reset_index(drop=True),
        set(keys.loc[keys["account_id"] == account_id, "key"].astype("str")),
    )


def judge(contract: Contract, landed: Landed) -> Judgement:
    """Validate the rows by the contract's suite. No row, no judgement: nothing is imported then."""
    if not len(landed.rows):
        return Judgement()
    verdict = _validate(contract, landed)
    reasons = first_reasons(contract, verdict)
    missing_keys = [key for key in contract.keys if key not in landed.keys]
    return Judgement(
        row_keys=landed.rows["row_key"].tolist(),
        reasons=reasons,
        breach=find_breach(missing_keys, len(reasons), len(landed.rows)),
        result=verdict.result,
    )


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
    marks = {f"key {key}": True for key in contract.keys if key in landed.keys}
    return validate(landed.rows.assign(**marks), contract.source, [*keys, *contract.rules])


def find_breach(missing_keys: list[str], unreadable: int, total: int) -> str | None:
    """Say what is wrong with the rows as a whole; a few odd rows break no contract."""
    if missing_keys and (unreadable < total or total >= UNREADABLE_ROWS):
        return f"no row of {total} has the key {', '.join(missing_keys)}"
    if unreadable >= UNREADABLE_ROWS and unreadable > UNREADABLE_SHARE * total:
        return f"{unreadable} of {total} rows are unreadable"
    return None
