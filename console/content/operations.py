"""What can be done to settings, as operations. They are data: only the guard runs them.

A value is checked against its kind and its column (`fitting`) before there is an operation at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from console.content.fitting import Fitted, NothingToDo, fitted, stored
from console.content.json_masks import changes
from console.content.new_setting import NewSetting, filled
from console.content.permission import sets_time
from console.content.settings import Setting
from console.content.settings_value import MASK, Kind, is_secret, is_true, kind_of, names_a_secret
from console.content.shape import Confidence, SettingsTable
from console.core.json_text import NotJsonError, parse
from console.core.present import visible
from console.core.secret import Secret
from console.database.names import binds, identifier, names, row
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Call, Change, Operation, Query, Risk, Rows, Step
from console.guard.render import rendered
from console.guard.rows import key_text

KIND = "setting"
EVENT = "settings.changed"
_MAINTENANCE = ("maintenance", "site_offline", "offline_mode", "under_construction")
_SHUT = "every visitor sees the maintenance page"
_PLACES = 6
"""Places of a document that are named before "and more"."""


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that one of several settings is to have."""

    setting: Setting
    text: str | None = field(repr=False)
    as_text: bool = False


def set_setting(table: SettingsTable, setting: Setting, text: str | None, *, as_text: bool = False) -> Operation:
    """Give a setting another value. UsageProblem where it does not fit, NothingToDo where it is that already."""
    value = fitted(table, setting, text, as_text=as_text)
    return Operation(
        name="settings.set",
        title="Set",
        subject=setting.name,
        kind=KIND,
        key=setting.name,
        risk=_risk(setting),
        steps=(_set_step(table, setting, value),),
        consequence=_consequence(setting, value),
        facts=_facts(setting, value),
        event=EVENT,
        call=None if value.secret else Call("settings.set", setting.name, _arguments(table, value.text, as_text)),
    )


def set_many(table: SettingsTable, values: Sequence[NewValue], added: Sequence[NewSetting] = ()) -> Operation:
    """Give several settings other values and add some, in one transaction or not at all.

    NothingToDo where each has its value already.
    """
    place = [(each.setting.scope, each.setting.key) for each in values] + [(each.scope, each.key) for each in added]
    if doubled := next((key for key in place if place.count(key) > 1), None):
        raise UsageProblem(f"{visible(doubled[1])} is given twice.", "", "Leave one of the two out.")
    changed: list[Setting] = []
    steps: list[Step] = []
    for each in values:
        with suppress(NothingToDo):
            steps.append(_set_step(table, each.setting, fitted(table, each.setting, each.text, as_text=each.as_text)))
            changed.append(each.setting)
    steps += [_add_step(table, new) for new in added]
    if not steps:
        raise NothingToDo("Every setting is that already.", "There is nothing to change.")
    risks = [Risk.CAREFUL if len(steps) > 1 else Risk.ROUTINE, *(_risk(setting) for setting in changed)]
    risks += [Risk.CAREFUL for new in added if _shuts(new)]
    names_ = [*(setting.name for setting in changed), *(new.name for new in added)]
    return Operation(
        name="settings.import",
        title="Set",
        subject=f"{len(steps)} settings" if len(steps) > 1 else names_[0],
        kind=KIND,
        key=table.name,
        risk=max(risks, key=lambda risk: risk.severity),
        steps=tuple(steps),
        consequence=_consequence_of_many(
            [*(one.name for one in changed if is_maintenance(one)), *(new.name for new in added if _shuts(new))]
        ),
        event=EVENT,
    )


def add_setting(table: SettingsTable, new: NewSetting) -> Operation:
    """Add a setting. UsageProblem where a column that it names is not there, or its value does not fit its type."""
    step = _add_step(table, new)
    return Operation(
        name="settings.add",
        title="Add",
        subject=new.name,
        kind=KIND,
        key=new.name,
        risk=Risk.CAREFUL if _shuts(new) else Risk.ROUTINE,
        steps=(step,),
        consequence=_consequence_of_adding(new),
        event=EVENT,
    )


