"""Runs Great Expectations on a frame, keeping values out of what it says.

The only module that imports Great Expectations, and only when there is something to validate: the
import takes seconds.
"""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from webinar_sync.quality.lazy_imports import putting_imports_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.datasource.fluent import PandasDatasource

ROW_KEY = "row_key"


@dataclass(frozen=True)
class Rule:
    """An expectation, by its class name in great_expectations.expectations and its arguments.

    `reason` says what is wrong with a row that does not meet it.
    """

    expectation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """The outcome of a suite: by rule's reason, the keys of rows that failed; no values."""

    success: bool
    failed: dict[str, list[str]]
    result: dict[str, Any]


def validate(frame: pd.DataFrame, suite_name: str, rules: Sequence[Rule]) -> Verdict:
    """Validate a frame that has a column `row_key`.

    Results hold counts and row keys and no values: `COMPLETE` with `exclude_unexpected_values` is
    the one result format that does.
    """
    with quiet_great_expectations():
        return _validate(frame, suite_name, rules)


@contextmanager
def quiet_great_expectations() -> Iterator[None]:
    """Let Great Expectations be used without its noise and without telling its maker.

    It uses parts of pandas and Python that are deprecated, with a warning each.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _import_quietly()
        yield


@cache
def _import_quietly() -> None:
    """Import Great Expectations, which logs hundreds of INFO lines and sets its loggers' levels."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    with putting_imports_off():
        import great_expectations  # noqa: F401

    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "great_expectations":
            logging.getLogger(name).setLevel(logging.WARNING)


@cache
def _batch_definition(suite_name: str) -> BatchDefinition[Any]:
    """Return what makes a frame a batch: it is the same for each frame, and slow to make."""
    return (
        _data_source().add_dataframe_asset(suite_name).add_batch_definition_whole_dataframe("whole")
    )


@cache
def _data_source() -> PandasDatasource:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context.data_sources.add_pandas("landed")


def _validate(frame: pd.DataFrame, suite_name: str, rules: Sequence[Rule]) -> Verdict:
    import great_expectations as gx
    import great_expectations.expectations as gxe

    batch = _batch_definition(suite_name).get_batch({"dataframe": frame})
    expectations = [
        getattr(gxe, rule.expectation)(**rule.arguments, meta={"reason": rule.reason})
        for rule in rules
    ]
    validation = batch.validate(
        gx.ExpectationSuite(suite_name, expectations),
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [ROW_KEY],
            "exclude_unexpected_values": True,
            "include_unexpected_rows": False,
        },
    )
    result = validation.to_json_dict()
    failed: dict[str, list[str]] = {}
    for expectation in result["results"]:
        reason = expectation["expectation_config"]["meta"]["reason"]
        failed[reason] = _row_keys(expectation["result"].get("unexpected_index_list") or [])
    return Verdict(bool(validation.success), failed, result)


def _row_keys(index_list: list[dict[str, Any]]) -> list[str]:
    keys: list[str] = []
    for entry in index_list:
        value = entry[ROW_KEY]
        keys += value if isinstance(value, list) else [value]
    return keys


def render_page(result: dict[str, Any]) -> str:
    """Render a stored result as Great Expectations' own HTML page."""
    with quiet_great_expectations():
        from great_expectations.core import expectationSuiteValidationResultSchema
        from great_expectations.render.renderer import ValidationResultsPageRenderer
        from great_expectations.render.view import DefaultJinjaPageView

        validation = expectationSuiteValidationResultSchema.load(result)
        document = ValidationResultsPageRenderer().render(validation)
        page: str = DefaultJinjaPageView().render(document)
    return page
