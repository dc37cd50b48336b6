"""The paths below /_sandbox/, which steer the sandbox's Zoom from another process."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.zoom.answers import Answer, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.zoom.request import Request
    from sandbox.zoom.state import ZoomState

PREFIX = "/_sandbox/"


def answer_control(state: ZoomState, request: Request) -> Answer:
    """Answer a request to the sandbox itself: 400 with the reason where it cannot be done."""
    try:
        body = _control(state, request)
    except (ValueError, KeyError, TypeError) as error:
        return Answer(status=400, body=to_json({"error": str(error)}))
    if body is None:
        return Answer(status=404, body=to_json({"error": "no such control"}))
    return Answer(body=to_json(body))


def _control(state: ZoomState, request: Request) -> Any:
    match request.method, request.path.removeprefix(PREFIX):
        case "GET", "faults":
            return {"faults": state.faults.describe()}
        case "POST", "faults":
            body = request.json()
            for fault in body if isinstance(body, list) else [body]:
                state.faults.add(fault)
            return {"faults": state.faults.describe()}
        case "DELETE", "faults":
            state.faults.clear()
            return {"faults": []}
        case "GET", "clock":
            return _describe_clock(state)
        case "POST", "clock":
            _set_clock(state, request.json())
            return _describe_clock(state)
        case "GET", "requests":
            return state.log.summary(with_requests="summary" not in request.query)
        case "DELETE", "requests":
            state.log.clear()
            return state.log.summary()
        case "POST", "tokens/revoke":
            return {"revoked": state.tokens.revoke()}
        case "GET", "limits":
            return _describe_limits(state)
        case "POST", "limits":
            _set_limits(state, request.json())
            return _describe_limits(state)
    return None


def _describe_clock(state: ZoomState) -> dict[str, Any]:
    return {"now": state.clock.now().isoformat(), "ticking": state.clock.ticking}


def _set_clock(state: ZoomState, changes: Mapping[str, Any]) -> None:
    now = changes.get("now")
    moment = datetime.fromisoformat(now) if now else state.clock.now()
    state.clock.set(moment, ticking=changes.get("ticking"))
    if "advance" in changes:
        state.clock.advance(float(changes["advance"]))


def _describe_limits(state: ZoomState) -> dict[str, Any]:
    now = state.clock.now()
    return {
        "enforced": state.enforce_limits,
        "used_today": {
            account_id: state.limiter.used_today(store.account, now)
            for account_id, store in state.stores.items()
        },
    }


def _set_limits(state: ZoomState, changes: Mapping[str, Any]) -> None:
    state.enforce_limits = bool(changes.get("enforced", state.enforce_limits))
    account_id = changes.get("account_id") or next(iter(state.stores))
    for label, used in changes.get("used_today", {}).items():
        account = state.stores[account_id].account
        state.limiter.set_used_today(account, label, int(used), state.clock.now())
