"""Folders of migrations: finding them below a project, and reading which files one holds. Nothing found is ever run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from console.changesets.alembic import read_revisions
from console.changesets.listing import Entry, What, list_folder, unreadable
from console.changesets.migration import Folder, MigrationFile, Skipped, Tool
from console.changesets.naming import INIT_SKIPPED, expected, is_skipped_init, order, read_name
from console.changesets.recognise import PLAN, recognise
from console.changesets.reverses import DOWN, FOLDERS, find_reverses
from console.changesets.sqitch import read_plan
from console.errors import Problem, UsageProblem

_Reading = tuple[tuple[MigrationFile, ...], tuple[Skipped, ...]]

_DEEPEST = 8  # folders below where the search starts
_FOREIGN = {
    "node_modules", "bower_components", "vendor", "venv", "env", "site-packages", "__pycache__", "dist", "build",
    "target",
}  # fmt: skip
_HOLDERS = {"supabase", "db", "database", "prisma", "alembic"}
_NAMES: dict[str, frozenset[Tool]] = {  # what a folder of that name may be
    "migrations": frozenset(Tool),
    "migration": frozenset({Tool.FLYWAY, Tool.SUPABASE, Tool.DBMATE, Tool.GOLANG_MIGRATE}),
    "migrate": frozenset({Tool.RAILS, Tool.SUPABASE, Tool.DBMATE, Tool.GOLANG_MIGRATE}),
    "versions": frozenset({Tool.ALEMBIC}),
    "sql": frozenset({Tool.FLYWAY}),
}


def find_folders(start: Path) -> tuple[Folder, ...]:
    """The folders of migrations at and below a folder, by path. Packages that others wrote are not looked into.

    One that is there and cannot be read has no files and says so in `skipped`. Problem where `start` cannot be read.
    """
    start = Path(os.path.abspath(start))
    found: dict[str, Folder] = {}
    waiting = [(start, _look(start), 0)]
    while waiting:
        path, (names, plan), depth = waiting.pop()
        if (plan or path.name in _NAMES) and (folder := _folder_at(path)):
            found.setdefault(os.path.realpath(path), folder)
            if folder.tool is not Tool.SQITCH:  # a project of sqitch's may hold others
                continue
        for name in names if depth < _DEEPEST else ():
            try:
                waiting.append((path / name, _look(path / name), depth + 1))
            except Problem as problem:
                if name in _NAMES:
                    found[str(path / name)] = _closed(path / name, problem)
    return tuple(sorted(found.values(), key=lambda folder: folder.path))


def one_folder(named: Path | None) -> Folder:
    """The one folder of migrations in or below this one, the working one for None. UsageProblem for none or several."""
    start = named or Path.cwd()
    found = find_folders(start)
    if not found and named is not None:
        direct = read_folder(start)
        found = (direct,) if direct.files else ()
    here = next((folder for folder in found if folder.path == start.absolute()), None)
    if here is not None:
        return here
    if not found:
        raise UsageProblem(
            f"There are no migrations in or below {start}.",
            "Looked for: supabase/migrations, migrations, db/migrations, prisma/migrations, alembic/versions.",
            "--dir DIR names the folder.",
        )
    if len(found) > 1:
        shown = ", ".join(str(folder.path) for folder in found[:8])
        raise UsageProblem("There are several folders of migrations.", f"{shown}.", "--dir DIR names one.")
    return found[0]


def read_folder(path: Path, tool: Tool | None = None) -> Folder:
    """The migrations of one folder in the order in which they apply, and what in it is none, with the reason.

    The tool is recognised where none is given; a folder that tells nothing is a plain one. Problem where it cannot be
    read.
    """
    path = Path(os.path.abspath(path))
    entries = list_folder(path)
    return _read(path, tool or recognise(path, entries) or Tool.SUPABASE, entries)


def _look(path: Path) -> tuple[list[str], bool]:
    """The folders in a folder that the search goes into, and whether a plan of sqitch's is there.

    A link is followed only where it has the name of a migrations folder.
    """
    names, plan = [], False
    try:
        with os.scandir(path) as entries:
            for each in entries:
                plan = plan or each.name == PLAN
                if each.is_dir(follow_symlinks=each.name in _NAMES):
                    names.append(each.name)
    except OSError as error:
        raise unreadable(path, error) from None
    return [name for name in names if not name.startswith(".") and name not in _FOREIGN], plan


def _folder_at(path: Path) -> Folder | None:
    """The folder whose migrations stand right here, None where these are none."""
    try:
        entries = list_folder(path)
        tool = recognise(path, entries)
        if path.name == "migrations" and path.parent.name == "supabase":
            tool = tool or Tool.SUPABASE  # a young one is empty
        if tool is Tool.SQITCH or (tool and tool in _NAMES.get(path.name, frozenset())):
            return _read(path, tool, entries)
    except Problem as problem:  # closed since it was seen, or a plan that cannot be read
        return _closed(path, problem)
    return None


def _closed(path: Path, problem: Problem) -> Folder:
    """A folder that is there and cannot be read."""
    skipped = (Skipped(path, problem.why.rstrip(".")),)
    return Folder(path, Tool.SUPABASE, _root(path, Tool.SUPABASE), skipped=skipped)


def _root(path: Path, tool: Tool) -> Path:
    if tool is Tool.SQITCH:
        return path
    return path.parent.parent if path.parent.name in _HOLDERS or path.name == "versions" else path.parent


def _read(path: Path, tool: Tool, entries: Sequence[Entry]) -> Folder:
    match tool:
        case Tool.ALEMBIC:
            files, skipped = read_revisions(entries)
        case Tool.SQITCH:
            files, skipped = read_plan(path)
        case Tool.PRISMA:
            files, skipped = _read_prisma(entries)
        case Tool.FLYWAY:
            files, skipped = _read_flyway(entries)
        case Tool.PGROLL:
            files, skipped = _read_pgroll(entries)
        case _:
            files, skipped = _read_numbered(path, tool, entries)
    if tool not in (Tool.ALEMBIC, Tool.SQITCH):
        files = tuple(sorted(files, key=order(tool)))
    return Folder(path, tool, _root(path, tool), files, skipped)


def _plain(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries without those that nobody means: hidden ones that are no SQL."""
    return (entry for entry in entries if not entry.name.startswith(".") or entry.name.endswith(".sql"))


