"""Holds rows of Zoom's listings against their contracts, over all resources of an endpoint. Pure.

What a row must be like stands in `zoom/row_rules.py`; here it becomes a Great Expectations suite.
A contract is about an endpoint's rows as a whole: one odd report breaks none (docs/decisions/0017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.errors import NeedsAttention
from webinar_sync.quality.validation import Rule
from webinar_sync.zoom import row_rules
from webinar_sync.zoom.row_rules import CONTRACT_ROWS, STATUSES, UNREADABLE_SHARE, RowTally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.zoom.row_rules import Field, RowRules

BREAKING_RESOURCES = 2
"""Fewer resources than this break no contract, however odd they are."""


class ContractError(NeedsAttention):
    """Rows are not what this project understands. Nothing of them reaches marts."""


@dataclass(frozen=True)
class Contract:
    """What the rows of one endpoint must be like, as Great Expectations say it.

    `keys` must each occur in some row; `rules` hold for each row, the first broken one is the
    reason why a row is rejected.
    """

    source: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, rows: RowRules) -> Contract:
        """Make a contract of what rows must be like."""
        rules = [_expect(field) for field in rows.fields]
        if rows.order:
            # Behind the two moments that it compares.
            rules.insert(_place_of_order(rows), _expect_order(*rows.order, rows.disorder))
        return cls(rows.source, rows.keys, tuple(rules))


def _expect(field: Field) -> Rule:
    if field.kind == "status":
        return Rule(
            "ExpectColumnValuesToBeInSet",
            {"column": field.key, "value_set": list(STATUSES)},
            field.reason,
        )
    return Rule("ExpectColumnValuesToNotBeNull", {"column": field.key}, field.reason)


def _expect_order(first: str, last: str, reason: str) -> Rule:
    arguments = {
        "column_A": last,
        "column_B": first,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    return Rule("ExpectColumnPairValuesAToBeGreaterThanB", arguments, reason)


def _place_of_order(rows: RowRules) -> int:
    keys = [field.key for field in rows.fields]
    return 1 + max(keys.index(key) for key in rows.order or ())


CONTRACTS = tuple(
    Contract.of(rows)
    for rows in (
        row_rules.SESSIONS,
        row_rules.WEBINARS,
        row_rules.REGISTRANTS,
        row_rules.PARTICIPANTS,
    )
)


def find_breach(resources: Sequence[RowTally], resources_read: int) -> str | None:
    """Say how the resources of an endpoint break its contract as a whole; None if they do not.

    :param resources: of those with new content, each with its rows
    :param resources_read: how many were read, with rows in them: also those without new content
    """
    breaking = [
        resource
        for resource in resources
        if resource.useless_rows > UNREADABLE_SHARE * resource.rows
    ]
    if len(breaking) < BREAKING_RESOURCES or 2 * len(breaking) <= resources_read:
        return None
    useless = sum(resource.useless_rows for resource in resources)
    rows = sum(resource.rows for resource in resources)
    if useless < CONTRACT_ROWS or useless <= UNREADABLE_SHARE * rows:
        return None
    missing = sorted({key for resource in breaking for key in resource.missing_keys})
    keys = f", for lack of the key {', '.join(missing)}" if missing else ""
    return (
        f"{useless} of {rows} rows are unreadable{keys}, in {len(breaking)} of {resources_read} "
        "that were read"
    )
