"""The answers of faults (`sandbox.zoom.faults`): in place of a good one, or a good one altered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.zoom import errors
from sandbox.zoom.answers import JSON_TYPE, Answer, to_json
from sandbox.zoom.faults import QUOTED_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.zoom.faults import Fault

JsonObject = dict[str, Any]


def plain_answer(fault: Fault) -> Answer | None:
    """Return the answer of a fault that needs nothing but itself; None: the fault has none.

    :raises ZoomError: where the fault is one of Zoom's own refusals
    """
    match fault.kind:
        case "status":
            return _status(fault.options)
        case "html_403":
            return errors.html_403()
        case "html_page":
            return errors.html_page(int(fault.options.get("status", 403)))
        case "not_json":
            return Answer(body=b'{"page_size":300,"participants":[{"id":"", nonsense')
        case "empty_object":
            return Answer(body=b"{}")
        case "plan_missing":
            return errors.plan_missing_in_body()
        case "expired_page_token":
            raise errors.invalid_page_token()
        case "quote_address_400":
            return _quoted_address(fault.options.get("email", QUOTED_ADDRESS))
    return None


def altered(fault: Fault, answer: Answer) -> Answer:
    """Return an answer with what the fault does to its rows."""
    alter = _ALTERATIONS.get(fault.kind)
    if answer.status != 200 or alter is None:
        return answer
    body = json.loads(answer.body)
    if fault.kind in ("empty_list", "odd_rows"):
        _replace_rows(body, fault)
    else:
        for row in _objects_of(body):
            alter(row, fault.options)
    answer.body = to_json(body)
    return answer


def _objects_of(body: JsonObject) -> list[JsonObject]:
    """Return an object, the objects in it, and the rows of its lists."""
    inner = [
        row for value in body.values() for row in (value if isinstance(value, list) else [value])
    ]
    return [body, *(row for row in inner if isinstance(row, dict))]


def _drop(row: JsonObject, options: Mapping[str, Any]) -> None:
    row.pop(options["key"], None)


def _rename(row: JsonObject, options: Mapping[str, Any]) -> None:
    if options["from"] in row:
        row[options["to"]] = row.pop(options["from"])


def _set(row: JsonObject, options: Mapping[str, Any]) -> None:
    if options["key"] in row:
        literal = options.get("literal")
        row[options["key"]] = json.loads(literal) if literal else options.get("value")


def _take_zone(row: JsonObject, options: Mapping[str, Any]) -> None:
    if isinstance(row.get("start_time"), str):
        start = datetime.fromisoformat(row["start_time"])
        local = start.astimezone(ZoneInfo(row.get("timezone") or "UTC"))
        row["start_time"] = f"{local:%Y-%m-%dT%H:%M:%S}"


def _replace_rows(body: JsonObject, fault: Fault) -> None:
    for key, rows in list(body.items()):
        if isinstance(rows, list):
            is_emptied = fault.kind == "empty_list"
            body[key] = [] if is_emptied else [fault.options.get("value")] * len(rows)
    if fault.kind == "empty_list":
        body.update({k: v for k, v in (("total_records", 0), ("next_page_token", "")) if k in body})


_ALTERATIONS: dict[str, Callable[[JsonObject, Mapping[str, Any]], None]] = {
    "drop_key": _drop,
    "rename_key": _rename,
    "set_key": _set,
    "start_without_zone": _take_zone,
    "empty_list": lambda row, options: None,
    "odd_rows": lambda row, options: None,
}


def _quoted_address(address: str) -> Answer:
    message = f"Validation Failed for {address}."
    details = [{"field": "email", "message": f"Invalid value: {address}"}]
    return Answer(status=400, body=to_json({"code": 300, "message": message, "errors": details}))


def _status(options: Mapping[str, Any]) -> Answer:
    body = options.get("body", {"code": options["status"], "message": "Sandbox fault."})
    is_text = isinstance(body, str)
    headers = options.get("headers", {})
    return Answer(
        status=int(options["status"]),
        body=body.encode() if is_text else to_json(body),
        content_type="text/plain;charset=UTF-8" if is_text else JSON_TYPE,
        headers={} if headers == "none" else {str(k): str(v) for k, v in dict(headers).items()},
    )