def _read_numbered(path: Path, tool: Tool, entries: Sequence[Entry]) -> _Reading:
    """Tools with one file a migration and its version in front of the name."""
    reverses = find_reverses(path, entries)
    named: list[tuple[Entry, str, str]] = []
    skipped: list[Skipped] = []
    names = {entry.name for entry in entries}
    first = next((entry.name for entry in entries if entry.what is not What.FOLDER), "")
    for entry in _plain(entries):
        why = _why_not(path, tool, entry, first=entry.name == first, names=names)
        said = None if why is not None else read_name(tool, entry.name)
        if said:
            named.append((entry, *said))
        elif why != "":
            skipped.append(Skipped(entry.path, why or expected(tool)))
    twice = {version for version, count in Counter(version for _, version, _ in named).items() if count > 1}
    files = tuple(
        MigrationFile(version, name, entry.path, entry.size, reverses.of(version, name, twice))
        for entry, version, name in named
    )
    return files, tuple(skipped)


def _why_not(path: Path, tool: Tool, entry: Entry, *, first: bool, names: set[str]) -> str | None:
    """Why an entry is no migration whatever its name says: None where it may be one, empty where it goes unsaid."""
    if entry.what is What.FOLDER:
        quiet = entry.name in FOLDERS or entry.name == "__pycache__"
        return "" if quiet else "a folder: migrations in folders below are not applied"
    if entry.what is not What.FILE:
        return str(entry.what)
    if tool is Tool.DJANGO and entry.name == "__init__.py":
        return ""
    if entry.name.endswith(DOWN):
        up = entry.name.removesuffix(DOWN)
        if tool is Tool.GOLANG_MIGRATE:
            return "" if f"{up}.up.sql" in names else "the reverse of a migration that is not here"
        if f"{up}.sql" not in names:
            return "the reverse of a migration that is not here"
        if tool is Tool.SUPABASE:
            return "a reverse file; Supabase's command line would apply it as a migration: move it to rollbacks/"
        return "a reverse file; dbmate would apply it as a migration: move it to rollbacks/"
    if tool is Tool.SUPABASE and first and path.parent.name == "supabase" and is_skipped_init(entry.name):
        return INIT_SKIPPED
    return None


def _read_prisma(entries: Sequence[Entry]) -> _Reading:
    files, skipped = [], []
    for entry in _plain(entries):
        if entry.what is not What.FOLDER:
            if entry.name != "migration_lock.toml":
                skipped.append(Skipped(entry.path, "a migration of Prisma's is a folder with migration.sql"))
            continue
        script, reverse = entry.path / "migration.sql", entry.path / "down.sql"
        try:
            size = script.stat().st_size
        except OSError:
            skipped.append(Skipped(entry.path, "has no migration.sql that can be read"))
            continue
        version, name = read_name(Tool.PRISMA, entry.name) or (entry.name, "")
        files.append(MigrationFile(version, name, script, size, reverse if reverse.is_file() else None))
    return tuple(files), tuple(skipped)


def _read_flyway(entries: Sequence[Entry]) -> _Reading:
    """Versioned ones with their undo files, then repeatable ones, whose version is empty."""
    files, skipped = [], []
    by_name = {entry.name: entry.path for entry in entries if entry.what is What.FILE}
    for entry in _plain(entries):
        said = read_name(Tool.FLYWAY, entry.name)
        if entry.what is not What.FILE:
            continue
        if said:
            reverse = by_name.get("U" + entry.name.removeprefix("V"))
            files.append(MigrationFile(*said, entry.path, entry.size, reverse))
        elif entry.name.startswith("R__") and entry.name.endswith(".sql"):
            files.append(MigrationFile("", entry.name[3:-4], entry.path, entry.size))
        elif not (entry.name.startswith("U") and "V" + entry.name.removeprefix("U") in by_name):
            skipped.append(Skipped(entry.path, expected(Tool.FLYWAY)))
    return tuple(files), tuple(skipped)


def _read_pgroll(entries: Sequence[Entry]) -> _Reading:
    files, skipped = [], []
    for entry in _plain(entries):
        if entry.what is What.FILE and entry.name.endswith((".json", ".yaml", ".yml")):
            version, name = read_name(Tool.PGROLL, entry.name.rpartition(".")[0]) or (entry.name, "")
            files.append(MigrationFile(version, name, entry.path, entry.size))
        elif entry.what is What.FILE:
            skipped.append(Skipped(entry.path, "pgroll's migrations are JSON or YAML"))
    return tuple(files), tuple(skipped)
