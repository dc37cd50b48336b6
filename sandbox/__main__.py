"""The sandbox as a command: `python -m sandbox --port 8123 --account medium`."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.zoom.model import Account


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one account until SIGTERM or SIGINT."""
    options = _parser().parse_args(argv)
    account, clock = _account(options.account, options.epoch)
    app = create_zoom_app(
        [account],
        clock,
        enforce_limits=not options.no_limits,
        latency_seconds=options.latency_ms / 1000,
    )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with run_in_thread(app, options.port) as handle:
        print(f"Zoom sandbox, account {options.account}: {handle.url}", flush=True)
        stopping.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: one the system chooses")
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


def _account(name: str, epoch: date) -> tuple[Account, SandboxClock]:
    if name == "awkward":
        from sandbox.zoom import awkward

        return awkward.ACCOUNT, SandboxClock(awkward.RUNS[-1], ticking=False)
    from sandbox.zoom import medium

    return medium.build(epoch), SandboxClock(datetime.now(UTC), ticking=True)


if __name__ == "__main__":
    raise SystemExit(main())
