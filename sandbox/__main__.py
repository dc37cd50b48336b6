"""The sandbox as a command: `python -m sandbox --port 8123 --account medium`."""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.clock import SandboxClock
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.hubspot.model import Portal
    from sandbox.zoom.model import Account


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one Zoom account, and a HubSpot account beside it, until SIGTERM or SIGINT."""
    options = _parser().parse_args(argv)
    account, portal, clock = _load_accounts(options.account, options.epoch)
    behaviour: dict[str, Any] = {
        "enforce_limits": not options.no_limits,
        "latency_seconds": options.latency_ms / 1000,
    }
    zoom = create_zoom_app([account], clock, **behaviour)
    hubspot = create_hubspot_app(portal, clock, **behaviour)
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopping.set())
    with ExitStack() as serving:
        handle = serving.enter_context(run_in_thread(zoom, options.port))
        print(f"Zoom sandbox, account {options.account}: {handle.url}", flush=True)
        if options.hubspot_port is not None:
            handle = serving.enter_context(run_in_thread(hubspot, options.hubspot_port))
            print(f"HubSpot sandbox: {handle.url}/_sandbox/", flush=True)
        stopping.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: the system chooses one")
    parser.add_argument("--hubspot-port", type=int, help="default: HubSpot is not served")
    parser.add_argument("--account", choices=("medium", "awkward"), default="medium")
    parser.add_argument(
        "--epoch",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="the day around which the medium account's data lie (default: today)",
    )
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--no-limits", action="store_true", help="do not enforce rate limits")
    return parser


def _load_accounts(name: str, epoch: date) -> tuple[Account, Portal, SandboxClock]:
    """Return a Zoom account, the HubSpot account beside it, and the clock that both go by."""
    if name == "awkward":
        from sandbox.hubspot.awkward import PORTAL
        from sandbox.zoom import awkward

        return awkward.ACCOUNT, PORTAL, SandboxClock(awkward.RUNS[-1], ticking=False)
    from sandbox.hubspot import medium as hubspot_medium
    from sandbox.zoom import medium

    account = medium.build(epoch)
    portal = hubspot_medium.build(account)
    return account, portal, SandboxClock(datetime.now(UTC), ticking=True)


if __name__ == "__main__":
    raise SystemExit(main())
