"""Refuses names that say nothing, or that only this team would understand. Part of `make lint`.

Words in sentences are free: only names of things count, in Python and in SQL. CONTRIBUTING.md says
what to call them instead.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

EMPTY = {"one", "found", "given"}
"""Not to be a name; part of one they may be."""
PRIVATE = {
    *("moot", "standing", "standings", "deed", "deeds", "noting", "asking", "told", "wish"),
    *("drain", "draining", "drained", "holdable", "unholdable"),
}
"""Not to be a part of a name, either."""
OURS = ("webinar_sync", "sandbox", "local", "bench", "tests")
FOLDERS = ("plugins", "dags", "sandbox", "local", "bench", "tests", "include/sql")


def names_in_python(text: str) -> set[tuple[int, str]]:
    """Return line and name of everything that a file names, but for what libraries call so."""
    nodes = list(ast.walk(ast.parse(text)))
    theirs = {
        alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] not in OURS
        for alias in node.names
    }
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names: set[tuple[int, str]] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) in modules:
            continue
        for field in ("id", "arg", "attr", "name", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str) and name not in theirs:
                names.add((getattr(node, "lineno", 1), name))
    return names


def names_in_sql(text: str) -> set[tuple[int, str]]:
    """Return line and word of everything but comments, texts and PL/pgSQL's `if not found`.

    The name of a query stands in a comment, `-- name: …`, and counts.
    """
    bare = re.sub(
        r"--(?! name:)[^\n]*|'(?:[^']|'')*'|\bif (?:not )?found\b",
        lambda m: "\n" * m[0].count("\n"),
        text,
    )
    return {
        (number, word)
        for number, line in enumerate(bare.splitlines(), 1)
        for word in re.findall(r"[a-z_]+", line)
    }


def is_banned(name: str) -> bool:
    """Tell whether a name is one of the banned; names of tests are sentences."""
    if name.startswith("test_"):
        return False
    return name.strip("_") in EMPTY or not PRIVATE.isdisjoint(name.lower().split("_"))


def main(folders: list[str]) -> int:
    """Print each banned name with its place; return how many there are, 1 at most."""
    places = []
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.*")):
        read = {".py": names_in_python, ".sql": names_in_sql}.get(path.suffix)
        if read:
            names = sorted(read(path.read_text(encoding="utf-8")))
            places += [f"{path}:{line}: {name}" for line, name in names if is_banned(name)]
    if places:
        print("\n".join(places), "\nCall each thing what it is; see CONTRIBUTING.md.", sep="\n")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(FOLDERS)))
