"""Answers that are no good, drawn at random. None of them is a lie.

What reads as a good answer and says something else than the truth (a list that is empty, a
registrant that is said to be gone, a report that is said to be too old) is not among them: nobody
could tell, and it is true until Zoom says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

Trouble = dict[str, Any]

_PLACES = (
    *("/oauth/token", "/users?", "/users/", "/history_meetings", "/upcoming_events"),
    *("/v2/webinars/", "/panelists", "/registrants", "/registrants/", "status=denied"),
    *("/report/webinars/", "/participants", "/past_webinars/", "next_page_token", "/v2/report/"),
    *("status=pending", "", ""),
)
_ODD_400 = (
    {"code": 300, "message": "Validation Failed."},
    {"code": 200, "message": "No permission."},
    {"code": 1010, "message": "User does not belong to this account: x."},
    {"code": 4711, "message": "Invalid access token, does not contain scopes:[x:y:admin]."},
    {"code": 2300, "message": "This API endpoint is not recognized."},
)
_JSON_403 = (
    {"code": 12703, "message": "No permission for the group: 1."},
    {"code": 200, "message": "No permission."},
    {"message": "Access to the Zoom REST API has been denied for this account."},
)
_JSON_404: tuple[Any, ...] = (
    {"code": 3001, "message": "Webinar does not exist: 1."},
    {"code": 3001, "message": 'Webinar "1" not found or has expired.'},
    {"code": 1001, "message": "User does not exist: 1."},
    {},
)
# Values that cannot be what the key means, wherever Zoom writes it.
_ODD_TEXT: tuple[Any, ...] = (None, 7, True, [], {})
_ODD_NUMBER: tuple[Any, ...] = (None, "odd", -1, 3_000_000_000_000_000_000_000, True, [], {})
_ODD_VALUES: dict[str, tuple[Any, ...]] = {
    "id": (None, True, [], {}),
    "uuid": _ODD_TEXT,
    "meeting_uuid": _ODD_TEXT,
    "meeting_id": _ODD_NUMBER,
    "host_id": (7, [], {}),
    "start_time": ("odd", 7, True, [], {}),
    "end_time": ("odd", *_ODD_TEXT),
    "join_time": ("odd", *_ODD_TEXT),
    "leave_time": ("odd", *_ODD_TEXT),
    "create_time": ("odd", *_ODD_TEXT),
    "user_id": (None, [], {}),
    "type": ("odd", 70_000, 3_000_000_000, [], {}),
    "duration": ("odd", 3_000_000_000, -1, [], {}),
    "participants": ("odd", -1, None, [], {}),
    "status": ("odd", 7, [], {}),
    "email": (7, [], {}),
    "occurrences": ("odd", 7, {}),
    "settings": ("odd", 7, []),
    "timezone": ("", "Mars/Olympus", 7, None),
    "topic": (None, 7),
    "access_token": (None, 7, ""),
    "next_page_token": (7, {}),
}


def draw_troubles(dice: random.Random, paths: Sequence[str]) -> list[Trouble]:
    """Return one to three faults for a run, for `sandbox.zoom.faults`.

    :param paths: what an undisturbed run requests
    """
    return [_draw_trouble(dice, paths) for _ in range(dice.choice((1, 2, 2, 3)))]


def _draw_trouble(dice: random.Random, paths: Sequence[str]) -> Trouble:
    kind = dice.choice(tuple(_KINDS))
    is_anywhere = dice.random() < 0.4
    return {
        "path_contains": dice.choice(_PLACES) if is_anywhere else dice.choice(paths),
        "times": dice.choice((1, 1, 2, 3, 5, 6, None)),
        "after": dice.choice((0, 0, 1, 2, 4, 8)) if is_anywhere else dice.choice((0, 0, 0, 1)),
        **_KINDS[kind](dice),
    }


def _status(status: int, *bodies: Any) -> Any:
    return lambda dice: {"kind": "status", "status": status, "body": dice.choice(bodies)}


def _draw_429(dice: random.Random) -> Trouble:
    kind = dice.choice(("second_429", "second_429", "daily_429"))
    return {"kind": kind, **dice.choice(({}, {"headers": "none"}))}


def _draw_5xx(dice: random.Random) -> Trouble:
    status = dice.choice((500, 502, 503, 504))
    body = dice.choice(({"code": status, "message": "Internal error."}, "Bad gateway", {}))
    return {"kind": "status", "status": status, "body": body}


def _draw_value(dice: random.Random) -> Trouble:
    key = dice.choice(tuple(_ODD_VALUES))
    if key in ("duration", "type", "meeting_id", "participants") and dice.random() < 0.25:
        return {"kind": "set_key", "key": key, "literal": dice.choice(("NaN", "Infinity"))}
    return {"kind": "set_key", "key": key, "value": dice.choice(_ODD_VALUES[key])}


_KINDS: dict[str, Any] = {
    "429": _draw_429,
    "5xx": _draw_5xx,
    "400": _status(400, *_ODD_400),
    "403": _status(403, *_JSON_403),
    "404": _status(404, *_JSON_404),
    "page": lambda dice: {"kind": "html_page", "status": dice.choice((200, 403, 404, 502))},
    "cut": lambda dice: {"kind": "cut"},
    "empty object": lambda dice: {"kind": "empty_object"},
    "not JSON": lambda dice: {"kind": "not_json"},
    "plan missing": lambda dice: {"kind": "plan_missing"},
    "odd value": _draw_value,
    "odd rows": lambda dice: {"kind": "odd_rows", "value": dice.choice((None, "text", 7, []))},
    "expired token": lambda dice: {"kind": "revoke_token"},
    "expired page": lambda dice: {"kind": "expired_page_token", "path_contains": "next_page_token"},
    "slow": lambda dice: {"kind": "hang", "seconds": dice.choice((0.02, 0.05))},
}
