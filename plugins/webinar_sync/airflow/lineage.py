"""Tells which data a task reads and writes, where Airflow's OpenLineage provider is switched on.

It goes by Airflow's collector of lineage, and not by inlets and outlets: an outlet would be told as
updated by every run that ends well, whether it wrote anything or not. Without the provider nothing
is looked up or imported.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from webinar_sync.errors import safe_text
from webinar_sync.warehouse.marts import WRITTEN_MARTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from urllib.parse import SplitResult

    from airflow.sdk import Asset

    from webinar_sync.warehouse.engine import Warehouse

_PROVIDER = "airflow.providers.openlineage"
_ZOOM = ("users", "webinars", "panelists", "registrants", "sessions", "participants")
_LANDED = (
    "zoom.users", "zoom.webinars", "zoom.staff", "zoom.registrants", "zoom.sessions",
    "zoom.connections",
)  # fmt: skip
"""The tables in which what is read of `_ZOOM` lands."""
_MARTS = (*(f"marts.{table}" for table in WRITTEN_MARTS), "sync.outcomes")
_PUSH: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "push_contacts": (("marts.contacts",), ("contacts",)),
    "push_events": (("marts.marketing_events",), ("marketing_events",)),
    "push_participations": (("marts.participations",), ("marketing_event_participations",)),
    "end_events": (("marts.marketing_events",), ("marketing_events",)),
    "push_custom_events": (("marts.timeline_events",), ("custom_events",)),
    "push_lists": (("marts.contacts",), ("lists",)),
}
"""By step of a push: the tables that it reads, and the objects of HubSpot that it writes."""

log = logging.getLogger(__name__)


def tell_extraction(account_id: str) -> None:
    """Tell that the current task reads a Zoom account into the warehouse."""
    place = f"zoom://{quote(account_id, safe='')}"
    _tell([f"{place}/{name}" for name in _ZOOM], (), (), _LANDED)


def tell_load() -> None:
    """Tell that the current task computes marts from what landed."""
    _tell((), (*_LANDED, "hubspot.contacts"), (), _MARTS)


def tell_push(step: str, warehouse: Warehouse) -> None:
    """Tell that the current task does a step of a push."""
    if not _is_on():
        return
    portals = warehouse.rows("hubspot/select_portal_id")
    place = f"hubspot://{portals[0]['portal_id'] if portals else 'account'}"
    if step == "refresh_mirror":
        objects = [f"{place}/{name}" for name in ("contacts", "users")]
        _tell(objects, (), (), ("hubspot.contacts", "hubspot.users"))
    elif step in _PUSH:
        tables, names = _PUSH[step]
        _tell((), tables, [f"{place}/{name}" for name in names], ())


def keep_uri(uri: SplitResult) -> SplitResult:
    """Return the URI of an asset as it is."""
    return uri


def to_openlineage(asset: Asset, _: Any) -> Any:
    """Return OpenLineage's dataset for data of Zoom or HubSpot: `zoom://account` and `webinars`."""
    from airflow.providers.common.compat.openlineage.facet import Dataset

    uri = urlsplit(asset.uri)
    return Dataset(namespace=f"{uri.scheme}://{unquote(uri.netloc)}", name=uri.path.strip("/"))


def _is_on() -> bool:
    if find_spec("airflow.providers") is None or find_spec(_PROVIDER) is None:
        return False
    from airflow.providers.openlineage import conf

    return not conf.is_disabled()


def _tell(
    objects_read: Iterable[str],
    tables_read: Iterable[str],
    objects_written: Iterable[str],
    tables_written: Iterable[str],
) -> None:
    """Tell Airflow's collector. Whatever goes wrong is logged: a task is worth more.

    :param objects_read: URIs of Zoom's and HubSpot's data; tables are names in the warehouse
    """
    if not _is_on():
        return
    from airflow.sdk import BaseHook
    from airflow.sdk.lineage import get_hook_lineage_collector

    try:
        place = _place_of_warehouse()
        collector = get_hook_lineage_collector()
        context = BaseHook()
        for uri in (*objects_read, *(_table(place, name) for name in tables_read)):
            collector.add_input_asset(context, uri=uri)
        for uri in (*objects_written, *(_table(place, name) for name in tables_written)):
            collector.add_output_asset(context, uri=uri)
    except Exception as error:
        log.warning("lineage could not be told: %s", safe_text(error))


def _place_of_warehouse() -> str:
    from airflow.sdk import BaseHook

    from webinar_sync.airflow.connections import WAREHOUSE_CONN_ID

    connection = BaseHook.get_connection(WAREHOUSE_CONN_ID)
    return (
        f"postgres://{connection.host or 'localhost'}:{connection.port or 5432}/{connection.schema}"
    )


def _table(place: str, name: str) -> str:
    """Return the URI of a table, by which other tools that read the database name it, too."""
    return f"{place}/{name.replace('.', '/')}"
