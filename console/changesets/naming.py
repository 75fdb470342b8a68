"""How each tool names its files: what version and name they say, and in which order they apply.

Names alone; no file is looked at. Supabase's rules are those of its command line: what it skips is skipped here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from console.changesets.migration import MigrationFile, Tool
from console.errors import Problem

LONGEST_NAME = 100  # characters; file systems end at 255 bytes, and the version stands before it

_LINE = "[^\n\r\u2028\u2029]*"  # what `.` is to the tools: a name with a line feed is no migration
_NUMBERED = rf"([0-9]+)_({_LINE})"
PATTERNS: dict[Tool, re.Pattern[str]] = {
    Tool.SUPABASE: re.compile(rf"{_NUMBERED}\.sql"),
    Tool.DBMATE: re.compile(rf"([0-9]+)({_LINE})\.sql"),
    Tool.FLYWAY: re.compile(rf"V([0-9]+(?:[._][0-9]+)*)__({_LINE})\.sql"),
    Tool.GOLANG_MIGRATE: re.compile(rf"{_NUMBERED}\.up\.sql"),
    Tool.RAILS: re.compile(rf"{_NUMBERED}\.rb"),
    Tool.DJANGO: re.compile(rf"{_NUMBERED}\.py"),
}
_EXPECTED = {
    Tool.SUPABASE: 'file name must match pattern "<timestamp>_name.sql"',
    Tool.DBMATE: 'file name must match pattern "<version>_name.sql"',
    Tool.FLYWAY: 'file name must match pattern "V<version>__name.sql"',
    Tool.GOLANG_MIGRATE: 'file name must match pattern "<version>_name.up.sql"',
    Tool.RAILS: 'file name must match pattern "<timestamp>_name.rb"',
    Tool.DJANGO: 'file name must match pattern "<number>_name.py"',
}
_INIT = re.compile(r"([0-9]{14})_init\.sql")
_INIT_BEFORE = "20211209000000"
INIT_SKIPPED = 'replace "init" with a different file name to apply this migration'


def read_name(tool: Tool, name: str) -> tuple[str, str] | None:
    """The version, as the tool's history has it, and the name that a file's name says. None for no migration."""
    if tool in (Tool.PRISMA, Tool.PGROLL):  # their history has the whole name; its label is the same again
        found = re.fullmatch(_NUMBERED, name)
        return (found[1], found[2]) if found and found[2] else (name, "")
    pattern = PATTERNS.get(tool)
    found = pattern.fullmatch(name) if pattern else None
    if found is None:
        return None
    version = found[1].replace("_", ".") if tool is Tool.FLYWAY else found[1]
    return version, found[2].lstrip("_-. ") if tool is Tool.DBMATE else found[2]


def expected(tool: Tool) -> str:
    """What a file's name must be like, for a person whose file was skipped."""
    return _EXPECTED.get(tool, "file name is none of this tool's")


def is_skipped_init(name: str) -> bool:
    """Whether Supabase passes this file over if it is the first of the folder: an old dump of the whole schema."""
    found = _INIT.fullmatch(name)
    return found is not None and found[1] < _INIT_BEFORE


def order(tool: Tool) -> Callable[[MigrationFile], Any]:
    """The sort key of the order in which a tool applies its files."""
    if tool in (Tool.GOLANG_MIGRATE, Tool.RAILS):
        return lambda file: (int(file.version), file.path.name)
    if tool is Tool.FLYWAY:  # repeatable ones have no version and come last
        return lambda file: (not file.version, [int(part) for part in file.version.split(".") if part], file.name)
    if tool is Tool.PRISMA:
        return lambda file: file.path.parent.name
    if tool in (Tool.SUPABASE, Tool.DBMATE):  # by string: 10 comes before 9
        return lambda file: (file.version, file.path.name)
    return lambda file: file.path.name


def safe_name(name: str) -> str:
    """The name in ASCII and snake case, as part of a file's name. Problem where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain)  # addUser
    plain = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_NAME].strip("_")
    if not plain:
        raise Problem(
            "The name of the migration has no letter or digit that can stand in a file's name.",
            f"{name!r} is left empty when it is made safe.",
            "Say in a few English words what it does, such as add_bookings.",
        )
    return plain
