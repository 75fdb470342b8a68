"""Migrations: every version of a folder and how it stands on the open target, the selected one whole.

`screen_changes` has what can be done to them, `screen_pages` what is shown on pages of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.core.blocking import in_daemon
from console.core.unknown import Unknown
from console.errors import Problem
from console.migrations.screen_facts import Facts
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.migrations.screen_changes import Changes
    from console.migrations.status import Version

_HOW = "Open greenroom in a project that has some, or name the folder in config.toml: {}"
_LOADED = "console.migrations.screen_changes"


class MigrationsScreen(ListScreen[Facts]):
    """Versions as a list, newest last; the file with its findings beside it."""

    AREA = "migrations"
    WHAT = "migrations"
    COLUMNS = (
        Column("mark", "", least=1, most=1),
        Column("version", "version", least=6, most=16),
        Column("name", "name", least=10, most=60, grow=True),
        Column("state", "state", least=8, most=16),
        Column("file", "its file", most=10, rank=3),
        Column("check", "check", most=11, rank=1),
        Column("when", "applied", align="right", most=12, rank=2),
        Column("by", "by", most=18, rank=4),
        Column("size", "size", align="right", most=8, rank=5),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "plan", "plan", id="migrations.plan", tooltip="What applying all that is pending would do"),
        Binding(
            "d", "drift", "drift", id="migrations.drift", tooltip="The schema that the files make against this one"
        ),
        Binding(
            "ctrl+e", "look", "editor", id="screen.look", show=False, tooltip="The file in $EDITOR; it is read again"
        ),
        Binding("m", "matrix", "matrix", id="migrations.matrix", show=False, tooltip="Versions on all targets"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._wanted: Path | None = None
        self._texts: dict[str, Sequence[Block]] = {}

    async def read(self) -> Facts | Unknown:
        database = await self.console.database()
        reading = await in_daemon(lambda: import_module("console.migrations.screen_reading"), timeout=60)
        await in_daemon(lambda: import_module(_LOADED), timeout=60)
        current = self.console.current
        if current is None:
            return Facts(())
        await self.console.doubts.settle(current)  # else the list would not know what one has applied
        configured = self.console.config.migration_folders.get(current.name)
        folders = await in_daemon(lambda: reading.folders(configured), timeout=30)
        folder = reading.chosen(folders, self._wanted)
        if folder is None:
            return Facts(folders)
        facts: Facts | Unknown = await reading.read(database, current, folders, folder)
        return facts

    @work(exclusive=True, group="check", exit_on_error=False)
    async def _check(self, facts: Facts) -> None:
        """The list stands already; what the check says of it follows, the cursor stays."""
        target = self.console.current
        if target is None or facts.status is None:
            return
        from console.migrations.screen_reading import checked_in

        try:
            found = await checked_in(await self.console.database(), target, facts)
        except Problem as problem:
            found = Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)
        if self.facts is facts:
            self.facts = replace(facts, findings=found)
            self.show(self.facts)
            self.show_heading()

    def target_changed(self) -> None:
        self._wanted = None
        self._texts = {}
        super().target_changed()

    def nothing_in(self, facts: Facts) -> tuple[str, str] | None:
        name = self.console.current.name if self.console.current else "TARGET"
        if not facts.folders:
            return "There are no migrations below the working folder.", _HOW.format(f'[migrations."{name}"] dir = "…"')
        if facts.status is None:
            return "There are several folders of migrations.", "o chooses one."
        if not facts.versions:
            from console.migrations.version_cells import place_of

            return f"{place_of(facts.status.folder.path)} is empty, and nothing was applied.", "o writes a new one."
        return None

    def heading(self) -> Line:
        title: Line = (Span("Migrations", bold=True),)
        if self.facts is None or self.facts.status is None:
            return title
        from console.migrations.version_cells import heading_parts

        return join(title, *heading_parts(self.facts), gap="   ")

    def rows(self, facts: Facts) -> Sequence[Row]:
        from console.migrations.version_cells import version_row

        return [
            version_row(_key(number, each), each, facts.found_in(each)) for number, each in enumerate(facts.versions)
        ]

    def show(self, facts: Facts) -> None:
        self._texts = {}
        super().show(facts)
        if facts.findings is None:
            self._check(facts)

    def detail(self, row: Row) -> Sequence[Block]:
        """What is known at once; the file and what was applied follow when they are read."""
        return self._texts.get(row.key, ())

    def _show_detail(self) -> None:
        row = self.grid.current
        if row is None or row.key in self._texts:
            super()._show_detail()
        else:
            self._look_at(row)

    @work(exclusive=True, group="version", exit_on_error=False)
    async def _look_at(self, row: Row) -> None:
        version, facts = self.version(row), self.facts
        if version is None or facts is None or facts.status is None:
            return
        from console.migrations.screen_reading import blocks_for

        try:
            database = await self.console.database()
            self._texts[row.key] = await blocks_for(database, facts.status, version, facts.found_in(version))
        except Problem as problem:
            from console.widgets.blocks import Words

            self._texts[row.key] = (Words((cell(problem.what, Tone.WRONG), cell(f"{problem.why} {problem.remedy}"))),)
        current = self.grid.current
        if current is not None and current.key == row.key:
            super()._show_detail()

    def opened(self, row: Row) -> None:
        if row.key in self._texts:
            super().opened(row)

    def crumbs(self, row: Row) -> tuple[str, ...]:
        version = self.version(row)
        return ("Migrations", version.label if version else row.key)

    def link(self, row: Row) -> str:
        target = self.console.current.name if self.console.current else ""
        folder = self.facts.status.folder.path if self.facts and self.facts.status else ""
        return f"greenroom migrations status --target {target} --dir {folder}"

    def action_look(self) -> None:
        """The file itself in $EDITOR: it is the user's own, and read again afterwards. Without one, the cell."""
        version = self.version(self.grid.current)
        if version is None or version.file is None:
            super().action_look()
            return
        from console.shell.external import open_in_editor

        try:
            open_in_editor(self.console, version.file.path)
        except Problem as problem:
            self.console.notify(str(problem), severity="error", timeout=8)
        else:
            self.load()

    def version(self, row: Row | None) -> Version | None:
        """The version that a row stands for."""
        versions = self.facts.versions if self.facts else ()
        return next((each for number, each in enumerate(versions) if row and _key(number, each) == row.key), None)

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        changes = self._changes()
        return changes.items(self.version(self.grid.current)) if changes else ()

    def perform(self, key: str) -> None:
        if key.startswith("folder "):
            self._wanted = Path(key.removeprefix("folder "))
            self.facts = None
            self.load()
        else:
            self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        changes = self._changes()
        if changes is not None and await changes.perform(key, self.version(self.grid.current)):
            self.load()

    def action_plan(self) -> None:
        """What applying would do, on a page."""
        self._perform("plan")

    def action_drift(self) -> None:
        """The schema that the files make, against this one."""
        self._perform("drift")

    def action_matrix(self) -> None:
        """The versions on every target that can be reached."""
        self._perform("matrix")

    def _changes(self) -> Changes | None:
        if self.facts is None or _LOADED not in sys.modules:
            return None
        from console.migrations.screen_changes import Changes

        return Changes(self.console, self.facts.folders, self.facts.status)


def _key(number: int, version: Version) -> str:
    return f"{number} {version.label}"
