"""An occurrence of a webinar: who came, when, for how long, and who is not counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.charts import draw
from webinar_sync.web.pages.keys import WebinarId, only
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.tables import like, read_state, rows_in_all
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from markupsafe import Markup

    from webinar_sync.warehouse.engine import Warehouse

router = APIRouter()
_Point = tuple[str, int, int, int]
"""Of a curve: the moment, how many were there, how many came and went since the one before."""

SORTS = ("person", "state", "registered", "joined", "left", "time", "percent")
STATES = ("attended", "stayed", "no_show", "cancelled", "registered", "registered_late")
"""Of people, to choose from; who stayed to the end is among those who attended."""
CURVE_STEPS = 720
"""A curve has no more steps: of a minute each up to 12 hours, longer ones beyond."""
CHART_WIDTH = 760
_PATH = "/webinars/{account_id:path}/{webinar_id:int}/dates/{occurrence_key}"


@router.get(_PATH, name="occurrence", response_model=None)
def show_occurrence(
    request: Request,
    warehouse: CurrentWarehouse,
    account_id: str,
    webinar_id: WebinarId,
    occurrence_key: str,
) -> HTMLResponse:
    """Show an occurrence."""
    key = _key(account_id, webinar_id, occurrence_key)
    return _show(request, warehouse, key, request.query_params, "")


@router.post(_PATH, name="search_people", response_model=None)
def search_people(
    request: Request,
    warehouse: CurrentWarehouse,
    account_id: str,
    webinar_id: WebinarId,
    occurrence_key: str,
    form: PostedForm,
) -> HTMLResponse:
    """Show an occurrence with those of its people whose name or address has a text."""
    key = _key(account_id, webinar_id, occurrence_key)
    return _show(request, warehouse, key, form.mapping(), form.text("text"))


def read_curve(warehouse: Warehouse, occurrence: Mapping[str, Any]) -> tuple[list[Any], int]:
    """Return the attendance curve of an occurrence that began, and its step in minutes."""
    started_at, ended_at = occurrence["started_at"], occurrence["ended_at"]
    if started_at is None or ended_at is None:
        return [], 1
    minutes = (ended_at - started_at).total_seconds() / 60
    step = max(1, math.ceil(minutes / CURVE_STEPS))
    key = {name: occurrence[name] for name in ("account_id", "webinar_id", "occurrence_key")}
    curve = warehouse.rows(
        "pages/select_attendance_curve",
        **key,
        started_at=started_at,
        ended_at=ended_at,
        step=step,
    )
    return (curve if any(row["joined"] for row in curve) else []), step


def _key(account_id: str, webinar_id: int, occurrence_key: str) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "webinar_id": webinar_id,
        "occurrence_key": occurrence_key,
    }


def _show(
    request: Request,
    warehouse: Warehouse,
    key: dict[str, Any],
    parameters: Mapping[str, str],
    text: str,
) -> HTMLResponse:
    occurrence = only(warehouse.rows("pages/select_occurrence", **key))
    end = {"end_begins_at": occurrence["end_begins_at"]}
    table = read_state(parameters, SORTS, "state", ("state",))
    state = table.filters["state"] if table.filters["state"] in STATES else ""
    people = warehouse.rows(
        "pages/select_people",
        **key,
        **end,
        **table.query_parameters,
        state=state,
        pattern=like(text),
    )
    curve, step = read_curve(warehouse, occurrence)
    return render(
        request,
        "occurrence.html",
        occurrence=occurrence,
        funnel=only(warehouse.rows("pages/select_funnel", **key, **end)),
        curve=curve,
        step=step,
        peak=max(curve, key=lambda row: row["present"], default=None),
        draw_curve=partial(_draw, _points(curve)),
        people=people,
        table=table,
        rows=rows_in_all(people),
        text=text,
        states=STATES,
        state=state,
        outcomes=warehouse.rows("pages/select_occurrence_outcomes", **key),
        hubspot=warehouse.rows("pages/explain_event", **key),
    )


def _points(curve: list[Any]) -> tuple[_Point, ...]:
    return tuple(
        (
            row["moment"].isoformat(),
            int(row["present"]),
            # All who were there from the start, and all who left at the end, are not drawn: beside
            # them nothing else could be seen.
            int(row["joined"]) if 0 < place < len(curve) - 1 else 0,
            int(row["departed"]) if 0 < place < len(curve) - 1 else 0,
        )
        for place, row in enumerate(curve)
    )


@lru_cache(maxsize=32)
def _draw(points: tuple[_Point, ...], present: str, came: str, went: str) -> Markup:
    """Draw a curve: how many were there, and below it who came and went between.

    It is most of what a page costs, and who sorts its table sees it again.
    """
    values = [
        {"at": at, "present": people, "joined": joined, "departed": -departed}
        for at, people, joined, departed in points
    ]
    bar = {"type": "bar", "width": max(1, min(8, 640 // len(values)))}
    x = {"field": "at", "type": "temporal", "scale": {"type": "utc"}}
    times = {"format": "%H:%M", "title": None, "tickCount": 10, "grid": False}
    return draw(
        {
            "data": {"values": values},
            "vconcat": [
                {
                    "width": CHART_WIDTH,
                    "height": 220,
                    "mark": {"type": "area", "interpolate": "step-after"},
                    "encoding": {
                        "x": {**x, "axis": times},
                        "y": _count("present", present, 4),
                    },
                },
                {
                    "width": CHART_WIDTH,
                    "height": 90,
                    "layer": [
                        {"mark": bar, "encoding": {"y": _count(field, f"{came} / {went}", 3)}}
                        for field in ("joined", "departed")
                    ],
                    "encoding": {"x": {**x, "axis": None}},
                },
            ],
        }
    )


def _count(field: str, title: str, ticks: int) -> dict[str, Any]:
    # Those who went are drawn downwards, and their number is no less than nothing.
    axis = {"tickMinStep": 1, "tickCount": ticks, "labelExpr": "format(abs(datum.value), 'd')"}
    return {"field": field, "type": "quantitative", "title": title, "axis": axis}
