"""A document of settings, read back: what it says, and what of that differs from what is there. Pure.

What `export` writes is what is read; nothing is guessed of another shape. Values that were masked are left alone.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.content.export import FORMAT
from console.content.new_setting import NewSetting
from console.content.operations import NewValue
from console.content.settings import Setting, Settings
from console.content.settings_value import Kind, is_true, problem_of
from console.core.json_text import same
from console.core.nearest import nearest
from console.core.present import visible
from console.errors import UsageProblem

_FIELDS = ("key", "scope", "value", "null", "masked", "type", "group", "description", "public")
_HEAD = ("format", "target", "table", "items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One setting of a document. `masked` says that its value was left out."""

    key: str
    scope: tuple[str, ...] = ()
    value: str | None = field(default=None, repr=False)
    masked: bool = False
    type: str | None = None
    group: str | None = None
    description: str | None = None
    public: bool | None = None

    @property
    def name(self) -> str:
        """The key with its scope in front."""
        return "/".join((*self.scope, self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a document would change. `masked` were left alone, `unknown` are not there, `same` are as they are.

    `otherwise` differ in something that is no value: type, group, description or who may see it.
    """

    values: tuple[NewValue, ...]
    unknown: tuple[Item, ...]
    masked: tuple[str, ...]
    otherwise: tuple[str, ...]
    same: int


def read_items(text: str, *, as_json: bool) -> tuple[Item, ...]:
    """The settings of a document. UsageProblem where it is not one of `export`'s, with the place."""
    try:
        document = json.loads(text) if as_json else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"The file is not {'JSON' if as_json else 'TOML'}.", str(error), "") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageProblem(
            "The file is no export of settings.", f'It does not say format = "{FORMAT}".', "greenroom settings export"
        )
    _known(document, _HEAD, "The file")
    items = document.get("items")
    if not isinstance(items, list):
        raise UsageProblem("The file has no list of items.", "", "greenroom settings export writes one.")
    found = [_item(one, f"Item {number}") for number, one in enumerate(items, start=1)]
    names = [(one.scope, one.key) for one in found]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise UsageProblem(f"The file names {visible(doubled[1])} twice.", "", "Leave one of the two out.")
    return tuple(found)


def _known(document: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in document:
        if name not in names:
            raise UsageProblem(f"{where} has {visible(name)}, which means nothing.", "", nearest(name, names))


def _item(document: Any, where: str) -> Item:
    if not isinstance(document, dict) or not isinstance(document.get("key"), str):
        raise UsageProblem(f"{where} of the file has no key.", "", "")
    where = f"{where} of the file ({visible(document['key'])})"
    _known(document, _FIELDS, where)
    texts = {name: document.get(name) for name in ("value", "type", "group", "description")}
    flags = {name: document.get(name) for name in ("null", "masked", "public")}
    scope = document.get("scope", [])
    wrong = [name for name, value in texts.items() if not isinstance(value, str | None)]
    wrong += [name for name, value in flags.items() if not isinstance(value, bool | None)]
    if not isinstance(scope, list) or not all(isinstance(part, str) for part in scope):
        wrong.append("scope")
    if wrong:
        raise UsageProblem(f"{where}: {wrong[0]} is of another type than export writes.", "", "")
    said = [name for name in ("value", "null", "masked") if document.get(name) not in (None, False)]
    if len(said) != 1:
        why = "It says more than one of them." if said else ""
        raise UsageProblem(f"{where} needs a value, null = true or masked = true.", why, "")
    return Item(key=document["key"], scope=tuple(scope), masked=bool(flags["masked"]), public=flags["public"], **texts)


def difference(items: tuple[Item, ...], settings: Settings) -> Difference:
    """What the document would change of these settings."""
    there = {(_scope(setting), setting.key): setting for setting in settings}
    values: list[NewValue] = []
    unknown: list[Item] = []
    masked: list[str] = []
    otherwise: list[str] = []
    same_values = 0
    for item in items:
        setting = there.get((item.scope, item.key))
        if setting is None:
            unknown.append(item)
            continue
        if _differs_otherwise(item, setting):
            otherwise.append(setting.name)
        if item.masked:
            masked.append(setting.name)
        elif _same(setting, item.value):
            same_values += 1
        else:  # where no kind is declared, a guess from the old value must not refuse the new one
            values.append(NewValue(setting, item.value, as_text=_as_text(setting, item.value)))
    return Difference(
        values=tuple(values),
        unknown=tuple(unknown),
        masked=tuple(masked),
        otherwise=tuple(otherwise),
        same=same_values,
    )


def new_settings(items: tuple[Item, ...]) -> tuple[NewSetting, ...]:
    """Items as settings to be added. UsageProblem where a value was masked: there is none to add."""
    if hidden := [item.name for item in items if item.masked]:
        raise UsageProblem(
            f"{visible(hidden[0])} cannot be added.",
            "Its value was left out of the file: it is a secret.",
            "Export with --reveal, or take it out of the file.",
        )
    return tuple(
        NewSetting(
            key=item.key,
            value=item.value,
            type=item.type,
            group=item.group,
            description=item.description,
            public=item.public,
            scope=item.scope,
        )
        for item in items
    )


def _scope(setting: Setting) -> tuple[str, ...]:
    return tuple(part for part in setting.scope if part is not None)


def _as_text(setting: Setting, value: str | None) -> bool:
    return not setting.declared and value is not None and problem_of(setting.kind, value) is not None


def _same(setting: Setting, value: str | None) -> bool:
    old = setting.exact(reveal=True)
    if old is None or value is None or old == value:
        return old == value
    if setting.kind is Kind.BOOLEAN:
        return is_true(old) is not None and is_true(old) is is_true(value)
    return setting.kind is Kind.JSON and same(old, value)


def _differs_otherwise(item: Item, setting: Setting) -> bool:
    pairs = (
        (item.type, setting.declared_type),
        (item.group, setting.group),
        (item.description, setting.description),
        (item.public, setting.public),
    )
    return any(one is not None and one != other for one, other in pairs)
