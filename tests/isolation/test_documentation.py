"""The table of docs/isolation.md is true: each surface is in it, each proof exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TABLE = PROJECT / "docs" / "isolation.md"
NAMED = (
    "pages", "explorer", "choosers", "move and copy", "bulk actions", "images", "documents",
    "duplicates by hash", "renditions", "direct media addresses", "snippets",
    "history, usage, compare, preview", "forms and submissions", "redirects",
    "search and its index", "reports and site history", "workflows and tasks",
    "comments and mentions", "tags and autocomplete", "collections", "users and groups",
    "admin API", "public API", "userbar", "session pings and editing sessions",
    "form state and autosave", "password reset", "feeds", "exports", "e-mails",
    "background tasks", "cache", "logs", "error pages", "metrics and health",
)  # fmt: skip
"""The surfaces that must be looked at, whether or not they are there."""


def rows() -> dict[str, tuple[str, str]]:
    """Surface → (what holds it, proof)."""
    cells = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in TABLE.read_text().splitlines()
        if line.startswith("| ")
    ]
    return {surface: (holds, proof) for surface, holds, proof in cells[2:]}


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_surface_has_its_row():
    assert set(NAMED) - rows().keys() == set()


def test_every_proof_exists():
    missing = []
    for surface, (_holds, proof) in rows().items():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", proof)
        assert named, f"{surface} names no test"
        for path, name in named:
            if not (PROJECT / path).is_file() or name not in names_in(PROJECT / path):
                missing.append(f"{surface}: {path}::{name}")
    assert missing == []


def test_every_file_that_holds_something_exists():
    text = TABLE.read_text()
    named = re.findall(r"`((?:stores|catalog|commerce|platform_site|tests)/[\w/]*(?:\.py)?)`", text)
    assert [path for path in named if not (PROJECT / path).exists()] == []
    assert len(named) > 20


def test_every_attack_of_the_suite_stands_behind_a_surface():
    """A file of tests that nothing refers to would be one that nobody knows of."""
    text = TABLE.read_text()
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    unknown = {name for name in files if f"tests/isolation/{name}" not in text}
    assert unknown <= {"test_furnish.py", "test_roles.py"}
