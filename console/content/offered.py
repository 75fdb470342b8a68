"""The operations of `offers`, made from a key and the arguments of --set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.config import SettingsMapping, load_config
from console.content.new_setting import NewSetting
from console.content.operations import add_setting, remove_setting, set_setting
from console.content.permission import refuse, why_not_add, why_not_remove, why_not_set
from console.content.reading import one_setting, settings_of
from console.content.settings_value import is_true
from console.errors import UsageProblem
from console.guard.operation import Operation

if TYPE_CHECKING:
    from console.database.opening import Link


async def make_set(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Give a setting another value."""
    null = _flag(arguments, "null")
    if bool(null) is ("value" in arguments):
        raise UsageProblem("settings.set wants a value.", "", "--set value=… or --set null=true")
    settings, setting = await one_setting(link.database, _mapping(link), wanted=arguments.get("table"), key=key)
    refuse(why_not_set(settings, setting))
    return set_setting(settings.table, setting, arguments.get("value"), as_text=bool(_flag(arguments, "as_text")))


async def make_add(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Add a setting."""
    settings = await settings_of(link.database, _mapping(link), wanted=arguments.get("table"), key=key, characters=1)
    refuse(why_not_add(settings.table))
    new = NewSetting(
        key=key,
        value=arguments.get("value"),
        type=arguments.get("type"),
        group=arguments.get("group"),
        description=arguments.get("description"),
        public=_flag(arguments, "public"),
    )
    return add_setting(settings.table, new)


async def make_remove(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Remove a setting and its key."""
    settings, setting = await one_setting(link.database, _mapping(link), wanted=arguments.get("table"), key=key)
    refuse(why_not_remove(settings, setting))
    return remove_setting(settings.table, setting)


def _mapping(link: Link) -> SettingsMapping | None:
    return load_config().settings.get(link.target.name)


def _flag(arguments: Mapping[str, str], name: str) -> bool | None:
    if name not in arguments:
        return None
    value = is_true(arguments[name])
    if value is None:
        raise UsageProblem(f"{name} is neither true nor false.", "", f"--set {name}=true")
    return value
