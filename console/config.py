"""What a person chose, read from config.toml in the config folder: never from the working folder.

Frozen values. An unknown section or key is an error with the nearest right word: a mistyped one must not be silent.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from console.core.change_window import ChangeWindow, parse_freeze, parse_hours
from console.core.nearest import nearest
from console.core.places import config_dir
from console.core.qualified import split_qualified
from console.errors import ConfigurationProblem

FILE = "config.toml"
_OWNERS = (os.geteuid(), 0)
_EVENT = re.compile(r"[a-z_*]+(\.[a-z_*]+)*")
_SECTIONS = (
    *("settings", "keys", "appearance", "refresh", "windows", "hooks"),
    *("journal", "audit_table", "migrations", "health", "identities", "publications"),
)
AUDIT_ROLES = ("actor", "action", "table", "row", "before", "after", "reason", "host", "result")
SETTINGS_ROLES = ("key", "value", "type", "group", "description", "public", "secret", "updated_at")


@dataclass(frozen=True, slots=True)
class SettingsMapping:
    """Where a target keeps its settings: [settings."TARGET"]. `columns` maps a role to the name of a column.

    `given_by` is who said so, for complaints.
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    given_by: str = FILE

    @property
    def schema_and_name(self) -> tuple[str, str]:
        """`public` is meant where no schema is given."""
        return split_qualified(self.table)


