"""The page of a drift: what differs, and `n`, which writes the difference as a new migration to be read first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType

from console.core.present import visible
from console.errors import Problem
from console.widgets.blocks import Block
from console.widgets.detail_page import DetailPage
from console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from console.app import GreenroomApp


class DriftPage(DetailPage):
    """The blocks of a drift. `write` makes the new file from a name; None where there is nothing to write."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "write", "new migration", id="drift.write", tooltip="Write the difference as a new migration"),
    ]

    def __init__(self, crumbs: Sequence[str], blocks: Sequence[Block], write: Callable[[str], Path] | None) -> None:
        super().__init__(crumbs, blocks)
        self._write = write

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`n` only where there is something to write."""
        return self._write is not None if action == "write" else True

    @work(exclusive=True, group="menu")
    async def action_write(self) -> None:
        """Ask for a name and write the file."""
        if self._write is None:
            return
        app = cast("GreenroomApp", self.app)
        name = await app.push_screen_wait(Prompt("A new migration", "What does it do, in a few words?"))
        if not name:
            return
        try:
            path = self._write(name)
        except Problem as problem:
            app.notify(str(problem), severity="error", timeout=8)
        else:
            app.notify(
                f"Written: {visible(path.name)}. The target has it already: mark it there as applied.", timeout=8
            )
