"""Judges what landed of one source against its contract. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from webinar_sync.quality.contracts import find_breach
from webinar_sync.quality.validation import Rule, Verdict, validate
from webinar_sync.zoom.row_rules import RowTally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from webinar_sync.quality.contracts import Contract
    from webinar_sync.warehouse.engine import Warehouse


MOST_ROWS = 250_000
"""What is held in memory at most, but that one report may have more rows."""
_HISTORY = "sessions"


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

    - rows: how many were judged
    - row_keys: of the rows that were judged, if the contract is the history's
    - reasons: by row key, why a row cannot be used
    - breach: how the resources of the endpoint break the contract; None if they do not
    - results: of the suite, without values, portion by portion; none if no row landed
    """

    rows: int = 0
    row_keys: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    breach: str | None = None
    results: list[dict[str, Any]] = field(default_factory=list)


def fetch_landed(
    warehouse: Warehouse, contract: Contract, account_id: str, readings: Sequence[Mapping[str, Any]]
) -> Iterator[Landed]:
    """Fetch the rows of unchecked readings, in portions of bounded size.

    :param readings: object_key and row_count, in the order of their keys
    """
    for portion in split_readings(readings):
        scope = {
            "account_id": account_id,
            "first_key": portion[0]["object_key"],
            "last_key": portion[-1]["object_key"],
        }
        with warehouse.snapshot() as snapshot:
            rows = snapshot.frame(f"quality/fetch_{contract.source}", **scope)
            keys = snapshot.frame(f"quality/fetch_keys_of_{contract.source}", **scope)
        yield Landed(
            rows,
            {
                str(object_key): {*map(str, own)}
                for object_key, own in keys.groupby("object_key")["key"]
            },
        )


def split_readings(readings: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Split readings so that each part has as many rows as memory may hold, or is a reading."""
    first, rows = 0, 0
    for place, reading in enumerate(readings):
        if place > first and rows + reading["row_count"] > MOST_ROWS:
            yield readings[first:place]
            first, rows = place, 0
        rows += reading["row_count"]
    if first < len(readings):
        yield readings[first:]


def judge(contract: Contract, portions: Iterable[Landed], odd: OddAnswers) -> Judgement:
    """Validate the rows by the contract's suite, portion by portion, and judge them together.

    No row: nothing is imported, or validated.
    """
    judgement = Judgement()
    tallies = list(odd.tallies)
    rows, row_keys = 0, []
    for landed in portions:
        if not len(landed.rows):
            continue
        verdict = _validate(contract, landed)
        reasons = first_reasons(contract, verdict)
        judgement.reasons.update(reasons)
        judgement.results.append(verdict.result)
        tallies += tally_resources(contract, landed, reasons)
        rows += len(landed.rows)
        if contract.source == _HISTORY:
            row_keys += landed.rows["row_key"].tolist()
    resources_read = max(odd.resources_read + len(odd.tallies), len(tallies))
    breach = find_breach(tallies, resources_read)
    return replace(judgement, rows=rows, row_keys=row_keys, breach=breach)


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
