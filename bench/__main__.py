"""Runs all benches, or those that are named, and writes docs/performance.md: `make bench`.

Each bench is a process of its own that prints Markdown. Its tables go between its marks in the
page; the bounds of the design that it says are kept or missed go into the table at the top.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time

from bench.markdown import BOUNDS_HEADER, machine, replace_section, section_of, split_bounds
from local.processes import REPOSITORY

PAGE = REPOSITORY / "docs" / "performance.md"
BENCHES = {
    "extract": ["--quick"],
    "peers": ["--quick"],
    "pace": ["--quick"],
    "backfill": ["--quick"],
    "union": ["--quick"],
    "merge": ["20"],
    "sync": ["--quick"],
    "growth": ["--webinars", "20", "--rounds", "1"],
    "segments": ["--quick"],
    "airflow": ["--idle", "1", "--new", "1"],
    "push": ["--quick"],
    "webhook": ["--quick"],
    "zoom_webhooks": ["--quick"],
    "wake": ["--people", "3"],
    "pages": ["--quick"],
    "stack": ["--seconds", "20"],
}
"""The benches, in the order of the page, with the arguments that make them quick."""


def main() -> int:
    """Run benches one after the other; return 1 if one failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHES)}; default: all")
    parser.add_argument("--quick", action="store_true", help="small ones; the page stays as it is")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHES):
        parser.error(f"there is no bench {', '.join(sorted(unknown))}")
    failed = []
    for name in options.names or BENCHES:
        if importlib.util.find_spec(f"bench.{name}") is None:
            print(f"bench.{name} is not here\n", flush=True)
            continue
        print(f"bench.{name}\n", flush=True)
        began = time.monotonic()
        text = run_bench(name, BENCHES[name] if options.quick else [])
        if text is None:
            failed.append(name)
        elif not options.quick:
            write_page(name, text)
        print(f"\n({time.monotonic() - began:.0f} s)\n", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_bench(name: str, arguments: list[str]) -> str | None:
    """Run a bench, show what it prints, and return that; None if it failed."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stdout or ():
        print(line, end="", flush=True)
        lines.append(line)
    return "".join(lines) if process.wait() == 0 else None


def write_page(name: str, text: str) -> None:
    """Put a bench's tables into its section, and its bounds into the table of all bounds."""
    tables, bounds = split_bounds(text)
    command = f"`bench.{name}`"
    replace_section(PAGE, name, f"`.venv/bin/python -m bench.{name}`, on {machine()}:\n\n{tables}")
    known = [line for line in section_of(PAGE, "bounds").splitlines() if line.startswith("| ")]
    kept = [line for line in known[2:] if not line.endswith(f"{command} |")]
    rows = sorted(kept + [f"{row} {command} |" for row in bounds], key=_place_of)
    header = f"{BOUNDS_HEADER} command |\n| --- | --- | --- | --- | --- |"
    replace_section(PAGE, "bounds", "\n".join([header, *rows]))


def _place_of(row: str) -> int:
    name = row.rsplit("`bench.", 1)[1].split("`")[0]
    return list(BENCHES).index(name)


if __name__ == "__main__":
    sys.exit(main())
