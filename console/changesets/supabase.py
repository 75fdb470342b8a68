"""What Supabase's own files beside a folder of migrations say: the linked projects, and the seed files of config.toml.

Read as its command line reads them; nothing is written and no variable of the environment is looked up.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.core.unknown import Unknown

_REFERENCE = re.compile(r"[a-z]{20}")
_DEFAULT_SEEDS = ("./seed.sql",)


@dataclass(frozen=True, slots=True)
class Project:
    """A Supabase project that a folder belongs to: its reference, and the file that says so.

    `remote` is its name in config.toml's `[remotes]`; it is empty for the one that the folder is linked to.
    """

    ref: str
    source: Path
    remote: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed file: the path and the hash as the command line records them, and the file."""

    path: str
    sha256: str
    file: Path


@dataclass(frozen=True, slots=True)
class Seeds:
    """The seed files in the order in which they run, and patterns of `sql_paths` that match no file."""

    enabled: bool
    seeds: tuple[Seed, ...] = ()
    unmatched: tuple[str, ...] = ()


def linked_projects(root: Path) -> tuple[Project, ...] | Unknown:
    """The projects that the folder that holds `supabase/` is linked to, the linked one first; none: it is not linked.

    config.toml's own `project_id` counts only where it is a reference: it is most often the folder's name.
    """
    place, config = root / "supabase" / ".temp" / "project-ref", _config_file(root)
    said = _read_config(root)
    if isinstance(said, Unknown):
        return said
    try:
        linked = place.read_text(encoding="utf-8", errors="replace").strip() if place.exists() else ""
    except OSError as error:
        return Unknown(f"{place} cannot be read: {error.strerror}.", "Check who may read it.")
    found = [Project(linked, place)] if linked else []
    if not found and _is_reference(said.get("project_id")):
        found.append(Project(said["project_id"], config))
    for name, remote in _table(said, "remotes").items():
        if isinstance(remote, dict) and _is_reference(remote.get("project_id")):
            found.append(Project(remote["project_id"], config, str(name)))
    return tuple(found)


def read_seeds(root: Path) -> Seeds | Unknown:
    """The seed files of the project in this folder, each with the sha256 of its bytes in hex."""
    said = _read_config(root)
    if isinstance(said, Unknown):
        return said
    settings = _table(_table(said, "db"), "seed")
    patterns = settings.get("sql_paths", _DEFAULT_SEEDS)
    if not isinstance(patterns, list | tuple) or not all(isinstance(each, str) for each in patterns):
        return Unknown("sql_paths of config.toml is no list of paths.", f"Mend it in {_config_file(root)}.")
    seeds: dict[str, Seed] = {}
    unmatched = []
    for pattern in patterns:
        resolved = posixpath.normpath(pattern if pattern.startswith("/") else posixpath.join("supabase", pattern))
        matches = sorted(_matches(root, resolved))
        if not matches:
            unmatched.append(pattern)
        for path in matches:
            try:
                seeds.setdefault(path, Seed(path, _hash(root / path), root / path))
            except OSError as error:
                return Unknown(f"The seed file {path} cannot be read: {error.strerror}.", "Check who may read it.")
    return Seeds(settings.get("enabled", True) is not False, tuple(seeds.values()), tuple(unmatched))


def _config_file(root: Path) -> Path:
    return root / "supabase" / "config.toml"


def _read_config(root: Path) -> dict[str, Any] | Unknown:
    """config.toml; empty where there is none."""
    path = _config_file(root)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        return Unknown(f"{path} cannot be read: {error.strerror}.", "Check who may read it.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Unknown(f"{path} is no TOML: {error}.", "Mend it.")


def _table(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _matches(root: Path, pattern: str) -> Iterator[str]:
    """The files that a pattern of Go's matches, as paths like the pattern's: `*` ends at a slash, `**` is the same."""
    found = ["/" if pattern.startswith("/") else ""]
    parts = [part for part in pattern.split("/") if part]
    for part in parts:
        if not re.search(r"[*?\[\\]", part):
            found = [posixpath.join(path, part) for path in found]
        else:
            like = _expression(part)
            found = [
                posixpath.join(path, name) for path in found for name in _names(root / path) if like.fullmatch(name)
            ]
    return (path for path in found if (root / path).is_file())


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # what a pattern passes through and cannot enter matches nothing
        return []


def _expression(part: str) -> re.Pattern[str]:
    """One part of a pattern as a regular expression; one that is wrong matches itself alone."""
    words = []
    for found in re.finditer(r"\\(.)|(\*+)|(\?)|(\[\^?(?:\\.|[^\]\\])+\])|(.)", part, re.DOTALL):
        escaped, stars, one, several, plain = found.groups()
        if stars:
            words.append(".*")
        elif one:
            words.append(".")
        else:
            words.append(several or re.escape(escaped or plain))
    try:
        return re.compile("".join(words), re.DOTALL)
    except re.error:
        return re.compile(re.escape(part))
