"""Alembic's revisions: which there are and which comes after which. The files are parsed as text and never run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from console.changesets.listing import Entry, What
from console.changesets.migration import MigrationFile, Skipped

_LARGEST = 5_000_000  # bytes; nobody writes such a revision


@dataclass(frozen=True, slots=True)
class _Revision:
    revision: str
    parents: tuple[str, ...]


def read_revisions(entries: Sequence[Entry]) -> tuple[tuple[MigrationFile, ...], tuple[Skipped, ...]]:
    """The revisions in an order in which they can apply, parents first, and what is no revision with the reason."""
    files: dict[str, list[MigrationFile]] = {}
    parents: dict[str, tuple[str, ...]] = {}
    skipped = []
    for entry in entries:
        if entry.what is not What.FILE or not entry.name.endswith(".py") or entry.name == "__init__.py":
            continue
        found = _read(entry)
        if isinstance(found, str):
            skipped.append(Skipped(entry.path, found))
            continue
        name = entry.name.removesuffix(".py").removeprefix(found.revision).strip("_")
        files.setdefault(found.revision, []).append(MigrationFile(found.revision, name, entry.path, entry.size))
        parents[found.revision] = found.parents
    ordered = (file for revision in _order(parents) for file in files[revision])
    return tuple(ordered), tuple(skipped)


def _read(entry: Entry) -> _Revision | str:
    """What the file says it is, or why that is not known."""
    if entry.size > _LARGEST:
        return "too large for a revision"
    try:
        tree = ast.parse(entry.path.read_bytes())
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "is no Python that can be parsed"
    said = dict(_assigned(tree))
    revision = said.get("revision")
    if not isinstance(revision, str) or not revision:
        return "says no revision"
    return _Revision(revision, (*_texts(said.get("down_revision")), *_texts(said.get("depends_on"))))


def _assigned(tree: ast.Module) -> Iterable[tuple[str, object]]:
    """The names that the module gives literal values, `revision: str = "…"` included."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        try:
            yield name, ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple | list | set) else ()


def _order(parents: dict[str, tuple[str, ...]]) -> list[str]:
    """Parents first; a parent that is no file here is left out. In a circle, which no tool runs, as they were found."""
    known = {each: [parent for parent in before if parent in parents] for each, before in parents.items()}
    try:
        return list(TopologicalSorter(known).static_order())
    except CycleError:
        return list(parents)
