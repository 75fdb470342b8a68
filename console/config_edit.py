"""The one thing that the console writes into config.toml: which table is a target's own audit log, or that it has none.

A person writes that file: comments, order and everything else survive, it is replaced whole or not at all, and what
comes out is read back before it counts. It decides nothing: who calls it has asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from console.config import FILE, AuditMapping, Config, config_text, load_config, parse_config
from console.core.atomic import locked, write_private
from console.core.places import config_dir, private
from console.errors import ConfigurationProblem

_KEY = "audit_table"


def audit_section(target: str, mapping: AuditMapping | None) -> str:
    """What stands in the file for a target; without a mapping that it has none."""
    head = f"[{_KEY}.{_toml(target)}]"
    if mapping is None:
        return f"{head}\ntable = false"
    columns = ", ".join(f"{role} = {_toml(column)}" for role, column in mapping.columns.items())
    return f"{head}\ntable = {_toml(mapping.table)}\ncolumns = {{ {columns} }}"


def write_audit_table(target: str, mapping: AuditMapping | None, path: Path | None = None) -> Config:
    """Put that section into the file, mode 0600, and give back the configuration as it is now.

    ConfigurationProblem where the file cannot be used or written, or has a form in which the section finds no place.
    """
    path = path or config_dir() / FILE
    try:
        private(path.parent)
        with locked(path):
            load_config(path)  # what cannot be used, or what others may write, is not made ours by writing it
            before = config_text(path)[0]
            after = _edited(before, target, mapping)
            if not _is_right(before, after, target, mapping):
                raise _by_hand(path, target, mapping)
            if after != before:
                write_private(path.resolve(), after)
            return parse_config(after, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigurationProblem(f"{path} cannot be written.", reason, "Check the file and its folder.") from None


def _edited(text: str, target: str, mapping: AuditMapping | None) -> str:
    section = audit_section(target, mapping)
    if target not in tomllib.loads(text).get(_KEY, {}):
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}{section}\n"
    import tomlkit

    document: Any = tomlkit.parse(text)
    wanted: Any = tomlkit.parse(section)
    _merge(document[_KEY][target], wanted[_KEY][target])
    return tomlkit.dumps(document)


def _merge(entry: Any, wanted: Any) -> None:
    """Change what is another one and nothing else: a line that stays keeps its comment."""
    for key in [key for key in entry if key not in wanted]:
        del entry[key]
    for key, value in wanted.items():
        if isinstance(value, MutableMapping) and isinstance(entry.get(key), MutableMapping):
            _merge(entry[key], value)
        elif key not in entry or entry[key] != value:
            entry[key] = value


def _is_right(before: str, after: str, target: str, mapping: AuditMapping | None) -> bool:
    """Whether the new text says what the old one said, and the section."""
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    wanted = tomllib.loads(before)
    wanted.setdefault(_KEY, {})[target] = tomllib.loads(audit_section(target, mapping))[_KEY][target]
    return found == wanted


def _by_hand(path: Path, target: str, mapping: AuditMapping | None) -> ConfigurationProblem:
    return ConfigurationProblem(
        f"{path} is written in a form that cannot be added to.",
        "Nothing was written.",
        "Write it yourself: " + " / ".join(audit_section(target, mapping).splitlines()),
    )


def _toml(text: str) -> str:
    """A basic string on one line."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
