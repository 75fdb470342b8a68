"""targets.toml: the saved targets. The only place that reads or writes that file; it never sees a password.

A person may edit the file too: comments, order and blank lines survive, and a link to a file elsewhere stays a link.
Each write reads the file again under a lock, so that two consoles do not lose each other's changes.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.core.atomic import locked, write_private
from console.core.places import config_dir, private
from console.core.present import visible
from console.core.target import Target
from console.errors import ConfigurationProblem
from console.targets.entry import EntryError, check, entry_from, name_fault, target_from

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_HEAD = """# The databases that greenroom connects to, one table each. `greenroom targets --help` writes it; so may you.
# No password stands here: `secret` says where it is.
"""


class TargetStore:
    """The saved targets in one file; by default targets.toml in the configuration folder."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / "targets.toml"

    def targets(self) -> tuple[Target, ...]:
        """Every target in the file's order. ConfigurationProblem for the first one that cannot be used."""
        usable, problems = self.readable()
        if problems:
            raise problems[0]
        return usable

    def readable(self) -> tuple[tuple[Target, ...], tuple[ConfigurationProblem, ...]]:
        """The targets that can be used, and what is wrong with the others: one slip must not hide them all."""
        return self._parse(self._read())

    def get(self, name: str) -> Target:
        """The target of that name, whatever its case. ConfigurationProblem, with the names that there are, if not."""
        usable, problems = self.readable()
        for target in usable:
            if target.name.casefold() == name.casefold():
                return target
        if problems:
            raise problems[0]
        raise self._absent(name, usable)

    def add(self, target: Target) -> None:
        """Append a target. ConfigurationProblem if its name is taken or cannot be one, or its values do not fit."""
        self._check(target)
        with self._draft() as draft:
            if _key(draft.document, target.name) is not None:
                raise ConfigurationProblem(
                    f"There is a target {target.name} already.", "", "Choose another name, or edit that one."
                )
            _append(draft.document, target)

    def replace(self, name: str, target: Target, *, expected: Target | None = None) -> None:
        """Put `target` where `name` stands, under its own name. With `expected`, only if the file still says that."""
        self._check(target)
        with self._draft() as draft:
            document = draft.document
            key = self._existing(document, name)
            other = _key(document, target.name)
            if other is not None and other != key:
                raise ConfigurationProblem(f"There is a target {target.name} already.", "", "Choose another name.")
            if expected is not None and self._one(document, key) != expected:
                raise ConfigurationProblem(
                    f"The target {name} was changed meanwhile.", "Somebody edited the file.", "Look at it again."
                )
            _update(document[key], target)
            if target.name != key:
                draft.document = _renamed(document, key, target.name)

    def change(self, name: str, **fields: Any) -> Target:
        """Change some fields of a target as the file has it now, and give it back."""
        with self._draft() as draft:
            key = self._existing(document := draft.document, name)
            target = replace(self._one(document, key), **fields)
            self._check(target)
            _update(document[key], target)
        return target

    def rename(self, old: str, new: str) -> None:
        """Give a target another name."""
        self.replace(old, replace(self.get(old), name=new))

    def remove(self, name: str) -> Target:
        """Delete a target from the file, and give back what it was. Its secret stays where it is."""
        with self._draft() as draft:
            key = self._existing(document := draft.document, name)
            target = self._one(document, key)
            del document[key]
        return target

    def _read(self) -> str:
        try:
            with self.path.open(encoding="utf-8") as file:
                _check_owner(self.path, os.fstat(file.fileno()))
                return file.read()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            reason = (error.strerror or "") if isinstance(error, OSError) else "It is not UTF-8."
            raise ConfigurationProblem(f"{self.path} cannot be read.", reason, "Check it and its mode.") from None

    def _parse(self, text: str) -> tuple[tuple[Target, ...], tuple[ConfigurationProblem, ...]]:
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            # The message quotes no line, but may quote a character.
            raise ConfigurationProblem(f"{self.path} is not TOML.", visible(str(error)), "Mend that line.") from None
        usable: list[Target] = []
        problems: list[ConfigurationProblem] = []
        for name, entry in document.items():
            try:
                if any(name.casefold() == other.name.casefold() for other in usable):
                    raise EntryError("", "There are two targets of this name.", "Rename one of them.")
                usable.append(_target(name, entry))
            except EntryError as fault:
                problems.append(self._problem(text, name, fault))
        return tuple(usable), tuple(problems)

    def _one(self, document: TOMLDocument, key: str) -> Target:
        text = document.as_string()
        try:
            return _target(key, tomllib.loads(text)[key])
        except EntryError as fault:
            raise self._problem(text, key, fault) from None

    def _problem(self, text: str, name: str, fault: EntryError) -> ConfigurationProblem:
        line = line_of(text, name, fault.key)
        place = f"{self.path}, line {line}" if line else str(self.path)
        what = f"{place}: [{visible(name)}] {visible(fault.key)}".rstrip() + " cannot be used."
        return ConfigurationProblem(what, visible(fault.why), visible(fault.remedy))

    def _check(self, target: Target) -> None:
        try:
            if why := name_fault(target.name):
                raise EntryError("", why, "Choose another name.")
            check(target_from(target.name, entry_from(target)))
        except EntryError as fault:
            key = f", {fault.key}" if fault.key else ""
            raise ConfigurationProblem(
                f"The target {visible(target.name)}{key} cannot be used.", visible(fault.why), visible(fault.remedy)
            ) from None

    def _existing(self, document: TOMLDocument, name: str) -> str:
        key = _key(document, name)
        if key is None:
            raise self._absent(name, self._parse(document.as_string())[0])
        return key

    def _absent(self, name: str, usable: tuple[Target, ...]) -> ConfigurationProblem:
        names = ", ".join(target.name for target in usable)
        return ConfigurationProblem(
            f"There is no target {visible(name)}.",
            f"There are: {names}." if names else f"{self.path} has none.",
            "greenroom targets add NAME ADDRESS adds one.",
        )

    @contextmanager
    def _draft(self) -> Iterator[_Draft]:
        """The file as it is now, under a lock; what was done to it is written when the block ends well."""
        import tomlkit

        real = self.path.resolve()
        private(real.parent)
        private(self.path.parent)
        with locked(self.path):
            text = self._read()
            self._parse(text)
            draft = _Draft(tomlkit.parse(text or _HEAD))
            yield draft
            write_private(real, tomlkit.dumps(draft.document))


