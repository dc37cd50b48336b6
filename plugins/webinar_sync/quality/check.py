"""Checks what landed in an account, source by source, and says so in the warehouse."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.quality.contracts import CONTRACTS, Contract, ContractError
from webinar_sync.quality.judgement import Judgement, OddAnswers, fetch_landed, judge
from webinar_sync.warehouse.locks import lock_load
from webinar_sync.warehouse.queries import query
from webinar_sync.zoom.row_rules import RowTally

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

_GIVE_UP_LOST = (
    "quality/reject_lost_participants",
    "quality/reject_lost_registrants",
    "quality/give_up_lost_readings",
)
"""The queries that close what is marked to be read again and that Zoom can no longer answer."""
_READ_AGAIN = (
    "quality/reset_sessions",
    "quality/mark_readings_refused",
    "quality/delete_odd_refusals",
    "quality/delete_odd_answers",
)
"""The queries by which the next run reads again what broke a contract.

They lock rows in the order in which reports are landed.
"""


def check_account(run: Run, account_id: str, label: str) -> dict[str, int]:
    """Check what landed in an account, as the step `check` of a run; return counts.

    :raises ContractError: if a contract is broken
    """
    return run.do_step(
        "check", lambda: check_landed(run, account_id), account_id=account_id, label=label
    )


def sources_with_rows(warehouse: Warehouse, account_id: str) -> set[str]:
    """Return the sources of an account of which rows are to be validated.

    What else is to be checked needs no frame: readings without rows, answers that were set aside.
    """
    rows = warehouse.rows("quality/select_sources_with_rows", account_id=account_id)
    return {row["source"] for row in rows}


def check_landed(run: Run, account_id: str) -> dict[str, int]:
    """Check every reading of an account that has not been checked, and return counts.

    Rejected rows go to sync.rejected_rows, results to sync.validations. What breaks a contract is
    marked to be read again.

    :raises ContractError: if a contract is broken; names the source and what is wrong
    """
    with run.warehouse.transaction() as transaction:
        lock_load(transaction)
        for name in _GIVE_UP_LOST:
            transaction.execute(query(name), {"run_id": run.run_id, "account_id": account_id})
    counts: Counter[str] = Counter(rows_checked=0, rows_rejected=0)
    broken: list[str] = []
    for contract in CONTRACTS:
        scope = {"run_id": run.run_id, "account_id": account_id, "source": contract.source}
        readings = run.warehouse.rows(
            "quality/select_unchecked", source=contract.source, account_id=account_id
        )
        odd_answers = run.warehouse.rows("quality/select_odd_answers", **scope)
        if not readings and not odd_answers:
            continue
        judgement = _check_source(run, contract, scope, readings, odd_answers)
        if judgement.breach:
            broken.append(f"{contract.source}: {judgement.breach}")
        else:
            counts["rows_checked"] += judgement.rows
            counts["rows_rejected"] += len(judgement.reasons)
    if broken:
        raise ContractError(
            "Zoom's answers break a contract, so marts stay as they are; the next run reads again "
            f"what landed. {'; '.join(broken)}."
        )
    return dict(counts)


def _check_source(
    run: Run,
    contract: Contract,
    scope: dict[str, Any],
    readings: list[dict[str, Any]],
    odd_answers: list[dict[str, Any]],
) -> Judgement:
    """Judge what landed of one source in one account, and record the judgement.

    :param odd_answers: what the extraction set aside of it
    """
    (read,) = run.warehouse.rows("quality/count_read_resources", **scope)
    odd = OddAnswers(
        tuple(
            RowTally(row["row_count"], row["unreadable"], tuple(row["missing_keys"]))
            for row in odd_answers
            if row["is_new"]
        ),
        read["resources"],
    )
    has_rows = contract.source in sources_with_rows(run.warehouse, scope["account_id"])
    portions = fetch_landed(
        run.warehouse, contract, scope["account_id"], readings if has_rows else []
    )
    judgement = judge(contract, portions, odd)
    for place, result in enumerate(judgement.results):
        run.warehouse.execute(
            "quality/upsert_validation",
            run_id=scope["run_id"],
            account_id=scope["account_id"],
            suite=f"{contract.source} {place + 1}" if place else contract.source,
            success=judgement.breach is None,
            result=json.dumps(result),
        )
    scope = {
        **scope,
        "readings": json.dumps(
            [{name: reading[name] for name in ("object_key", "digest")} for reading in readings]
        ),
    }
    with run.warehouse.transaction() as transaction:
        lock_load(transaction)  # loads write to the same rows
        if judgement.breach:
            _refuse(run, transaction, scope, judgement.breach, len(odd_answers) + len(readings))
        else:
            _accept(run, transaction, scope, judgement)
            _report_odd_answers(run, transaction, odd_answers)
    return judgement


def _refuse(
    run: Run, transaction: Connection, scope: dict[str, Any], breach: str, resources: int
) -> None:
    """Have what landed read again by the next run, and open an issue."""
    for name in _READ_AGAIN:
        transaction.execute(query(name), scope)
    run.open_issue(
        "contract",
        _issue_key(scope),
        "contract_broken",
        message=f"What Zoom answered is not usable: {breach}.",
        resources=resources,
        transaction=transaction,
    )


def _report_odd_answers(
    run: Run, transaction: Connection, odd_answers: list[dict[str, Any]]
) -> None:
    """Open an issue of each resource that was set aside alone; a reading of it closes the issue."""
    for answer in odd_answers:
        run.open_issue(
            answer["object_kind"],
            answer["object_key"],
            "bad_answer",
            message=f"The {answer['object_kind']} is set aside, and read again: "
            f"{answer['breach']}.",
            transaction=transaction,
        )


def _accept(run: Run, transaction: Connection, scope: dict[str, Any], judgement: Judgement) -> None:
    """Let what landed be loaded, and set the rows aside that are rejected."""
    scope = {**scope, "row_keys": judgement.row_keys}
    transaction.execute(query("quality/delete_rejected_rows"), scope)
    if judgement.reasons:
        rejected = [
            {"row_key": row_key, "reason": reason} for row_key, reason in judgement.reasons.items()
        ]
        transaction.execute(
            query(f"quality/insert_rejected_{scope['source']}"),
            {**scope, "rejected": json.dumps(rejected)},
        )
    transaction.execute(query("quality/mark_history_checked"), scope)
    transaction.execute(query("quality/mark_readings_checked"), scope)
    transaction.execute(query("quality/update_known_history"), scope)
    run.close_issues("contract", _issue_key(scope), ["contract_broken"], transaction=transaction)
    _report_usability(run, transaction, _issue_key(scope), judgement)


def _report_usability(
    run: Run, transaction: Connection, issue_key: str, judgement: Judgement
) -> None:
    """Open an issue if every row that landed is rejected; close it if some row is usable."""
    if not judgement.rows:
        return
    if len(judgement.reasons) < judgement.rows:
        run.close_issues("contract", issue_key, ["none_usable"], transaction=transaction)
        return
    run.open_issue(
        "contract",
        issue_key,
        "none_usable",
        message=f"None of the {len(judgement.reasons)} rows of this kind that landed last can be "
        "used; they are set aside.",
        transaction=transaction,
    )


def _issue_key(scope: dict[str, Any]) -> str:
    return f"{scope['account_id']} {scope['source']}"
