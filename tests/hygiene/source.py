"""The repository as the rules read it: modules as syntax trees, files that git knows."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("textual", "psycopg", "sqlalchemy", "keyring")
"""Packages that cost time or a terminal: each may be imported in a few places only."""


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, its text and its tree. `name` is dotted, `place` is for messages."""

    path: Path
    name: str
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix() if self.path.is_relative_to(ROOT) else self.path.name

    def at(self, node: ast.AST) -> str:
        """`console/app.py:12`, where an editor can go."""
        return f"{self.place}:{getattr(node, 'lineno', 1)}"


def parse(text: str, name: str = "sample") -> Module:
    """A module from its text: the samples that prove a rule can fail."""
    return Module(Path(f"{name}.py"), name, text, ast.parse(text))


@cache
def modules(folder: str = "console") -> tuple[Module, ...]:
    """Every Python file of a folder, in order."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, ".".join(parts).removesuffix(".__init__"), text, ast.parse(text, str(path))))
    assert found, folder
    return tuple(found)


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps and that are there; of an unpacked archive all but caches."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())
    return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and "cache" not in str(path))


def prose(module: Module) -> set[ast.Constant]:
    """The docstrings: strings that stand alone as a statement."""
    alone = (node.value for node in ast.walk(module.tree) if isinstance(node, ast.Expr))
    return {value for value in alone if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def strings(module: Module) -> Iterator[tuple[ast.expr, str]]:
    """Every string but docstrings, an f-string as one with `{}` for what is filled in."""
    skipped: set[ast.AST] = set(prose(module))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            skipped.update(node.values)
            yield node, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node, node.value


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every module that is imported anywhere in a file, under TYPE_CHECKING too; dotted names, `from a import b` as
    `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)


def called(node: ast.Call) -> str:
    """The last part of the name that is called: `content` for `text.content(…)`."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
