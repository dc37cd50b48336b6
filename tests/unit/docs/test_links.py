"""What the documentation names is there: links, headings, files, modules and make targets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGE = REPOSITORY / "plugins" / "webinar_sync"
FOLDERS = (
    "dags", "plugins", "include", "deploy", "sandbox", "local", "bench", "tests", "docs",
)  # fmt: skip
DOCS = sorted(
    [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("hubspot-app/*.md"),
    ]
)
GUIDES = [path for path in DOCS if path.parent.name != "decisions"]
"""All but the decision records, which name what was there when they were written."""

_FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_SUFFIXES = r"py|sql|md|ya?ml|toml|txt|in|json|png"
_PATH = re.compile(rf"\.?[\w*-]+(?:[./][\w*-]+)*(?:/|\.(?:{_SUFFIXES}))")
_MODULE = re.compile(r"python -m ([a-z_]+(?:\.[a-z_]+)*)")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
_OWN_PACKAGES = ("webinar_sync", "sandbox", "local", "bench", "tests")


def prose(text: str) -> str:
    """Return a page without its blocks of code."""
    return _FENCE.sub("", text)


def code(text: str) -> list[str]:
    """Return the pieces of code in a page: its blocks, and what stands in backticks."""
    return [*(block[0] for block in _FENCE.finditer(text)), *_CODE.findall(prose(text))]


def headings(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ +(.+)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(path: Path) -> Iterator[str]:
    """Yield relative links to files or headings that are not there."""
    for link in _LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        page = path.parent / name if name else path
        if not page.exists() or (anchor and anchor not in headings(page)):
            yield link


def exists(name: str) -> bool:
    """Tell whether a path is in the repository or in the package; `*` stands for any name.

    A file's name alone may stand for a file in any folder.
    """
    roots = (REPOSITORY, PACKAGE)
    if any(any(root.glob(name.rstrip("/"))) for root in roots):
        return True
    return "/" not in name and any(any((REPOSITORY / folder).rglob(name)) for folder in FOLDERS)


def missing_paths(text: str) -> Iterator[str]:
    """Yield what stands in backticks, looks like a path, and is not there."""
    for piece in _CODE.findall(prose(text)):
        if _PATH.fullmatch(piece) and not piece.startswith(".run/") and not exists(piece):
            yield piece


def missing_modules(text: str) -> Iterator[str]:
    """Yield modules of this project that a command runs, and that are not there."""
    for name in _MODULE.findall("\n".join(code(text))):
        parts = name.split(".")
        path = (PACKAGE.parent if parts[0] == "webinar_sync" else REPOSITORY).joinpath(*parts)
        is_there = path.with_suffix(".py").exists() or (path / "__main__.py").exists()
        if parts[0] in _OWN_PACKAGES and not is_there:
            yield name


def make_targets() -> set[str]:
    """Return the targets of the Makefile."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def missing_targets(text: str) -> Iterator[str]:
    """Yield targets that a command makes, and that the Makefile has not."""
    for name in _TARGET.findall("\n".join(code(text))):
        if name not in make_targets():
            yield name


def missing_in_tree(text: str) -> Iterator[str]:
    """Yield paths of the trees in a page that are not there: blocks of folders, two blanks deep."""
    for block in _FENCE.finditer(text):
        lines = block[0].splitlines()[1:-1]
        if not lines or not re.match(r"[\w-]+/( |$)", lines[0]):
            continue
        folders: list[str] = []
        for line in lines:
            entry = re.match(r"((?:  )*)([\w./-]+(?:, [\w./-]+)*)(?:  |$)", line)
            if entry is None:
                continue  # the words go on
            depth = len(entry[1]) // 2
            names = entry[2].split(", ")
            folders[depth:] = [names[0].rstrip("/")]
            for name in names:
                path = "/".join([*folders[:depth], name])
                if not (REPOSITORY / path).exists():
                    yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def test_there_is_documentation() -> None:
    names = {name_of(path) for path in GUIDES}
    assert {"README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operating.md"} <= names


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    assert list(broken_links(path)) == []


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_what_a_page_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    missing = {
        "paths": list(missing_paths(text)),
        "in a tree": list(missing_in_tree(text)),
        "modules": list(missing_modules(text)),
        "make targets": list(missing_targets(text)),
    }
    assert {what: names for what, names in missing.items() if names} == {}


def test_the_tree_of_the_repository_is_read() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    broken = text.replace("\n    transform/ ", "\n    transformed/ ")
    assert broken != text
    new = set(missing_in_tree(broken)) - set(missing_in_tree(text))
    assert new == {"plugins/webinar_sync/transformed/"}


def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A title\n\n"
        "[a](#a-title) [b](#another) [c](page.md) [d](gone.md) [e](https://example.com/gone.md)\n"
        "`dags/sync_webinars.py` `dags/sync_nothing.py` `zoom/` `zuum/` `errors.py` `erors.py`\n"
        "`include/sql/*` `include/sql/*.nothing/` `/report/gone.md` `marts.contacts`\n"
        "`make run`, or make nothing `make nothing`\n\n"
        "```console\n$ make nothing-else\n$ python -m local.run\n$ python -m local.gone\n```\n",
        encoding="utf-8",
    )
    text = page.read_text(encoding="utf-8")
    assert list(broken_links(page)) == ["#another", "gone.md"]
    assert list(missing_paths(text)) == [
        "dags/sync_nothing.py",
        "zuum/",
        "erors.py",
        "include/sql/*.nothing/",
    ]
    assert list(missing_modules(text)) == ["local.gone"]
    assert list(missing_targets(text)) == ["nothing-else", "nothing"]
