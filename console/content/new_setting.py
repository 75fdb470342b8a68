"""A setting that is to be added: which columns it fills, and with what. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from console.content.fitting import check, check_public, secret_in, stored
from console.content.permission import unfilled_columns
from console.content.settings_value import Kind, is_declared, is_true, kind_of
from console.content.shape import SettingsTable
from console.core.nearest import nearest
from console.core.present import visible
from console.errors import UsageProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSetting:
    """A setting that is to be added. What is None is left to the table's defaults.

    `scope` are the values of the columns that complete the key, in the table's order.
    """

    key: str
    value: str | None = field(repr=False)
    type: str | None = None
    group: str | None = None
    description: str | None = None
    public: bool | None = None
    scope: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The key with its scope in front, as `Setting.name`."""
        return "/".join((*self.scope, self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The row: values by column. `timed` says that the server must put in the time of change."""

    values: dict[str, Any] = field(repr=False)
    secret: bool
    timed: bool


def filled(table: SettingsTable, new: NewSetting) -> Filled:
    """The row that a new setting becomes. UsageProblem where it does not fit the table."""
    if not new.key or new.key != new.key.strip():
        raise UsageProblem("The setting has no key.", "Spaces around it do not count.", "Give it one.")
    if len(new.scope) != len(table.scope):
        raise UsageProblem(
            f"{table.name} keys its settings by {', '.join(table.key_columns)}.", "", "Give each of them."
        )
    if missing := unfilled_columns(table):
        raise UsageProblem(
            f"{table.name} has a column {missing[0].name} without a default.",
            "What belongs there is the application's to say.",
            "Add the setting from there.",
        )
    kind = _kind(table, new)
    check(table, new.name, kind, new.value, new.type)
    check_public(new.key, new.value, new.type, kind, public=new.public)
    values: dict[str, Any] = dict(zip(table.scope, new.scope, strict=True))
    values |= {table.key: new.key, table.value: stored(table, kind, _tidy(kind, new.value))}
    for role in ("type", "group", "description", "public"):
        column = getattr(table, role)
        given = _given(table, role, getattr(new, role))
        if given is not None and column not in table.scope:
            values[column] = given
        elif given is None and column not in table.scope and _needed(table, column):
            raise UsageProblem(f"{visible(new.name)} needs a {role}.", f"{column} has no default.", "Give it one.")
    time = table.relation.column(table.updated_at) if table.updated_at else None
    return Filled(
        values=values,
        secret=secret_in(new.key, new.value, new.type, kind),
        timed=time is not None and not time.filled and time.category == "D" and time.insertable,
    )


def _kind(table: SettingsTable, new: NewSetting) -> Kind:
    """The declared kind. Without one a text is a text, but in a column of JSON it is what it looks like."""
    guessed = kind_of(new.key, new.value, new.type)
    if is_declared(new.type) or table.holds_json:
        return guessed
    return Kind.TEXT


def _tidy(kind: Kind, text: str | None) -> str | None:
    return text if text is None or kind in (Kind.TEXT, Kind.JSON) else text.strip()


def _needed(table: SettingsTable, name: str | None) -> bool:
    column = table.relation.column(name) if name else None
    return column is not None and not column.nullable and not column.filled


def _given(table: SettingsTable, role: str, value: Any) -> Any:
    """The value for the column of a role, as that column takes it; None where it is left to its default."""
    if value is None:
        return None
    name = getattr(table, role)
    column = table.relation.column(name) if name else None
    if column is None:
        raise UsageProblem(f"{table.name} has no column for the {role}.", "", "Leave it out.")
    if isinstance(value, bool):
        if column.category == "B":
            return value
        words = column.labels or ("public", "private")
        found = next((word for word in words if is_true(word) is value), None)
        if found is None:
            raise UsageProblem(f"How {column.name} says who may see it is not known.", "", "Leave it out.")
        return found
    if column.labels and value not in column.labels:
        hint = nearest(value, column.labels)
        raise UsageProblem(f"There is no {role} {visible(value)}.", f"There are {', '.join(column.labels)}.", hint)
    return value
