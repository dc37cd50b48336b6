"""Each code of `sync.errors` has a sentence, and a remedy that somebody can carry out."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from local.processes import REPOSITORY
from webinar_sync.runs.issue_codes import (
    OF_HUBSPOT,
    OF_RESOURCES,
    OF_SEGMENTS,
    OF_ZOOM_ACCOUNTS,
    IssueCode,
    issue_code,
)
from webinar_sync.zoom import errors
from webinar_sync.zoom.errors import ZoomResourceError, ZoomUnavailableError
from webinar_sync.zoom.issues import ACCOUNT_CODES, RESOURCE_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = REPOSITORY / "plugins" / "webinar_sync"
TABLES = {
    "account": OF_ZOOM_ACCOUNTS,
    "resource": OF_RESOURCES,
    "hubspot": OF_HUBSPOT,
    "segment": OF_SEGMENTS,
}
ALL_CODES = [(kind, code) for kind, codes in TABLES.items() for code in codes]


def codes_in(path: Path) -> Iterator[str]:
    """Yield the codes that a module opens issues with, as far as they stand in its text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "open_issue" and len(node.args) == 3:
            code = node.args[2]
            if isinstance(code, ast.Constant):
                yield str(code.value)
            elif isinstance(code, ast.Name) and code.id in constants:
                yield str(constants[code.id])


@pytest.mark.parametrize(("kind", "code"), ALL_CODES)
def test_a_code_says_what_is_wrong_and_what_to_do(kind: str, code: str) -> None:
    entry = issue_code(kind, code)

    assert isinstance(entry, IssueCode)
    assert re.fullmatch(r"[A-Z].{15,}\.", entry.meaning)
    assert re.fullmatch(r"[A-Z].{25,}\.", entry.remedy)
    assert entry.severity in ("error", "notice")


def test_each_code_that_the_product_uses_is_in_a_table() -> None:
    used = {code for path in PACKAGE.rglob("*.py") for code in codes_in(path)}
    for path in (REPOSITORY / "include" / "sql" / "queries" / "sync").glob("*.sql"):
        used |= set(re.findall(r"'(\w+)' as code", path.read_text(encoding="utf-8")))

    assert len(used) > 12
    assert used - {code for _, code in ALL_CODES} == set()


def test_each_refusal_of_zoom_has_a_code_in_the_tables() -> None:
    refusals = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ZoomResourceError | ZoomUnavailableError)
    }

    assert refusals == set(RESOURCE_CODES)
    assert refusals <= OF_RESOURCES.keys()
    assert set(ACCOUNT_CODES) < OF_ZOOM_ACCOUNTS.keys()


def test_people_find_each_code_in_the_documentation() -> None:
    docs = {
        kind: (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
        for kind, name in (
            ("account", "operating.md"),
            ("resource", "operating.md"),
            ("hubspot", "hubspot.md"),
            ("segment", "segments.md"),
        )
    }

    assert [(kind, code) for kind, code in ALL_CODES if f"`{code}`" not in docs[kind]] == []


def test_nobody_is_sent_to_zooms_support_for_a_colleague_who_left() -> None:
    assert "left the account" in OF_RESOURCES["left_account"].remedy
    assert "ticket" not in OF_RESOURCES["left_account"].remedy
