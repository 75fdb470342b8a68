"""From a setting on the screen to a change of it: which changes are offered, and the way of each to the guard.

A change that was not made leads back to the dialog with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.content.operations import add_setting, is_maintenance, remove_setting, set_setting
from console.content.permission import why_not_add, why_not_remove, why_not_set
from console.content.screen_edit import EditValue, Typed
from console.content.screen_history import SettingHistory
from console.content.screen_new import AddSetting
from console.content.settings import WHOLE, Setting, Settings, read_settings
from console.content.shape import SettingsTable
from console.core.target import Access, Environment
from console.core.unknown import Unknown
from console.errors import Problem, QueryProblem
from console.widgets.choice import Item

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.content.new_setting import NewSetting

SET, ADD, REMOVE, HISTORY = "set", "add", "remove", "history"


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be done to the settings that are shown, on the open target."""

    console: GreenroomApp
    settings: Settings

    # -- what is offered -----------------------------------------------------------------------------------------

    def items(self, setting: Setting | None) -> Sequence[Item]:
        """Every change, with the reason where it is not offered. `setting` is the selected one."""
        closed = why_not_write(self.console)
        note = opens_first(self.console)
        add = Item(ADD, "Add a setting", note or "routine", why_not=closed or why_not_add(self.settings.table))
        if setting is None:
            return (add,)
        careful = is_maintenance(setting)
        why_set = closed or why_not_set(self.settings, setting)
        why_remove = closed or why_not_remove(self.settings, setting)
        return (
            Item(SET, f"Change {setting.name}", note or ("careful" if careful else "routine"), why_not=why_set),
            Item(HISTORY, f"History of {setting.name}", "what was done to it from here"),
            add,
            Item(REMOVE, f"Remove {setting.name}", note or "careful", why_not=why_remove),
        )

    # -- doing it ------------------------------------------------------------------------------------------------

    async def perform(self, key: str, setting: Setting | None) -> bool:
        """Do what was chosen. True if something was changed. Runs in a worker: it waits for dialogs."""
        try:
            if key == ADD:
                return await self._add(setting)
            if setting is None:
                return False
            if key == HISTORY:
                await self._history(setting)
                return True  # a change may have been taken back there
            fresh = await self._fresh(setting)
            if key == SET:
                return await self._set(fresh)
            return await self.console.carry_out(remove_setting(self.settings.table, fresh))
        except Problem as problem:
            self.console.notify(str(problem), severity="error", timeout=8)
            return False

    async def _set(self, setting: Setting) -> bool:
        typed: Typed | None = None
        is_another = False  # somebody else's change, seen on the way, is shown too
        while True:
            typed = await self.console.push_screen_wait(EditValue(self.settings.table, setting, again=typed))
            if typed is None:
                return is_another
            operation = set_setting(self.settings.table, setting, typed.text, as_text=typed.as_text)
            if await self.console.carry_out(operation):
                return True
            before, setting = setting, await self._fresh(setting)
            is_another = is_another or setting != before

    async def _add(self, beside: Setting | None) -> bool:
        typed: NewSetting | None = None
        while True:
            form = AddSetting(self.settings.table, group=beside.group if beside else None, again=typed)
            typed = await self.console.push_screen_wait(form)
            if typed is None:
                return False
            if await self.console.carry_out(add_setting(self.settings.table, typed)):
                return True

    async def _history(self, setting: Setting) -> None:
        target = self.console.current
        if target is not None:
            await self.console.push_screen_wait(SettingHistory(target.name, self.settings.table, setting))

    async def _fresh(self, setting: Setting) -> Setting:
        """The setting as it is now, its value whole. Problem where it cannot be read, or is gone."""
        database = await self.console.database()
        found = await database.ask(read_settings, self.settings.table, key=setting.key, characters=WHOLE)
        if isinstance(found, Unknown):
            raise QueryProblem(f"{setting.name} could not be read.", found.reason, found.remedy)
        for one in found:
            if (one.scope, one.key, one.number) == (setting.scope, setting.key, setting.number):
                return one
        raise Problem(
            f"There is no setting {setting.name} any more.", "Somebody removed it meanwhile.", "r reads again."
        )


def why_not_write(console: GreenroomApp) -> str:
    """Why nothing can be written to the open target, as far as is known; empty where it can."""
    target = console.current
    if target is None:
        return "no target is open"
    if target.access is not Access.GUARDED:
        return f"{target.name} is read-only"
    contact = console.contacts.by_name.get(target.name)
    if contact is None or contact.overview is None:
        return ""
    if contact.is_other_database:
        return "another database than the first time answers"
    return "this server is a standby: it takes no writes" if contact.overview.server.standby else ""


def opens_first(console: GreenroomApp) -> str:
    """A word where production has to be opened for writing on the way."""
    target = console.current
    closed = target is not None and target.environment is Environment.PRODUCTION and not console.carrier.opened_until()
    return "production is closed: asks to be opened" if closed else ""


def table_items(tables: Sequence[SettingsTable], shown: str) -> list[Item]:
    """The tables that hold settings, to look at another one."""
    return [
        Item(
            f"table {table.name}",
            f"Show {table.name}",
            f"{table.confidence.value}: {', '.join(table.reasons[:2])}",
            why_not="it is shown" if table.name == shown else "" if table.readable else "this role may not read it",
        )
        for table in tables
    ]