@dataclass(slots=True)
class _Draft:
    document: TOMLDocument


def line_of(text: str, name: str, key: str) -> int | None:
    """The line, from 1, of a key of a target, or of the target's heading; None where it stands in another form."""
    heading: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[(?P<title>.+)\]\s*(#.*)?$", line):
            if heading is not None:
                break
            with suppress(tomllib.TOMLDecodeError):
                heading = number if list(tomllib.loads(f"[{match['title']}]")) == [name] else None
        elif heading is not None and key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return heading


def _target(name: str, entry: object) -> Target:
    if not isinstance(entry, dict):
        raise EntryError("", "It stands outside of a target.", "Every key belongs under the [NAME] of a target.")
    if why := name_fault(name):
        raise EntryError("", why, "Rename it.")
    return target_from(name, entry)


def _key(document: TOMLDocument, name: str) -> str | None:
    return next((str(key) for key in document if str(key).casefold() == name.casefold()), None)


def _append(document: TOMLDocument, target: Target) -> None:
    import tomlkit

    table = tomlkit.table()
    for key, value in entry_from(target).items():
        table.add(key, value)
    if document.as_string() and not document.as_string().endswith("\n\n"):
        document.add(tomlkit.nl())
    document.add(tomlkit.key(target.name), table)


def _update(table: Any, target: Target) -> None:
    wanted = entry_from(target)
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        if key not in table or table[key] != value:
            table[key] = value


def _renamed(document: TOMLDocument, old: str, new: str) -> TOMLDocument:
    """The document with another heading. tomlkit cannot rename a key; a new line keeps its place and comments."""
    import tomlkit

    lines = document.as_string().splitlines(keepends=True)
    number = line_of("".join(lines), old, "")
    if number is None:
        raise ConfigurationProblem(
            f"The target {old} cannot be renamed here.", "It does not stand under a heading.", "Edit the file by hand."
        )
    comment = lines[number - 1].rpartition("]")[2]
    lines[number - 1] = f"[{tomlkit.key(new).as_string()}]{comment}"
    return tomlkit.parse("".join(lines))


def _check_owner(path: Path, status: os.stat_result) -> None:
    """Refuse a file that others may write: it names programs that are run (password_command, ssh)."""
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or status.st_uid not in {os.geteuid(), 0}:
        raise ConfigurationProblem(
            f"{path} can be written by others.",
            "It decides which programs run and where passwords go.",
            f"chmod 600 {path}, and make sure that it is yours.",
        )
