"""The sandbox as a command: `python -m sandbox --port 8123 --account medium`."""

from __future__ import annotations

import argparse
import gc
import signal
import threading
from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom import sized
from sandbox.zoom.server import create_zoom_app
from sandbox.zoom.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.zoom.model import Account

_RARELY = (10_000, 100, 1_000_000)
"""When Python looks for garbage, by age; among what is old: never. That stops the server for
0.2 seconds with 20,000 contacts, and what came meanwhile would count as sent at once.
"""
_SIZES = {field.name: field.default for field in fields(sized.Size) if field.name != "epoch"}


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one Zoom account, and a HubSpot account beside it, until SIGTERM or SIGINT."""
    options = make_parser().parse_args(argv)
    gc.set_threshold(*_RARELY)
    account, portal, clock, make_store = _load_accounts(options)
    if options.plan:
        account = replace(account, plan=options.plan)
    behaviour: dict[str, Any] = {
        "enforce_limits": not options.no_limits,
        "latency_seconds": options.latency_ms / 1000,
    }
    zoom = create_zoom_app([account], clock, make_store=make_store, **behaviour)
    hubspot = create_hubspot_app(portal, clock, **behaviour)
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopping.set())
    with ExitStack() as serving:
        handle = serving.enter_context(run_in_thread(zoom, options.port, options.host))
        print(f"Zoom sandbox, account {options.account}: {handle.url}", flush=True)
        if options.hubspot_port is not None:
            handle = serving.enter_context(
                run_in_thread(hubspot, options.hubspot_port, options.host)
            )
            print(f"HubSpot sandbox: {handle.url}/_sandbox/", flush=True)
        stopping.wait()
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command's options."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen at (default: loopback; 0.0.0.0: all of this machine's)",
    )
    parser.add_argument("--port", type=int, default=0, help="default: the system chooses one")
    parser.add_argument("--hubspot-port", type=int, help="default: HubSpot is not served")
    parser.add_argument("--account", choices=("medium", "awkward", "sized"), default="medium")
    parser.add_argument(
        "--epoch",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="the day around which the medium or sized account's data lie (default: today)",
    )
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--no-limits", action="store_true", help="do not enforce rate limits")
    parser.add_argument(
        "--plan", choices=("free", "pro", "business"), help="default: as the account has it"
    )
    sizes = parser.add_argument_group("the account `sized`", sized.Size.__doc__)
    for name, default in _SIZES.items():
        option = f"--{name.replace('_', '-')}"
        sizes.add_argument(option, type=int, default=default, help=f"default: {default}")
    return parser


def _load_accounts(
    options: argparse.Namespace,
) -> tuple[Account, Portal, SandboxClock, Callable[[Account], Store]]:
    """Return a Zoom account, the HubSpot account beside it, their clock, and how it is held."""
    if options.account == "awkward":
        from sandbox.hubspot.awkward import PORTAL
        from sandbox.zoom import awkward

        return awkward.ACCOUNT, PORTAL, SandboxClock(awkward.RUNS[-1], ticking=False), Store
    from sandbox.hubspot import medium as hubspot_medium

    clock = SandboxClock(datetime.now(UTC), ticking=True)
    if options.account == "sized":
        counts = {name: getattr(options, name) for name in _SIZES}
        size = sized.Size(epoch=options.epoch, **counts)
        portal = Portal(hubspot_medium.TOKEN)
        return sized.build(size), portal, clock, partial(sized.SizedStore, size)
    from sandbox.zoom import medium

    account = medium.build(options.epoch)
    return account, hubspot_medium.build(account), clock, Store


if __name__ == "__main__":
    raise SystemExit(main())
