"""The SQL statements as files: each named, commented, in use, and named right by the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from webinar_sync.warehouse.queries import (
    QUERIES_FOLDER,
    QueryFileError,
    query,
    query_text,
    read_queries,
)

REPOSITORY = Path(__file__).parents[3]
REFERENCE = re.compile(r"(?:[a-z]+|\{\})/(?:[a-z_]|\{\})+")
MOST_LINES = 40
"""What a statement may have that does not stand alone in its file."""


def strings() -> set[str]:
    """Return all strings of the package's code, with `{}` for what an f-string fills in.

    Read from the syntax tree: docstrings and comments do not count.
    """
    texts: set[str] = set()
    for path in sorted((REPOSITORY / "plugins").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        parts = {
            id(part)
            for node in nodes
            for part in (
                node.values if isinstance(node, ast.JoinedStr)
                else [node.value] if isinstance(node, ast.Expr)
                else []
            )
        }  # fmt: skip
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                texts.add(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and id(node) not in parts:
                texts.add(str(node.value))
    return texts


def used(reference: str, names: set[str], fillers: set[str]) -> set[str]:
    """Return the statements that a reference may mean; what fills it in is a string of the code."""
    pattern = re.compile(re.escape(reference).replace(r"\{\}", "([a-z_]+)"))
    return {
        name
        for name in names
        if (match := pattern.fullmatch(name)) and set(match.groups()) <= fillers
    }


def test_every_statement_is_used_by_the_code() -> None:
    names, texts = set(read_queries(QUERIES_FOLDER)), strings()
    references = {text for text in texts if REFERENCE.fullmatch(text)}
    in_use = {name for reference in references for name in used(reference, names, texts)}

    assert len(names) > 50
    assert names - in_use == set()


def test_every_statement_that_the_code_names_exists() -> None:
    names, texts = set(read_queries(QUERIES_FOLDER)), strings()
    folders = {path.name for path in QUERIES_FOLDER.iterdir()} | {"{}"}
    references = {
        text for text in texts if REFERENCE.fullmatch(text) and text.split("/")[0] in folders
    }

    assert any("{}" in reference for reference in references)
    assert {text for text in references if not used(text, names, texts)} == set()


def test_a_long_statement_stands_alone_in_its_file() -> None:
    long = []
    for path in QUERIES_FOLDER.rglob("*.sql"):
        blocks = path.read_text().split("-- name: ")[1:]
        sizes = [
            len([line for line in block.splitlines()[1:] if line and not line.startswith("--")])
            for block in blocks
        ]
        long += [path.name for size in sizes if size > MOST_LINES and len(blocks) > 1]

    assert long == []


def test_a_statement_is_returned_without_its_comment_and_semicolon() -> None:
    assert query_text("sync/select_watermark") == (
        "select watermark\nfrom sync.watermarks\nwhere account_id = :account_id"
    )
    assert set(query("sync/select_watermark").compile().params) == {"account_id"}


def test_an_unknown_statement_is_named() -> None:
    with pytest.raises(QueryFileError, match="zoom/merge_nothing"):
        query("zoom/merge_nothing")


def write(folder: Path, name: str, text: str) -> None:
    """Write a file of statements into a folder of folders."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


GOOD = "-- name: count_rows\n-- Count the rows.\nselect count(*)\nfrom t;\n"


def test_a_folder_may_have_a_name_once_only_in_whatever_file(tmp_path: Path) -> None:
    write(tmp_path, "zoom/first.sql", GOOD)
    write(tmp_path, "sync/first.sql", GOOD)
    assert set(read_queries(tmp_path)) == {"zoom/count_rows", "sync/count_rows"}

    write(tmp_path, "zoom/second.sql", GOOD)
    with pytest.raises(QueryFileError, match="zoom/count_rows"):
        read_queries(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("-- name: count_rows\nselect 1;\n", id="no comment"),
        pytest.param("-- name: count_rows\n--\nselect 1;\n", id="an empty comment"),
        pytest.param("-- name: count_rows\n-- Count.\nselect 1\n", id="no semicolon"),
        pytest.param("-- name: count_rows\n-- Count.\n", id="no statement"),
        pytest.param("-- name: Count Rows\n-- Count.\nselect 1;\n", id="not a name"),
        pytest.param("select 1;\n" + GOOD, id="a statement without a name"),
        pytest.param("-- About this file.\n" + GOOD, id="text before the first block"),
    ],
)
def test_a_block_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, "zoom/first.sql", text)

    with pytest.raises(QueryFileError, match=r"first\.sql"):
        read_queries(tmp_path)


def test_blocks_are_split_where_the_next_name_begins(tmp_path: Path) -> None:
    second = "-- name: count_more\n-- Count more.\n-- In two lines.\nselect ';\n' as text;\n"
    write(tmp_path, "zoom/first.sql", GOOD + "\n" + second)

    assert read_queries(tmp_path) == {
        "zoom/count_rows": "select count(*)\nfrom t",
        "zoom/count_more": "select ';\n' as text",
    }