def remove_setting(table: SettingsTable, setting: Setting) -> Operation:
    """Remove a setting and its key. The row is kept in the journal and can be put back."""
    query = load("content/remove_setting").with_identifiers(**_row(table))
    rows = _rows(table, setting, Change.DELETE, masked=setting.secret)
    return Operation(
        name="settings.remove",
        title="Remove",
        subject=setting.name,
        kind=KIND,
        key=setting.name,
        risk=Risk.CAREFUL,
        steps=(
            Step(title=f"remove {visible(setting.name)}", query=Query(query, _key(setting)), expected=1, rows=(rows,)),
        ),
        consequence=_consequence_of_removing(setting),
        event=EVENT,
        call=Call("settings.remove", setting.name),
    )


def statement_of(table: SettingsTable, setting: Setting) -> str:
    """The statement that gives the setting the value that it has, for psql. Empty where that is masked or not whole."""
    if setting.secret or setting.cut or None in setting.scope:
        return ""
    text = setting.exact()
    kept = stored(table, setting.kind, text, quoted=setting.quoted)
    step = _set_step(table, setting, Fitted(kind=setting.kind, secret=False, text=text, stored=kept))
    return rendered(step.query, limit=None).strip() + ";"


def is_maintenance(setting: Setting) -> bool:
    """Whether the setting takes the site away from its visitors."""
    return _is_switch(setting.key, setting.kind)


def _shuts(new: NewSetting) -> bool:
    """Whether adding it takes the site away from its visitors."""
    return _is_switch(new.key, kind_of(new.key, new.value, new.type)) and is_true(new.value) is True


def _is_switch(key: str, kind: Kind) -> bool:
    return kind is Kind.BOOLEAN and any(word in key.casefold() for word in _MAINTENANCE)


# ---- steps


def _set_step(table: SettingsTable, setting: Setting, value: Fitted) -> Step:
    timed = sets_time(table)
    parts = _row(table) | {"value_column": identifier(table.value)}
    columns = [table.value]
    if timed and table.updated_at:
        parts["updated_at_column"] = identifier(table.updated_at)
        columns.append(table.updated_at)
    query = load("content/set_setting_and_time" if timed else "content/set_setting").with_identifiers(**parts)
    rows = _rows(table, setting, Change.UPDATE, masked=value.secret)
    becomes = {table.value: MASK if value.secret and value.stored is not None else value.stored}
    return Step(
        title=f"set {visible(setting.name)}",
        query=Query(query, _key(setting) | {"value": _bound(value.stored, value.secret)}),
        expected=1,
        rows=(replace(rows, columns=tuple(columns), becomes=becomes),),
    )


def _add_step(table: SettingsTable, new: NewSetting) -> Step:
    new_row = filled(table, new)
    numbered = {f"value_{number}": value for number, value in enumerate(new_row.values.values())}
    parts = {
        "settings_table": _relation(table),
        "columns": names(new_row.values),
        "values": binds(numbered),
    }
    if new_row.timed and table.updated_at:
        parts["updated_at_column"] = identifier(table.updated_at)
    at = list(new_row.values).index(table.value)
    numbered[f"value_{at}"] = _bound(new_row.values[table.value], new_row.secret)
    query = load("content/add_setting_and_time" if new_row.timed else "content/add_setting").with_identifiers(**parts)
    becomes = {column: value if value is None else key_text(value) for column, value in new_row.values.items()}
    if new_row.secret:
        becomes[table.value] = MASK
    rows = Rows(
        schema=table.relation.schema,
        relation=table.relation.name,
        key=table.key_columns,
        values=((*new.scope, new.key),),
        columns=(*new_row.values, *((table.updated_at,) if new_row.timed and table.updated_at else ())),
        change=Change.INSERT,
        masked=frozenset({table.value}) if new_row.secret else frozenset(),
        becomes=becomes,
    )
    return Step(title=f"add {visible(new.name)}", query=Query(query, numbered), expected=1, rows=(rows,))


