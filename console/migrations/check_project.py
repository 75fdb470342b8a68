"""What stands around the folder: git, the Supabase project it is linked to, and the schemas that its API serves."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

from console.changesets.git import GitFacts, read_git
from console.changesets.migration import Folder, MigrationFile, Tool
from console.changesets.supabase import linked_projects
from console.core.finding import Finding, Level, Unchecked
from console.core.unknown import Unknown
from console.migrations.check_reading import label
from console.migrations.rules import Place

GIT = ("git-uncommitted", "git-unpushed", "git-other-branch", "git-other-content", "applied-changed")
LINKED = "linked-elsewhere"
_SERVED = ("public", "graphql_public")


def is_supabase(folder: Folder) -> bool:
    """Whether an API of Supabase's stands in front of the database: its folder says so."""
    usual = folder.path.name == "migrations" and folder.path.parent.name == "supabase"
    return folder.tool is Tool.SUPABASE and (usual or (folder.root / "supabase" / "config.toml").is_file())


def served_schemas(folder: Folder) -> tuple[str, ...]:
    """The schemas that the API serves, by config.toml; Supabase's own where it does not say."""
    try:
        said = tomllib.loads((folder.root / "supabase" / "config.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # absent or broken: `linked_projects` tells of the latter
        return _SERVED
    schemas = said.get("api", {}).get("schemas") if isinstance(said.get("api"), dict) else None
    return tuple(each for each in schemas if isinstance(each, str)) if isinstance(schemas, list) else _SERVED


def check_link(folder: Folder, ref: str, base: Path | None) -> Iterator[Finding | Unchecked]:
    """Whether the folder is linked to the project of a target. `ref` is the target's, empty where it is none."""
    if not ref:
        return
    projects = linked_projects(folder.root)
    if isinstance(projects, Unknown):
        yield Unchecked(LINKED, Level.ERROR, projects.reason, projects.remedy)
    elif projects and ref not in {each.ref for each in projects}:
        first = projects[0]
        detail = f"It is linked to {first.ref}, and the target is {ref}."
        yield Place(label(first.source, base)).found(LINKED, detail, ref=ref)


def check_git(
    folder: Folder, applied: Collection[Path], changed: Collection[Path], base: Path | None
) -> Iterator[Finding | Unchecked]:
    """What git says. `applied` are the files that a target has, `changed` those whose text there is another."""
    facts = read_git(folder)
    for file in folder.files:
        if file.path in changed:
            yield _place(file, base).found("applied-changed", "The target has another text of it.")
    if isinstance(facts, Unknown):
        yield Unchecked("git", Level.WARNING, facts.reason, facts.remedy)
        return
    for what in (facts.unpushed, facts.off_main, facts.rewritten, facts.elsewhere):
        if isinstance(what, Unknown):
            yield Unchecked("git", Level.INFO, what.reason, what.remedy)
    for file in folder.files:
        yield from _file(file, facts, applied, changed, _place(file, base))
    for other in () if isinstance(facts.elsewhere, Unknown) else facts.elsewhere:
        detail = f"{other.path} on {other.branch} has other content."
        yield Place(label(other.file, base)).found("git-other-content", detail, sub=other.branch)


def _place(file: MigrationFile, base: Path | None) -> Place:
    return Place(label(file.path, base))


def _file(
    file: MigrationFile, facts: GitFacts, applied: Collection[Path], changed: Collection[Path], place: Place
) -> Iterator[Finding]:
    path = file.path
    if path in facts.untracked:
        yield place.found("git-uncommitted", "git does not know this file.")
    elif path in facts.uncommitted:
        yield place.found("git-uncommitted", "It differs from the last commit.")
    elif not isinstance(facts.unpushed, Unknown) and path in facts.unpushed:
        yield place.found("git-unpushed", "No remote has it.")
    elif not isinstance(facts.off_main, Unknown) and path in facts.off_main:
        yield place.found("git-other-branch", f"{facts.main} has not got it as it is here.")
    rewritten = not isinstance(facts.rewritten, Unknown) and path in facts.rewritten
    if rewritten and path in applied and path not in changed:
        detail = "git has an older text of it, and the target does not say which one it has."
        yield place.found("applied-changed", detail, level=Level.WARNING)
