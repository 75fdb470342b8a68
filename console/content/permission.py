"""Why a change of a settings table is not offered: what the catalogue says of this role and of the table. Pure.

An empty text means that nothing is known against it; the guard's plan looks again.
"""

from __future__ import annotations

from collections.abc import Sequence

from console.content.settings import Setting, Settings
from console.content.shape import Column, SettingsTable
from console.errors import NotPermitted, UsageProblem

NO_PRIVILEGE = "no privilege"


def why_not_set(settings: Settings, setting: Setting) -> str:
    """Why this setting's value cannot be changed."""
    table = settings.table
    if reason := _takes_none(table, "update") or _row_unclear(settings, setting):
        return reason
    column = table.value_column
    if column is not None and not column.updatable:
        return f"{NO_PRIVILEGE}: grant update ({column.name}) on {table.name} to this role"
    return ""


def why_not_remove(settings: Settings, setting: Setting) -> str:
    """Why this setting cannot be removed."""
    table = settings.table
    if reason := _takes_none(table, "delete") or _row_unclear(settings, setting):
        return reason
    return "" if table.relation.deletable else f"{NO_PRIVILEGE}: grant delete on {table.name} to this role"


def why_not_add(table: SettingsTable) -> str:
    """Why no setting can be added."""
    if reason := _takes_none(table, "insert"):
        return reason
    key, value = (table.relation.column(name) for name in (table.key, table.value))
    lacking = [column.name for column in (key, value) if column is not None and not column.insertable]
    if lacking:
        return f"{NO_PRIVILEGE}: grant insert ({', '.join(lacking)}) on {table.name} to this role"
    if unfilled := unfilled_columns(table):
        one = unfilled[0].name
        return f"{one} has no default: the application that owns the table makes it"
    return ""


def refuse(reason: str) -> None:
    """NotPermitted or UsageProblem where there is a reason."""
    if reason:
        sort = NotPermitted if reason.startswith(NO_PRIVILEGE) else UsageProblem
        raise sort(f"That cannot be done here: {reason}.", "Nothing was sent.", "")


def unfilled_columns(table: SettingsTable) -> Sequence[Column]:
    """The columns that a new row must have a value for and that have no meaning here."""
    known = {
        table.type,
        table.group,
        table.description,
        table.public,
        table.updated_at,
        table.value,
        *table.key_columns,
    }
    return [
        column
        for column in table.relation.columns
        if not column.nullable
        and not column.filled
        and column.name not in known
        and column.name not in table.key_columns
    ]


def sets_time(table: SettingsTable) -> bool:
    """Whether a change can say when it was made."""
    column = table.relation.column(table.updated_at) if table.updated_at else None
    return column is not None and column.category == "D" and column.updatable and column.readable


def _takes_none(table: SettingsTable, change: str) -> str:
    if change in table.relation.takes:
        return ""
    what = {"v": "this view takes no changes", "m": "it is a materialized view", "f": "it is a foreign table"}
    return what.get(table.relation.kind, "it takes no changes")


def _row_unclear(settings: Settings, setting: Setting) -> str:
    table = settings.table
    if hidden := [name for name in table.key_columns if name in table.unreadable]:
        return f"{NO_PRIVILEGE}: grant select ({', '.join(hidden)}) on {table.name} to this role"
    if None in setting.scope:
        return "a part of its key is NULL: no row can be named by that"
    place = (setting.scope, setting.key)
    if sum(1 for each in settings if (each.scope, each.key) == place) > 1:
        return "more than one row has this key"
    return ""
