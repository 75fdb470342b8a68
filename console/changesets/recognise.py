"""Whose migrations a folder holds: told by the names in it, and by the words of one file where names do not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from console.changesets.listing import Entry, What, read_head
from console.changesets.migration import Tool
from console.changesets.naming import PATTERNS

PLAN = "sqitch.plan"
_ALEMBIC = re.compile(r"^(down_)?revision\s*(:[^=\n]+)?=", re.MULTILINE)
_DJANGO = re.compile(r"^class Migration\(", re.MULTILINE)
_UP = re.compile(r"^--\s*migrate:up\b", re.MULTILINE)
_OPERATIONS = re.compile(r"^\s*\"?operations\"?\s*:|\{\s*\"operations\"", re.MULTILINE)


def recognise(path: Path, entries: Sequence[Entry]) -> Tool | None:
    """Whose files these are, None where they are nobody's that is known."""
    files = [entry for entry in entries if entry.what is What.FILE]
    if any(entry.name == PLAN for entry in files):
        return Tool.SQITCH
    if any(entry.name == "migration_lock.toml" for entry in files) or _holds_prisma(entries):
        return Tool.PRISMA
    for tool in (Tool.FLYWAY, Tool.GOLANG_MIGRATE, Tool.RAILS):
        if any(PATTERNS[tool].fullmatch(entry.name) for entry in files):
            return tool
    numbered = [entry for entry in files if PATTERNS[Tool.DBMATE].fullmatch(entry.name)]
    if numbered:
        return _whose_sql(path, numbered)
    return _whose_words(files)


def _holds_prisma(entries: Sequence[Entry]) -> bool:
    folders = (entry for entry in entries if entry.what is What.FOLDER and entry.name[:1].isdigit())
    first = next(folders, None)
    return first is not None and (first.path / "migration.sql").is_file()


def _whose_sql(path: Path, numbered: Sequence[Entry]) -> Tool | None:
    """dbmate's by the words of the first or last file, else Supabase's or a plain folder's."""
    if path.name == "migrations" and path.parent.name == "supabase":
        return Tool.SUPABASE
    if any(_UP.search(read_head(entry.path)) for entry in (numbered[0], numbered[-1])):
        return Tool.DBMATE
    return Tool.SUPABASE if any(PATTERNS[Tool.SUPABASE].fullmatch(entry.name) for entry in numbered) else None


def _whose_words(files: Sequence[Entry]) -> Tool | None:
    scripts = [entry for entry in files if entry.name.endswith(".py") and entry.name != "__init__.py"]
    for entry in scripts[:3]:
        words = read_head(entry.path)
        if _DJANGO.search(words):
            return Tool.DJANGO
        if _ALEMBIC.search(words):
            return Tool.ALEMBIC
    described = [entry for entry in files if entry.name.endswith((".json", ".yaml", ".yml"))]
    if any(_OPERATIONS.search(read_head(entry.path)) for entry in described[:3]):
        return Tool.PGROLL
    return None
