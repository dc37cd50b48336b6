"""What Great Expectations' expectations mean, in words. It is not imported: that takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.web.pages.languages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_KEYS = 20
"""So many keys of rows are shown of each expectation."""


@dataclass(frozen=True)
class Words:
    """A sentence in English, and what is filled in."""

    text: str
    values: Mapping[str, str]


def words_of(expectation: str, arguments: Mapping[str, Any]) -> Words:
    """Return what was expected, in words.

    :param expectation: as Great Expectations calls it, such as `expect_column_to_exist`
    :param arguments: of the expectation
    """
    column = str(arguments.get("column", ""))
    if expectation == "expect_column_to_exist":
        return Words(N_("Some row has the key %(key)s."), {"key": column.removeprefix("key ")})
    if expectation == "expect_column_values_to_not_be_null":
        return Words(N_("Every row has a usable %(column)s."), {"column": column})
    if expectation == "expect_column_values_to_be_in_set":
        values = ", ".join(map(str, arguments.get("value_set") or ()))
        return Words(
            N_("%(column)s is one of these in every row: %(values)s."),
            {"column": column, "values": values},
        )
    if expectation == "expect_column_pair_values_a_to_be_greater_than_b":
        return Words(
            N_("%(last)s is never before %(first)s."),
            {"last": str(arguments.get("column_A")), "first": str(arguments.get("column_B"))},
        )
    if expectation == "expect_column_values_to_be_unique":
        return Words(N_("No row occurs twice."), {})
    if expectation == "expect_column_values_to_be_between":
        return _between(column, arguments.get("min_value"), arguments.get("max_value"))
    return Words("%(expectation)s", {"expectation": expectation.replace("_", " ")})


def _between(column: str, least: Any, most: Any) -> Words:
    values = {"column": column, "least": _number(least), "most": _number(most)}
    if most is None:
        return Words(N_("%(column)s is %(least)s or more in every row."), values)
    return Words(N_("%(column)s is between %(least)s and %(most)s in every row."), values)


def _number(value: Any) -> str:
    """Return a number as people write it: Great Expectations makes 0.0 of 0."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def flat_keys(row_keys: Sequence[Any]) -> list[str]:
    """Return keys of rows that are listed singly or together, in their order, each once."""
    keys = [
        str(key) for entry in row_keys for key in (entry if isinstance(entry, list) else [entry])
    ]
    return list(dict.fromkeys(keys))[:MOST_KEYS]
