"""What can be done to settings, as operations. They are data: only the guard runs them.

A value is checked against its kind before there is an operation at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.content.settings import Setting
from console.content.settings_value import Kind, is_secret, is_true, kind_of, problem_of
from console.content.shape import SettingsTable
from console.core.present import visible
from console.core.secret import Secret
from console.database.names import NULL, binds, identifier, names
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Call, Change, Operation, Query, Risk, Rows, Step

KIND = "setting"
EVENT = "settings.changed"
_MAINTENANCE = ("maintenance", "site_offline", "offline_mode", "under_construction")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSetting:
    """A setting that is to be added. What is None is left to the table's defaults."""

    key: str
    value: str | None
    type: str | None = None
    group: str | None = None
    description: str | None = None
    public: bool | None = None


def set_setting(table: SettingsTable, setting: Setting, text: str | None) -> Operation:
    """Give a setting another value. UsageProblem where the value does not fit, or is what is there already."""
    check_value(setting.kind, text, key=setting.name, public=setting.public)
    if setting.exact(reveal=True) == text and not setting.cut:
        raise UsageProblem(f"{visible(setting.name)} is that already.", "", "There is nothing to change.")
    return Operation(
        name="settings.set",
        title="Set",
        subject=setting.name,
        kind=KIND,
        key=setting.name,
        risk=_risk(setting),
        steps=(_set_step(table, setting, text),),
        consequence=_consequence(setting, text),
        event=EVENT,
        call=None if setting.secret else Call("settings.set", setting.name, {} if text is None else {"value": text}),
    )


def set_many(table: SettingsTable, changes: Sequence[tuple[Setting, str | None]]) -> Operation:
    """Give several settings other values, in one transaction or not at all."""
    if not changes:
        raise UsageProblem("Nothing differs.", "Every setting has that value already.", "There is nothing to import.")
    for setting, text in changes:
        check_value(setting.kind, text, key=setting.name, public=setting.public)
    risks = [_risk(setting) for setting, _ in changes] + ([Risk.CAREFUL] if len(changes) > 1 else [])
    count = f"{len(changes)} settings" if len(changes) > 1 else changes[0][0].name
    return Operation(
        name="settings.import",
        title="Set",
        subject=count,
        kind=KIND,
        key=table.name,
        risk=max(risks, key=lambda risk: risk.severity),
        steps=tuple(_set_step(table, setting, text) for setting, text in changes),
        consequence="all of them or none",
        event=EVENT,
    )


def add_setting(table: SettingsTable, new: NewSetting) -> Operation:
    """Add a setting. UsageProblem where a column that it names is not there, or its value does not fit its type."""
    key = new.key.strip()
    if not key:
        raise UsageProblem("The setting has no key.", "", "Give it one.")
    if table.scope:
        raise UsageProblem(
            f"{table.name} keys its settings by {', '.join((*table.scope, table.key))}.",
            "Which of them a new one belongs to cannot be said here.",
            "Add it with psql, or from the application.",
        )
    kind = kind_of(key, new.value, new.type)
    check_value(kind, new.value, key=key, public=new.public)
    secret = is_secret(key, new.value, new.type, kind)
    columns = _columns(table, new, key, kind)
    if secret:
        columns[table.value] = Secret(str(columns[table.value]))
    query = load("content/add_setting").with_identifiers(
        settings_table=_relation(table), columns=names(columns), values=binds(columns)
    )
    rows = Rows(
        schema=table.relation.schema,
        relation=table.relation.name,
        key=(table.key,),
        values=((key,),),
        columns=tuple(columns),
        change=Change.INSERT,
        masked=frozenset({table.value}) if secret else frozenset(),
    )
    step = Step(title=f"add {visible(key)}", query=Query(query, columns), expected=1, rows=(rows,))
    words = "everybody can read it" if new.public else ""
    return Operation(
        name="settings.add",
        title="Add",
        subject=key,
        kind=KIND,
        key=key,
        risk=Risk.ROUTINE,
        steps=(step,),
        consequence=words,
        event=EVENT,
    )


def remove_setting(table: SettingsTable, setting: Setting) -> Operation:
    """Remove a setting and its key. The row is kept in the journal and can be put back."""
    query = load("content/remove_setting").with_identifiers(**_identifiers(table))
    step = Step(
        title=f"remove {visible(setting.name)}",
        query=Query(query, _key_binds(setting)),
        expected=1,
        rows=(_rows(table, setting, (), Change.DELETE),),
    )
    return Operation(
        name="settings.remove",
        title="Remove",
        subject=setting.name,
        kind=KIND,
        key=setting.name,
        risk=Risk.CAREFUL,
        steps=(step,),
        consequence="what reads this key may fail without it",
        event=EVENT,
    )