@dataclass(frozen=True, slots=True)
class AuditMapping:
    """Where a target keeps its own audit log: [audit_table."TARGET"]. `columns` maps what we know to a column."""

    table: str
    columns: Mapping[str, str]

    @property
    def schema_and_name(self) -> tuple[str, str]:
        """`public` is meant where no schema is given."""
        return split_qualified(self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookSetting:
    """A command of the operator's for events, one [[hooks]] of the file.

    `event` may hold `*`. `command` is run without a shell; it has `timeout` seconds. Without `targets` it is for all.
    """

    event: str
    command: tuple[str, ...]
    timeout: float = 10.0
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentitySetting:
    """Somebody to be in a probe: [identities.NAME]. `claims` are those of a token, `note` is for people."""

    role: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file. Defaults where it says nothing, or is not there.

    `keys` maps the id of a binding to its keys as Textual writes them (`ctrl+e,f2`). `theme` is None for the usual
    one. `refresh_seconds` is how often Home asks; 0 is never by itself. `windows` is when each target may be changed.
    `keep_values_days` is how long the journal keeps the values that an undo needs. `without_audit_table` are the
    targets of which was said that they have none: [audit_table."TARGET"] with table = false. `migration_folders` are
    the folders of migrations by target: [migrations."TARGET"] with dir = "…". `thresholds` are warning and critical of
    health by target: [health."TARGET"] with NAME = [warning, critical]; one figure alone is the warning. `identities`
    are people to probe as, by name. `publications` is what should be published, tables by publication by target:
    [publications."TARGET"] with NAME = ["public.bookings"].
    """

    settings: Mapping[str, SettingsMapping] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str | None = None
    refresh_seconds: float = 10.0
    windows: Mapping[str, ChangeWindow] = field(default_factory=dict)
    hooks: tuple[HookSetting, ...] = ()
    keep_values_days: int = 90
    audit_tables: Mapping[str, AuditMapping] = field(default_factory=dict)
    without_audit_table: frozenset[str] = frozenset()
    migration_folders: Mapping[str, Path] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, tuple[float, float | None]]] = field(default_factory=dict)
    identities: Mapping[str, IdentitySetting] = field(default_factory=dict)
    publications: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def with_folders(self, folders: Mapping[str, Path]) -> Config:
        """The same, with these folders of migrations where none is configured."""
        return replace(self, migration_folders={**folders, **self.migration_folders})


def load_config(path: Path | None = None) -> Config:
    """The configuration in `path`, else in our config folder. ConfigurationProblem where it cannot be used."""
    path = path or config_dir() / FILE
    text, status = config_text(path)
    config = parse_config(text, path)
    loose = status and (status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or status.st_uid not in _OWNERS)
    if config.hooks and loose:
        raise ConfigurationProblem(
            f"{path} can be written by others.",
            "It has hooks: it decides which programs run.",
            f"chmod 600 {path}, and make sure that it is yours.",
        )
    return config


def config_text(path: Path) -> tuple[str, os.stat_result | None]:
    """What stands in the file, and its status; nothing where it is not there. ConfigurationProblem if unreadable."""
    try:
        with path.open("rb") as file:
            return file.read().decode("utf-8"), os.fstat(file.fileno())
    except FileNotFoundError:
        return "", None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "It is not UTF-8."
        raise ConfigurationProblem(f"{path} cannot be read.", str(reason), "Check the file and its mode.") from None


def parse_config(text: str, path: Path) -> Config:
    """The configuration of a text; `path` stands in what is said of it. ConfigurationProblem where it is not one."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationProblem(f"{path} is not valid TOML.", str(error), "Mend that line.") from None
    return _Reader(path).config(document)


class _Reader:
    """Reads one document, with the file's name in every complaint."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def config(self, document: Mapping[str, Any]) -> Config:
        self._known(document, _SECTIONS, "")
        settings = self._table(document, "settings")
        appearance = self._table(document, "appearance")
        refresh = self._table(document, "refresh")
        self._known(appearance, ("theme",), "appearance")
        self._known(refresh, ("seconds",), "refresh")
        theme = appearance.get("theme")
        audits = self._audit_tables(self._table(document, "audit_table"))
        return Config(
            settings={name: self._mapping(name, self._table(settings, name, "settings.")) for name in settings},
            keys={name: self._keys(name, value) for name, value in _flat(self._table(document, "keys"))},
            theme=None if theme is None else self._text(theme, "appearance.theme"),
            windows=self._windows(self._table(document, "windows")),
            refresh_seconds=self._seconds(refresh.get("seconds", Config().refresh_seconds)),
            hooks=self._hooks(document.get("hooks", [])),
            keep_values_days=self._days(self._table(document, "journal")),
            audit_tables={name: mapping for name, mapping in audits.items() if mapping is not None},
            migration_folders=self._folders(self._table(document, "migrations")),
            thresholds=self._thresholds(self._table(document, "health")),
            identities=self._identities(self._table(document, "identities")),
            publications=self._publications(self._table(document, "publications")),
            without_audit_table=frozenset(name for name, mapping in audits.items() if mapping is None),
        )

    def _identities(self, sections: Mapping[str, Any]) -> dict[str, IdentitySetting]:
        return {name: self._identity(name, self._table(sections, name, "identities.")) for name in sections}

    def _identity(self, name: str, section: Mapping[str, Any]) -> IdentitySetting:
        here = f'identities."{name}"'
        self._known(section, ("role", "claims", "note"), here)
        claims = section.get("claims", {})
        try:
            plain = json.loads(claims if isinstance(claims, str) else json.dumps(claims))
        except (ValueError, TypeError, RecursionError) as error:
            raise self._problem(f"{here}.claims is no JSON: {error}.", 'Write claims = { sub = "…" }.') from None
        if not isinstance(plain, dict):
            raise self._problem(f"{here}.claims is no JSON object.", 'Write claims = { sub = "…" }.')
        note = self._text(section["note"], f"{here}.note") if "note" in section else ""
        return IdentitySetting(self._text(section.get("role"), f"{here}.role"), plain, note)

    def _folders(self, sections: Mapping[str, Any]) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for name in sections:
            here, section = f'migrations."{name}"', self._table(sections, name, "migrations.")
            self._known(section, ("dir",), here)
            path = Path(self._text(section.get("dir"), f"{here}.dir")).expanduser()
            if not path.is_absolute():
                raise self._problem(f"{here}.dir is {path}, which is not absolute.", "Write the whole path, or ~/….")
            found[name] = path
        return found

    def _thresholds(self, sections: Mapping[str, Any]) -> dict[str, dict[str, tuple[float, float | None]]]:
        found: dict[str, dict[str, tuple[float, float | None]]] = {}
        for name in sections:
            found[name] = {}
            for each, value in self._table(sections, name, "health.").items():
                figures = value if isinstance(value, list) else [value]
                wrong = any(isinstance(one, bool) or not isinstance(one, int | float) or one < 0 for one in figures)
                if wrong or not 1 <= len(figures) <= 2:
                    raise self._problem(f'health."{name}".{each} is no figure.', "Write 80, or [80, 92].")
                found[name][each] = (float(figures[0]), float(figures[1]) if len(figures) > 1 else None)
        return found

    def _publications(self, sections: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for name in sections:
            found[name] = {}
            for each, tables in self._table(sections, name, "publications.").items():
                if not isinstance(tables, list) or not all(isinstance(one, str) and one for one in tables):
                    here = f'publications."{name}".{each}'
                    raise self._problem(f"{here} is no list of tables.", 'Write ["public.bookings", …], or [].')
                found[name][each] = tuple(tables)
        return found

    def _audit_tables(self, sections: Mapping[str, Any]) -> dict[str, AuditMapping | None]:
        return {name: self._audit_table(name, self._table(sections, name, "audit_table.")) for name in sections}

    def _audit_table(self, name: str, section: Mapping[str, Any]) -> AuditMapping | None:
        """None where it is said that there is none."""
        here = f'audit_table."{name}"'
        self._known(section, ("table", "columns"), here)
        if section.get("table") is False:
            return None
        columns = self._table(section, "columns", f"{here}.")
        self._known(columns, AUDIT_ROLES, f"{here}.columns")
        if "table" not in section or not columns:
            raise self._problem(f"{here} has no table or no columns.", 'Write table = "schema.table", and columns.')
        texts = {role: self._text(column, f"{here}.columns.{role}") for role, column in columns.items()}
        return AuditMapping(self._text(section["table"], f"{here}.table"), texts)

    def _mapping(self, name: str, section: Mapping[str, Any]) -> SettingsMapping:
        here = f'settings."{name}"'
        self._known(section, ("table", "columns"), here)
        if "table" not in section:
            raise self._problem(f"{here} has no table.", 'Write table = "schema.table" there.')
        columns = self._table(section, "columns", f"{here}.")
        self._known(columns, SETTINGS_ROLES, f"{here}.columns")
        texts = {role: self._text(column, f"{here}.columns.{role}") for role, column in columns.items()}
        return SettingsMapping(self._text(section["table"], f"{here}.table"), texts)

    def _windows(self, sections: Mapping[str, Any]) -> dict[str, ChangeWindow]:
        return {name: self._window(name, self._table(sections, name, "windows.")) for name in sections}

    def _window(self, name: str, section: Mapping[str, Any]) -> ChangeWindow:
        here = f'windows."{name}"'
        self._known(section, ("hours", "freeze"), here)
        try:
            return ChangeWindow(
                tuple(parse_hours(text) for text in self._texts(section.get("hours", []), f"{here}.hours")),
                tuple(parse_freeze(text) for text in self._texts(section.get("freeze", []), f"{here}.freeze")),
            )
        except ValueError as error:
            raise self._problem(
                f"{here}: {error}.", 'Write "mon-fri 20:00-23:00", or "2026-12-20/2027-01-03".'
            ) from None

    def _hooks(self, value: object) -> tuple[HookSetting, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._problem("hooks is not a list of sections.", "Write [[hooks]] above each of them.")
        return tuple(self._hook(f"hooks {number}", each) for number, each in enumerate(value, start=1))

    def _hook(self, here: str, section: Mapping[str, Any]) -> HookSetting:
        self._known(section, ("event", "command", "timeout", "targets"), here)
        event, command = section.get("event"), section.get("command")
        if not isinstance(event, str) or not _EVENT.fullmatch(event):
            raise self._problem(f"{here}: event is none.", 'Write event = "settings.changed", or "settings.*".')
        if not isinstance(command, list) or not command:
            raise self._problem(f"{here}: command is no list.", 'Write command = ["program", "argument"].')
        timeout = section.get("timeout", 10)
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 3600:
            raise self._problem(f"{here}: timeout is not a number of seconds.", "Write 1 to 3600.")
        return HookSetting(
            event=event,
            command=self._texts(command, f"{here}: command"),
            timeout=float(timeout),
            targets=self._texts(section.get("targets", []), f"{here}: targets"),
        )

    def _days(self, section: Mapping[str, Any]) -> int:
        self._known(section, ("keep_values_days",), "journal")
        days = section.get("keep_values_days", Config().keep_values_days)
        if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 3650:
            raise self._problem("journal.keep_values_days is not a number of days.", "Write 1 to 3650.")
        return days

    def _texts(self, value: object, where: str) -> tuple[str, ...]:
        return tuple(self._text(each, where) for each in (value if isinstance(value, list) else [value]))

    def _keys(self, name: str, value: object) -> str:
        if isinstance(value, list):
            return ",".join(self._text(key, f"keys.{name}") for key in value)
        return self._text(value, f"keys.{name}")

    def _seconds(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not (value == 0 or 1 <= value <= 86_400):
            raise self._problem("refresh.seconds is not a number of seconds.", "Write 1 to 86400, or 0 for never.")
        return float(value)

    def _table(self, parent: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = parent.get(key, {})
        if not isinstance(value, dict):
            raise self._problem(f"{where}{key} is not a section.", f"Write [{where}{key}].")
        return value

    def _text(self, value: object, where: str) -> str:
        if not isinstance(value, str) or not value:
            raise self._problem(f"{where} is not a text.", 'Write it between quotes: "…".')
        return value

    def _known(self, section: Iterable[str], valid: tuple[str, ...], where: str) -> None:
        for key in section:
            if key not in valid:
                place = f"[{where}]" if where else "the file"
                raise self._problem(f"{place} has a key {key}, which there is not.", nearest(key, valid))

    def _problem(self, what: str, remedy: str) -> ConfigurationProblem:
        return ConfigurationProblem(f"{self.path} cannot be used.", what, remedy)


def _flat(section: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Keys of sections inside sections, joined by dots: TOML reads `app.quit = "q"` as two levels."""
    found: list[tuple[str, Any]] = []
    for name, value in section.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return found
