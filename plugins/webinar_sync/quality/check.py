"""Holds what landed against the contracts, and sets unusable rows aside."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import NeedsAttention
from webinar_sync.quality.contracts import CONTRACTS, UNREADABLE_ROWS, UNREADABLE_SHARE, Contract
from webinar_sync.quality.validation import Rule, Verdict, validate
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    import pandas as pd

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse


class ContractError(NeedsAttention):
    """Zoom's rows are not what this project understands. Nothing of them reaches marts."""


_GIVING_UP = ("reject_lost_participants", "reject_lost_registrants", "give_up_lost_readings")
_REFUSALS = (
    "mark_readings_refused",
    "reset_sessions",
    "delete_refused_history",
    "reset_history_read_until",
)


@dataclass(frozen=True)
class _Landed:
    """What landed of one source in one account since it was last checked."""

    account_id: str
    rows: pd.DataFrame
    keys: set[str]


def check_account(run: Run, account_id: str, label: str) -> dict[str, int]:
    """Check what landed in an account, as the step `check` of a run; return counts.

    :raises ContractError: if a contract is broken
    """
    return run.do_step(
        "check", lambda: check_landed(run, account_id), account_id=account_id, label=label
    )


def check_landed(run: Run, account_id: str) -> dict[str, int]:
    """Check every reading of an account that has not been checked, and return counts.

    Rejected rows go to sync.rejected_rows, results to sync.validations. What breaks a contract is
    marked to be asked for again.

    :raises ContractError: if a contract is broken; names the source and what is wrong
    """
    warehouse = run.warehouse
    with warehouse.transaction() as transaction:
        transaction.execute(query("sync/lock_load"))
        for name in _GIVING_UP:
            transaction.execute(
                query(f"quality/{name}"), {"run_id": run.run_id, "account_id": account_id}
            )
    counts: Counter[str] = Counter(rows_checked=0, rows_rejected=0)
    broken: list[str] = []
    for contract in CONTRACTS:
        readings = warehouse.rows(
            "quality/select_unchecked", source=contract.source, account_id=account_id
        )
        if readings:
            words = _check(run, contract, account_id, readings, counts)
            broken += [f"{contract.source}: {words}"] if words else []
    if broken:
        raise ContractError(
            "Zoom's answers break a contract, so marts stay as they are; what landed is asked for "
            f"again by the next run. {'; '.join(broken)}."
        )
    return dict(counts)


def _check(
    run: Run,
    contract: Contract,
    account_id: str,
    readings: list[dict[str, Any]],
    counts: Counter[str],
) -> str | None:
    """Check what landed of one source in one account; return what is broken, in words."""
    landed = _fetch(run.warehouse, contract, account_id)
    reasons: dict[str, str] = {}
    words: str | None = None
    if len(landed.rows):
        missing = [key for key in contract.keys if key not in landed.keys]
        verdict = _validate(contract, landed)
        reasons = first_reasons(contract, verdict)
        words = _broken(missing, len(reasons), len(landed.rows))
        run.warehouse.execute(
            "quality/upsert_validation",
            run_id=run.run_id,
            account_id=account_id,
            suite=contract.source,
            success=words is None,
            result=json.dumps(verdict.result),
        )
    scope: dict[str, Any] = {
        "run_id": run.run_id,
        "account_id": account_id,
        "source": contract.source,
        "readings": json.dumps(
            [{"object_key": one["object_key"], "digest": one["digest"]} for one in readings]
        ),
    }
    issue_key = f"{account_id} {contract.source}"
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("sync/lock_load"))  # loads write to the same rows
        if words:
            for name in _REFUSALS:
                transaction.execute(query(f"quality/{name}"), scope)
            run.open_issue(
                "contract",
                issue_key,
                "contract_broken",
                message=f"What Zoom answered is not usable: {words}.",
                remedy="Look whether Zoom changed its API (its changelog) and update this project. "
                "Nothing is lost: it is asked for again by each run.",
                transaction=transaction,
            )
            return words
        rejected = [{"row_key": key, "reason": reason} for key, reason in reasons.items()]
        scope["row_keys"] = landed.rows["row_key"].tolist()
        transaction.execute(query("quality/delete_rejected_rows"), scope)
        if rejected:
            transaction.execute(
                query(f"quality/insert_rejected_{contract.source}"),
                {**scope, "rejected": json.dumps(rejected)},
            )
        transaction.execute(query("quality/mark_history_checked"), scope)
        transaction.execute(query("quality/mark_readings_checked"), scope)
        transaction.execute(query("quality/update_known_history"), scope)
        run.close_issues("contract", issue_key, ["contract_broken"], transaction=transaction)
        if reasons and len(reasons) == len(landed.rows):
            run.open_issue(
                "contract",
                issue_key,
                "none_usable",
                message=f"None of the {len(reasons)} rows of this kind that landed last can be "
                "used; they are set aside.",
                remedy="The reasons are in sync.rejected_rows. If it happens again, look whether "
                "Zoom changed its API (its changelog) and update this project.",
                transaction=transaction,
            )
        elif len(landed.rows):
            run.close_issues("contract", issue_key, ["none_usable"], transaction=transaction)
    counts["rows_checked"] += len(landed.rows)
    counts["rows_rejected"] += len(reasons)
    return None


def _fetch(warehouse: Warehouse, contract: Contract, account_id: str) -> _Landed:
    with warehouse.snapshot() as snapshot:
        rows = snapshot.frame(f"quality/fetch_{contract.source}")
        keys = snapshot.frame(f"quality/fetch_keys_of_{contract.source}")
    rows = rows[rows["account_id"] == account_id].reset_index(drop=True)
    return _Landed(
        account_id, rows, set(keys.loc[keys["account_id"] == account_id, "key"].astype("str"))
    )


def _validate(contract: Contract, landed: _Landed) -> Verdict:
    """Run the contract's suite: keys as expected columns, then the rules of each row."""
    keys = [
        Rule("ExpectColumnToExist", {"column": f"key {key}"}, f"no row has the key {key}")
        for key in contract.keys
    ]
    marks = {f"key {key}": True for key in contract.keys if key in landed.keys}
    return validate(landed.rows.assign(**marks), contract.source, [*keys, *contract.rules])


def first_reasons(contract: Contract, verdict: Verdict) -> dict[str, str]:
    """Return the reason of each row that broke a rule: the first in the contract's order."""
    reasons: dict[str, str] = {}
    for rule in contract.rules:
        for key in verdict.failed.get(rule.reason, []):
            reasons.setdefault(key, rule.reason)
    return reasons


def _broken(missing: list[str], unreadable: int, total: int) -> str | None:
    """Say what is wrong with the rows as a whole; a few odd rows are set aside one by one."""
    if missing and (unreadable < total or total >= UNREADABLE_ROWS):
        return f"no row of {total} has the key {', '.join(missing)}"
    if unreadable >= UNREADABLE_ROWS and unreadable > UNREADABLE_SHARE * total:
        return f"{unreadable} of {total} rows are unreadable"
    return None
