"""Loads the Dags and plugins in an interpreter of its own, and prints what they are as JSON.

Run by `test_dags.py` with Airflow's environment: the tests' own process knows nothing of Airflow.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from typing import Any

from airflow.exceptions import RemovedInAirflow4Warning

HEAVY = {
    "pandas",
    "pyarrow",
    "adbc_driver_manager",
    "adbc_driver_postgresql",
    "great_expectations",
    "apprise",
    "psycopg",
    "requests",
    "pyrate_limiter",
    "email_validator",
}
"""What only tasks need. (SQLAlchemy is not among them: Airflow itself imports it.)"""


def main() -> None:
    """Print the facts about all plugins, and about all Dags in the Dags folder."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        plugin_errors, plugins = _plugins()
        heavy_after_plugins = sorted(HEAVY & set(sys.modules))
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag()
        heavy_after_parsing = sorted(HEAVY & set(sys.modules))
        own_after_parsing = sorted(name for name in sys.modules if name.startswith("webinar_sync"))
    facts = {
        "import_errors": {str(path): str(error) for path, error in bag.import_errors.items()},
        "heavy_after_plugins": heavy_after_plugins,
        "heavy_after_parsing": heavy_after_parsing,
        "own_after_parsing": own_after_parsing,
        "deprecations": [
            f"{warning.filename}: {warning.message}"
            for warning in caught
            if issubclass(warning.category, RemovedInAirflow4Warning)
            or (
                issubclass(warning.category, DeprecationWarning)
                and "airflow" in str(warning.message)
            )
        ],
        "plugin_errors": plugin_errors,
        "plugins": plugins,
        # The loader runs a plugin file as a module with the path's stem, and a prefix, for a name.
        "run_as_plugins": sorted(
            name
            for name, module in list(sys.modules.items())
            if "/plugins/webinar_sync/" in str(getattr(module, "__file__", None))
            and name.split(".")[0] != "webinar_sync"
        ),
        "unknown_exceptions": _unknown_exceptions(bag.dags.values()),
        "dags": {dag_id: _dag(dag) for dag_id, dag in bag.dags.items()},
    }
    print(json.dumps(facts))


def _plugins() -> tuple[dict[str, str], list[str]]:
    from airflow import plugins_manager

    plugins, errors = plugins_manager._get_plugins()
    return dict(errors), [str(plugin.name) for plugin in plugins]


def _unknown_exceptions(dags: Any) -> list[str]:
    """Return the names in retry rules that are no exception: a typing error would never match."""
    names = {
        name
        for dag in dags
        for rule in dag.default_args["retry_policy"].rules
        for name in (rule.exception if isinstance(rule.exception, list) else [rule.exception])
    }
    return sorted(name for name in names if not _is_exception(str(name)))


def _is_exception(name: str) -> bool:
    module, _, own = name.rpartition(".")
    value = getattr(importlib.import_module(module), own, None)
    return isinstance(value, type) and issubclass(value, Exception)


def _dag(dag: Any) -> dict[str, Any]:
    from airflow.serialization.serialized_objects import DagSerialization

    info = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).next_dagrun_info(
        last_automated_run_info=None
    )
    interval = info.data_interval if info else None
    return {
        "doc_md": dag.doc_md,
        "tags": sorted(dag.tags),
        "limit_seconds": dag.dagrun_timeout and dag.dagrun_timeout.total_seconds(),
        "catchup": dag.catchup,
        "interval_seconds": (interval.end - interval.start).total_seconds() if interval else None,
        "interval_end": interval.end.isoformat() if interval else None,
        "params": {
            name: {"default": param.value, "description": param.description, **param.schema}
            for name, param in ((name, dag.params.get_param(name)) for name in dag.params)
        },
        "tasks": {task.task_id: _task(task) for task in dag.tasks},
    }


def _task(task: Any) -> dict[str, Any]:
    # A mapped task keeps most of its arguments for later.
    arguments = getattr(task, "partial_kwargs", {})
    policy = arguments.get("retry_policy") or getattr(task, "retry_policy", None)
    limit = arguments.get("execution_timeout", getattr(task, "execution_timeout", None))
    return {
        "limit_seconds": limit and limit.total_seconds(),
        "downstream": sorted(task.downstream_task_ids),
        "doc_md": arguments.get("doc_md") or task.doc_md,
        "retries": arguments.get("retries", getattr(task, "retries", 0)),
        "retry_seconds": (arguments.get("retry_delay") or task.retry_delay).total_seconds(),
        "owner": arguments.get("owner") or task.owner,
        "reasons": [rule.reason for rule in policy.rules] if policy else None,
        "mapped": bool(arguments) or task.get_closest_mapped_task_group() is not None,
    }


if __name__ == "__main__":
    main()
