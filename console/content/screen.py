"""The first tab of Content: the site's settings, grouped and typed; `screen_changes` has what can be done to them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual import work

from console.content.setting_cells import setting_blocks, setting_row
from console.core.blocking import in_daemon
from console.core.present import visible
from console.core.unknown import Unknown
from console.errors import Problem, QueryProblem
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.content.screen_changes import Changes
    from console.content.settings import Setting, Settings
    from console.content.shape import SettingsTable

_HOW = 'If another table does, name it in config.toml: [settings."TARGET"] with table = "schema.table".'


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables that hold settings, and the settings of the one that is shown."""

    tables: tuple[SettingsTable, ...]
    settings: Settings | None


class SettingsScreen(ListScreen[Facts]):
    """Settings as a grouped list, the selected one whole."""

    AREA = "content"
    WHAT = "settings"
    THING = "setting"
    COLUMNS = (
        Column("state", "", least=1, most=1),
        Column("key", "setting", least=14, most=34),
        Column("value", "value", least=12, most=60, grow=True),
        Column("type", "type", most=10, rank=2),
        Column("public", "seen by", most=9, rank=1),
        Column("updated", "updated", align="right", most=12, rank=3),
    )

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None
        self._tables: tuple[SettingsTable, ...] = ()

    async def read(self) -> Facts | Unknown:
        database = await self.console.database()
        finding = await in_daemon(_import("console.content.settings_table"), timeout=60)
        reading = await in_daemon(_import("console.content.settings"), timeout=60)
        await in_daemon(_import("console.content.screen_changes"), timeout=60)
        current = self.console.current
        mapping = self.console.config.settings.get(current.name) if current else None
        tables = await database.ask(finding.find_settings_tables, mapping)
        if isinstance(tables, Unknown):
            return tables
        self._tables = tables
        if not tables:
            return Facts((), None)
        chosen = finding.choose_settings_table(tables, self._wanted)
        if isinstance(chosen, Unknown):
            several = sum(table.readable for table in tables) > 1
            return replace(chosen, remedy=f"o shows one of them. {_HOW}") if several else chosen
        settings = await database.ask(reading.read_settings, chosen)
        return settings if isinstance(settings, Unknown) else Facts(tables, settings)

    def target_changed(self) -> None:
        self._wanted = None
        self._tables = ()
        super().target_changed()

    def nothing_in(self, facts: Facts) -> tuple[str, str] | None:
        if facts.settings is None:
            return "No table here looks as if it holds settings.", _HOW
        if not facts.settings:
            if facts.settings.table.filtered:
                return "This role sees no settings.", "Row security decides what it sees: there may be some."
            return f"{facts.settings.table.name} is empty.", "A row in it will show here."
        return None

    def heading(self) -> Line:
        if self.facts is None or self.facts.settings is None:
            return (Span("Settings", bold=True),)
        settings = self.facts.settings
        wrong = sum(1 for item in settings if item.problem)
        return join(
            (Span("Settings", bold=True),),
            cell(settings.table.name, Tone.DIM),
            cell(f"{len(settings)}{'+' if settings.cut else ''} keys", Tone.DIM),
            cell(f"{len(settings.groups)} groups", Tone.DIM) if len(settings.groups) > 1 else (),
            cell(f"▲ {wrong} to look at", Tone.LOOK) if wrong else (),
            cell("▲ the first 5,000 only", Tone.LOOK) if settings.cut else (),
            cell("row security applies", Tone.DIM) if settings.table.filtered else (),
            gap="   ",
        )

    def rows(self, facts: Facts) -> Sequence[Row]:
        if facts.settings is None:
            return ()
        rows: list[Row] = []
        grouped = len(facts.settings.groups) > 1
        group: str | None = None
        for number, setting in enumerate(facts.settings):
            if grouped and (number == 0 or setting.group != group):
                group = setting.group
                rows.append(Row(f"group {number}", group=_group(group)))
            rows.append(setting_row(setting))
        return rows

    def detail(self, row: Row) -> Sequence[Block]:
        if self.facts is None or self.facts.settings is None:
            return ()
        setting = next((item for item in self.facts.settings if item.name == row.key), None)
        return setting_blocks(setting, self.facts.settings.table) if setting else ()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        return ("Content", "Settings", row.key)

    def statement(self, row: Row) -> str:
        from console.content.operations import statement_of

        settings = self.facts.settings if self.facts else None
        setting = next((item for item in settings or () if item.name == row.key), None)
        return statement_of(settings.table, setting) if settings and setting else ""

    def link(self, row: Row) -> str:
        target = self.console.current.name if self.console.current else ""
        return f"greenroom settings get {row.key} --target {target}"

    async def export_rows(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The settings that are shown, in that order, read again for their whole values. Else it is said, and ends."""
        from console.content.settings import WHOLE, read_settings

        headings = ["key", "value", "type", "group", "description", "public", "updated_at"]
        if self.facts is None or self.facts.settings is None:
            return headings, []
        settings = self.facts.settings
        shown = [row.key for row in self.grid.visible_rows]
        try:
            database = await self.console.database()
            whole = await database.ask(read_settings, settings.table, characters=WHOLE)
            if isinstance(whole, Unknown):
                raise QueryProblem(f"{settings.table.name} could not be read again.", whole.reason, whole.remedy)
        except Problem as problem:
            self.app.notify(visible(str(problem)), severity="error", timeout=8)
            raise asyncio.CancelledError from None  # ends the worker of the export and not the console
        by_name = {item.name: item for item in whole}
        return headings, [_exported(by_name[name]) for name in shown if name in by_name]

    def operations(self) -> Sequence[Item]:
        if "console.content.screen_changes" not in sys.modules:
            return ()  # nothing was read yet
        from console.content.screen_changes import table_items

        changes = self._changes()
        shown = changes.settings.table.name if changes else ""
        return [*(changes.items(self._selected()) if changes else ()), *table_items(self._tables, shown)]

    def perform(self, key: str) -> None:
        if key.startswith("table "):
            self._wanted = key.removeprefix("table ")
            self.facts = None
            self.load()
        else:
            self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        changes = self._changes()
        if changes is not None and await changes.perform(key, self._selected()):
            self.load()

    def _changes(self) -> Changes | None:
        """What can be done to the settings that are shown; None where none are."""
        if self.facts is None or self.facts.settings is None:
            return None
        from console.content.screen_changes import Changes

        return Changes(self.console, self.facts.settings)

    def _selected(self) -> Setting | None:
        row = self.grid.current
        if self.facts is None or self.facts.settings is None or row is None:
            return None
        return next((item for item in self.facts.settings if item.name == row.key), None)


def _exported(item: Setting) -> tuple[Any, ...]:
    kind = item.declared_type or item.kind.value
    return (item.name, item.exact(), kind, item.group, item.description, item.public, item.updated_at)


def _group(name: str | None) -> Line:
    words = (name or "no group").replace("_", " ")
    return cell(words.capitalize() if words.isupper() and len(words) > 4 else words, Tone.DIM, bold=True)


def _import(name: str) -> Any:
    """A loader for in_daemon: the module brings the driver, which must not hold up the first paint."""
    return lambda: import_module(name)
