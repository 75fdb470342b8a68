"""Definition files: TOML from the package and from the user's config folder, never from the working folder.

A file says in `[match]` which databases it is about: those that have all the tables that it names. The user's files
come after ours and win key by key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from console.core.places import config_dir
from console.errors import ConfigurationProblem, Problem
from console.records.definition import Definition
from console.records.definition_reading import definition, known, texts, wrong

_FOLDER = Path(__file__).parent / "definitions"


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """One file: whose databases it is about, and its records as they stand in it."""

    path: str
    title: str = ""
    tables: tuple[str, ...] = ()
    target: str = ""
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def fits(self, tables: Iterable[str], target: str) -> bool:
        """Whether it is about a database with these tables (`schema.name`)."""
        if self.target and self.target != target:
            return False
        return set(self.tables) <= set(tables)


def shipped_files() -> tuple[DefinitionFile, ...]:
    """The definitions that come with greenroom."""
    return tuple(read_file(path) for path in sorted(_FOLDER.glob("*.toml")))


def user_folder() -> Path:
    """Where the user's own definitions lie."""
    return config_dir() / "records"


def user_files() -> tuple[tuple[DefinitionFile, ...], list[Problem]]:
    """The user's own definitions, by name; and what is said of files that cannot be read: the others are used."""
    folder = user_folder()
    found: list[DefinitionFile] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            found.append(read_file(path))
        except Problem as problem:
            problems.append(problem)
    return tuple(found), problems


def read_file(path: Path) -> DefinitionFile:
    """A definition file. ConfigurationProblem where it is no TOML, or not of this shape."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationProblem(f"{path} cannot be read.", str(error), "Mend the file, or move it away.") from None
    match = document.pop("match", {})
    where = str(path)
    known(match, ("title", "tables", "target"), f"{where}: [match]")
    for name, record in document.items():
        if not isinstance(record, dict):
            raise wrong(where, f"{name} is no table", f"Write [{name}] with table = …")
    return DefinitionFile(
        where,
        str(match.get("title", "")),
        texts(match.get("tables", ()), where),
        str(match.get("target", "")),
        document,
    )


def definitions_of(
    files: Iterable[DefinitionFile], tables: Iterable[str], target: str
) -> tuple[tuple[Definition, ...], tuple[ConfigurationProblem, ...]]:
    """The definitions for a database with these tables, later files winning key by key; and what is wrong in others."""
    merged: dict[str, dict[str, Any]] = {}
    origin: dict[str, str] = {}
    names = tuple(tables)
    for file in files:
        if file.fits(names, target):
            for name, record in file.records.items():
                merged[name] = _merge(merged.get(name, {}), record)
                origin[name] = file.path
    made: list[Definition] = []
    problems: list[ConfigurationProblem] = []
    for name, record in merged.items():
        try:
            made.append(definition(name, record, origin[name]))
        except ConfigurationProblem as problem:
            problems.append(problem)
    return tuple(made), tuple(problems)


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            both[key] = _merge(old, value)
        elif key in ("transition", "check", "search") and isinstance(old, list):
            name = "column" if key == "search" else "name"
            mine = {each.get(name) for each in value}
            both[key] = [*(each for each in old if each.get(name) not in mine), *value]
        else:
            both[key] = value
    return both