def _rows(table: SettingsTable, setting: Setting, change: Change, *, masked: bool) -> Rows:
    if None in setting.scope:
        raise UsageProblem(
            f"{visible(setting.name)} cannot be changed here.", "A part of its key is NULL.", "Change it with psql."
        )
    return Rows(
        schema=table.relation.schema,
        relation=table.relation.name,
        key=table.key_columns,
        values=((*setting.scope, setting.key),),
        change=change,
        masked=frozenset({table.value}) if masked else frozenset(),
    )


def _row(table: SettingsTable) -> dict[str, Any]:
    keys = [f"key_{number}" for number in range(len(table.key_columns))]
    return {
        "settings_table": _relation(table),
        "key_columns": row(names(table.key_columns), len(keys)),
        "key_values": row(binds(keys), len(keys)),
    }


def _key(setting: Setting) -> dict[str, Any]:
    return {f"key_{number}": part for number, part in enumerate((*setting.scope, setting.key))}


def _relation(table: SettingsTable) -> Any:
    return identifier(table.relation.schema, table.relation.name)


def _bound(stored: str | None, secret: bool) -> Secret | str | None:
    return Secret(stored) if secret and stored is not None else stored


# ---- what is said of them


def _risk(setting: Setting) -> Risk:
    return Risk.CAREFUL if is_maintenance(setting) else Risk.ROUTINE


def _consequence(setting: Setting, value: Fitted) -> str:
    if is_maintenance(setting):
        return _SHUT if is_true(value.text) else "the site is open to visitors again"
    if setting.public:
        return "everybody can read it on the site"
    return "one row, can be taken back"


def _consequence_of_adding(new: NewSetting) -> str:
    if _shuts(new):
        return _SHUT
    return "everybody can read it on the site" if new.public else "one row, can be taken back"


def _consequence_of_removing(setting: Setting) -> str:
    fails = "what reads this key may fail without it"
    if not is_maintenance(setting):
        return fails
    if is_true(setting.exact(reveal=True)):
        return f"now {_SHUT}, without it the site may be open again; {fails}"
    return f"it decides whether {_SHUT}; {fails}"


def _consequence_of_many(loud: Sequence[str]) -> str:
    """What is said of several. `loud` are the names of those that every visitor notices."""
    return f"all of them or none; every visitor notices {visible(loud[0])}" if loud else "all of them or none"


def _facts(setting: Setting, value: Fitted) -> tuple[tuple[str, str], ...]:
    """Where a document changes, place by place: before and after of the whole are too long to be compared by eye."""
    facts: list[tuple[str, str]] = []
    if problem := setting.problem:
        facts.append(("now", f"what is there is wrong: {problem}"))
    old = setting.exact(reveal=True)
    if value.kind is not Kind.JSON or old is None or value.text is None:
        return tuple(facts)
    if setting.value == MASK or is_secret(setting.key, value.text, setting.declared_type, value.kind):
        return tuple(facts)  # all of it is a secret, and not a member of it
    try:
        found = changes(parse(old), parse(value.text), names_a_secret, MASK)
    except NotJsonError:
        return tuple(facts)
    facts += [
        (visible(one.path, limit=60) or "all of it", f"{_piece(one.before)} → {_piece(one.after)}")
        for one in found[:_PLACES]
    ]
    return (*facts, *([("and more", f"{len(found) - _PLACES} places")] if len(found) > _PLACES else []))


def _piece(text: str | None) -> str:
    return "nothing" if text is None else visible(text, limit=120)


def _arguments(table: SettingsTable, text: str | None, as_text: bool) -> dict[str, str]:
    value = {"null": "true"} if text is None else {"value": text}
    where = {} if table.confidence in (Confidence.SURE, Confidence.MAPPED) else {"table": table.name}
    return value | where | ({"as_text": "true"} if as_text else {})
