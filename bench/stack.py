"""Measures what the shipped stack costs while nothing is to be done: CPU time, memory, checks.

The services of docker-compose.yaml, and those of docker-compose.yaml and deploy/celery.yaml (two
workers), as processes (`local.stack`), after a night, all Dags but the hourly one switched on; the
sandbox does not count.
"""

from __future__ import annotations

import argparse

from bench.markdown import print_bounds, print_table
from local.stack import cost
from local.stack.checks import check_sync
from local.stack.play import begun
from local.stack.services import has_redis

STACKS = {"docker-compose.yaml": False, "with deploy/celery.yaml": True}
"""What is started, and whether with Celery's workers."""


def main() -> None:
    """Print the costs by service, and which bounds are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to look")
    options = parser.parse_args()
    if not has_redis():
        raise SystemExit("redis-server is missing: install it (Debian: redis-server)")
    bounds: list[tuple[str, str, str, bool]] = []
    for name, has_celery in STACKS.items():
        with begun(celery=has_celery) as play:
            check_sync(play)
            costs = cost.measure_idle(play.stack, options.seconds)
            checks = cost.measure_health_checks(play.stack)
        whole = cost.total(costs.values())
        rows = [
            (service, own.processes, f"{100 * own.cpu_share:.1f}", f"{own.mib:.0f}",
             f"{checks[service]:.2f}" if service in checks else "")
            for service, own in (*costs.items(), ("all", whole))
        ]  # fmt: skip
        print_table((name, "processes", "% of a core", "MiB", "CPU s of a health check"), rows)
        dearest = max(checks.values())
        cpu, gigabytes = 100 * whole.cpu_share, whole.mib * 1024**2 / 1000**3
        bounds += [
            (f"idle, {name}: CPU time", f"{100 * cost.MOST_CPU_SHARE:.0f} % of a core",
             f"{cpu:.1f} %", whole.cpu_share < cost.MOST_CPU_SHARE),
            (f"idle, {name}: memory", "1.2 GB", f"{gigabytes:.2f} GB", whole.mib < cost.MOST_MIB),
            (f"idle, {name}: CPU time of a health check", f"{cost.MOST_CHECK_SECONDS} s",
             f"{dearest:.2f} s", dearest < cost.MOST_CHECK_SECONDS),
        ]  # fmt: skip
    print_bounds(*bounds)


if __name__ == "__main__":
    main()