def check_value(kind: Kind, text: str | None, *, key: str, public: bool | None) -> None:
    """UsageProblem where a value is not of its kind, or would show a secret to everybody."""
    problem = problem_of(kind, text)
    if problem is not None:
        raise UsageProblem(f"{visible(key)} takes another value.", f"It is a {kind.value}: {problem}.", "Correct it.")
    if public and text and is_secret(key, text, None, kind):
        raise UsageProblem(
            f"{visible(key)} looks like a secret and is public.",
            "Everybody could read it.",
            "Make it private first, or give it another name.",
        )


def _set_step(table: SettingsTable, setting: Setting, text: str | None) -> Step:
    timed = table.updated_at is not None and table.updated_at not in table.unreadable
    name = "content/set_setting_and_time" if timed else "content/set_setting"
    stored = stored_text(table, setting.kind, text)
    value: Any = Secret(stored) if setting.secret and stored is not None else stored
    return Step(
        title=f"set {visible(setting.name)}",
        query=Query(load(name).with_identifiers(**_identifiers(table)), {**_key_binds(setting), "value": value}),
        expected=1,
        rows=(_rows(table, setting, (table.value,), Change.UPDATE),),
    )


def stored_text(table: SettingsTable, kind: Kind, text: str | None) -> str | None:
    """The text as its column takes it: in a column of JSON a plain text is a JSON string."""
    column = table.relation.column(table.value)
    if text is None or column is None or column.category != "json" or kind in {Kind.JSON, Kind.NUMBER}:
        return text
    if kind is Kind.BOOLEAN:
        return "true" if is_true(text) else "false"
    return json.dumps(text, ensure_ascii=False)


def _rows(table: SettingsTable, setting: Setting, columns: tuple[str, ...], change: Change) -> Rows:
    return Rows(
        schema=table.relation.schema,
        relation=table.relation.name,
        key=(*table.scope, table.key),
        values=((*setting.scope, setting.key),),
        columns=columns,
        change=change,
        masked=frozenset({table.value}) if setting.secret else frozenset(),
    )


def _columns(table: SettingsTable, new: NewSetting, key: str, kind: Kind) -> dict[str, Any]:
    columns: dict[str, Any] = {table.key: key, table.value: stored_text(table, kind, new.value)}
    wanted = {"type": new.type, "group": new.group, "description": new.description, "public": new.public}
    for role, value in wanted.items():
        if value is None:
            continue
        name = getattr(table, role)
        if name is None:
            raise UsageProblem(f"{table.name} has no column for the {role}.", "", "Leave it out.")
        labels = table.labels(role)
        if labels and value not in labels:
            raise UsageProblem(f"There is no {role} {visible(str(value))}.", f"There are {', '.join(labels)}.", "")
        columns[name] = value
    return columns


def _identifiers(table: SettingsTable) -> Mapping[str, Any]:
    scope = [*table.scope, None, None][:2]
    return {
        "settings_table": _relation(table),
        "key_column": identifier(table.key),
        "value_column": identifier(table.value),
        "updated_at_column": identifier(table.updated_at) if table.updated_at else NULL,
        "scope_1_column": identifier(scope[0]) if scope[0] else NULL,
        "scope_2_column": identifier(scope[1]) if scope[1] else NULL,
    }


def _key_binds(setting: Setting) -> dict[str, Any]:
    scope = [*setting.scope, None, None][:2]
    return {"key": setting.key, "scope_1": scope[0], "scope_2": scope[1]}


def _relation(table: SettingsTable) -> Any:
    return identifier(table.relation.schema, table.relation.name)


def _risk(setting: Setting) -> Risk:
    return Risk.CAREFUL if is_maintenance(setting) else Risk.ROUTINE


def is_maintenance(setting: Setting) -> bool:
    """Whether the setting takes the site away from its visitors."""
    return setting.kind is Kind.BOOLEAN and any(word in setting.key.casefold() for word in _MAINTENANCE)


def _consequence(setting: Setting, text: str | None) -> str:
    if is_maintenance(setting):
        return "every visitor sees the maintenance page" if is_true(text) else "the site is open to visitors again"
    if setting.public:
        return "everybody can read it on the site"
    return "one row, can be taken back"
